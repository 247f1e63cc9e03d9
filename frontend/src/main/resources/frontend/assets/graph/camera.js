/** Which part of the picture is seen: moved only so far that what is new or chosen is seen, at once where less motion is wished. */

const fitRoom = 28;
const moveMillis = 240;
const least = 0.04;

export class Camera {
  /** @param {import('cytoscape').Core} graph @param {HTMLElement} element */
  constructor(graph, element) {
    this.graph = graph;
    this.element = element;
  }

  /** All of it. @param {boolean} smooth */
  fit(smooth) {
    const nodes = this.graph.nodes();
    if (nodes.nonempty()) this.#show(nodes, 1, smooth);
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
    this.#move({ zoom, pan: this.#pan(x1 + w / 2, y1 + h / 2, zoom) }, smooth);
  }

  /** @param {number} x @param {number} y @param {number} zoom */
  #pan(x, y, zoom) {
    return { x: this.element.clientWidth / 2 - x * zoom, y: this.element.clientHeight / 2 - y * zoom };
  }

  /** @param {{zoom: number, pan: {x: number, y: number}}} to @param {boolean} smooth */
  #move(to, smooth) {
    this.graph.stop();
    const still = !smooth || matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (still) this.graph.viewport(to);
    else this.graph.animate({ ...to, duration: moveMillis, easing: 'ease-out' });
  }
}
