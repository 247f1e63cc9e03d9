/**
 * Which part of the picture is seen: moved only so far that what is new or chosen is seen, at once where less motion is
 * wished. A picture that is seen whole is so in a drawing of another size too. While it moves, the element is busy.
 */

const fitRoom = 28;
const moveMillis = 240;
const least = 0.04;

export class Camera {
  /** @type {{zoom: number, pan: {x: number, y: number}} | undefined} where the whole picture was brought to */
  #fitted;

  /** @type {object | undefined} the move that began last */
  #last;

  /** @param {import('cytoscape').Core} graph @param {HTMLElement} element */
  constructor(graph, element) {
    this.graph = graph;
    this.element = element;
  }

  /** All of it. @param {boolean} smooth */
  fit(smooth) {
    const nodes = this.graph.nodes();
    if (nodes.nonempty()) this.#fitted = this.#show(nodes, 1, smooth);
  }

  /** The drawing has another size: nobody moved the picture, so it is fitted anew, else what is chosen stays in sight. @param {string | undefined} chosen */
  resized(chosen) {
    const isFitted = !!this.#fitted && same(this.#fitted, { zoom: this.graph.zoom(), pan: this.graph.pan() });
    const node = chosen ? this.graph.getElementById(chosen) : undefined;
    const wasSeen = !!node?.nonempty() && this.#isSeen(node);
    this.graph.resize();
    if (isFitted) this.fit(false);
    else if (chosen && wasSeen) this.see(chosen);
  }

  /** @param {number} factor */
  zoom(factor) {
    const { clientWidth, clientHeight } = this.element;
    const middle = { x: clientWidth / 2, y: clientHeight / 2 };
    this.graph.zoom({ level: this.graph.zoom() * factor, renderedPosition: middle });
  }

  /** These nodes, unless all of them are seen. @param {string[]} ids */
  reveal(ids) {
    const wanted = new Set(ids);
    const nodes = this.graph.nodes().filter((node) => wanted.has(node.id()));
    if (nodes.nonempty() && !this.#isSeen(nodes)) this.#show(nodes, this.graph.zoom(), true);
  }

  /** One node, in the middle unless it is seen. @param {string} id */
  see(id) {
    const node = this.graph.getElementById(id);
    if (node.empty() || this.#isSeen(node)) return;
    const zoom = this.graph.zoom();
    const { x, y } = node.position();
    this.#move({ zoom, pan: this.#pan(x, y, zoom) }, true);
  }

  /** @param {any} nodes */
  #isSeen(nodes) {
    const { x1, y1, x2, y2 } = nodes.boundingBox({ includeLabels: false });
    const view = this.graph.extent();
    return x1 >= view.x1 && x2 <= view.x2 && y1 >= view.y1 && y2 <= view.y2;
  }

  /** @param {any} nodes @param {number} most @param {boolean} smooth */
  #show(nodes, most, smooth) {
    const { x1, y1, w, h } = nodes.boundingBox({ includeLabels: false });
    const { clientWidth, clientHeight } = this.element;
    const zoom = Math.max(least, Math.min(most, (clientWidth - 2 * fitRoom) / w, (clientHeight - 2 * fitRoom) / h));
    const to = { zoom, pan: this.#pan(x1 + w / 2, y1 + h / 2, zoom) };
    this.#move(to, smooth);
    return to;
  }

  /** @param {number} x @param {number} y @param {number} zoom */
  #pan(x, y, zoom) {
    return { x: this.element.clientWidth / 2 - x * zoom, y: this.element.clientHeight / 2 - y * zoom };
  }

  /** @param {{zoom: number, pan: {x: number, y: number}}} to @param {boolean} smooth */
  #move(to, smooth) {
    this.graph.stop();
    const still = !smooth || matchMedia('(prefers-reduced-motion: reduce)').matches;
    const move = {};
    this.#last = move;
    this.element.ariaBusy = `${!still}`;
    if (still) this.graph.viewport(to);
    else {
      const complete = () => {
        if (this.#last === move) this.element.ariaBusy = 'false';
      };
      this.graph.animate({ ...to, duration: moveMillis, easing: 'ease-out', complete });
    }
  }
}

/** @typedef {{zoom: number, pan: {x: number, y: number}}} Viewport @param {Viewport} a @param {Viewport} b */
const same = (a, b) =>
  Math.abs(a.zoom - b.zoom) < 1e-6 && Math.abs(a.pan.x - b.pan.x) < 0.5 && Math.abs(a.pan.y - b.pan.y) < 0.5;
