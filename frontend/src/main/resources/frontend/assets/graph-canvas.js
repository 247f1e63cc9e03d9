/**
 * <ouro-graph>: the picture drawn. Cytoscape draws the arrows, moves, zooms and says what was hit; the boxes lie over
 * its canvas as elements (graph/card-layer.js), moved as one when the view moves. What is shown and where is decided
 * elsewhere: nothing here changes a place, except the reader's hand, which is reported.
 */
import { drawingLibrary } from './drawing-library.js';
import { ArrowLayer } from './graph/arrow-layer.js';
import { Camera } from './graph/camera.js';
import { graphStyle } from './graph/canvas-style.js';
import { CardLayer } from './graph/card-layer.js';
import { nearest } from './graph/routes.js';
import { onTheme } from './theming.js';

/**
 * @typedef {import('./graph/picture.js').Picture} Picture
 * @typedef {import('./graph/cards.js').Hands & {
 *   select: (id: string | undefined) => void, open: (id: string) => void, move: (places: [string, {x: number, y: number}][]) => void,
 *   key: (event: KeyboardEvent) => void,
 * }} Actions
 */

class OuroGraph extends HTMLElement {
  /** @type {Picture | undefined} */
  #picture;

  /** @type {import('cytoscape').Core | undefined} */
  #graph;

  /** @type {Camera | undefined} */
  #camera;

  /** @type {string | undefined} */
  #selected;

  /** @type {Actions | undefined} */
  #actions;

  /** @type {ArrowLayer | undefined} */
  #arrows;

  #began = -1;
  #cards = new CardLayer();

  #stopTheme = () => {};
  #resized = new ResizeObserver(() => this.#camera?.resized(this.#selected));

  /** @param {Actions} actions */
  set actions(actions) {
    this.#actions = actions;
  }

  /** @param {{picture: Picture, began: number, selected: string | undefined}} shown */
  set shown({ picture, began, selected }) {
    const news = picture !== this.#picture;
    const before = this.#picture;
    this.#picture = picture;
    const other = selected !== this.#selected;
    this.#selected = selected;
    if (!this.#graph) return;
    const anew = began !== this.#began;
    this.#began = began;
    if (news) this.#draw(anew ? undefined : before);
    else if (anew) this.fit(false);
    if (news || other) this.#mark();
  }

  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute('role', 'application');
    this.setAttribute('aria-roledescription', 'graph');
    this.setAttribute(
      'aria-label',
      'Graph of references. Arrow keys move, Enter opens, e expands, minus collapses, p pins, Delete hides. The table says the same.',
    );
    const canvas = document.createElement('div');
    canvas.className = 'g-canvas';
    this.replaceChildren(canvas, this.#cards.element);
    this.#resized.observe(this);
    this.#stopTheme = onTheme(() => this.#graph?.style(graphStyle(this)));
    this.addEventListener('keydown', this.#key);
    drawingLibrary().then((cytoscape) => {
      if (canvas.isConnected) this.#begin(cytoscape, canvas);
    });
  }

  /** @param {import('./drawing-library.js').Library} cytoscape @param {HTMLElement} canvas */
  #begin(cytoscape, canvas) {
    const graph = cytoscape({
      container: canvas,
      elements: [],
      style: graphStyle(this),
      layout: { name: 'preset', fit: false },
      boxSelectionEnabled: false,
      selectionType: 'single',
      minZoom: 0.04,
      maxZoom: 2,
    });
    this.#graph = graph;
    this.#camera = new Camera(graph, this);
    this.#arrows = new ArrowLayer(graph);
    this.#listen(graph);
    if (this.#picture) {
      this.#draw(undefined);
      this.#mark();
    }
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#cards.stop();
    this.#arrows?.stop();
    this.#stopTheme();
    this.removeEventListener('keydown', this.#key);
    this.#graph?.destroy();
    this.#graph = undefined;
    this.#camera = undefined;
    this.#arrows = undefined;
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => this.#actions?.key(event);

  /** @param {import('cytoscape').Core} graph */
  #listen(graph) {
    graph.on('viewport resize', () => this.#follow());
    graph.on('position', 'node', ({ target }) => this.#put(target.id()));
    graph.on('tap', ({ target, originalEvent }) => {
      this.focus({ preventScroll: true });
      if (target === graph) this.#actions?.select(undefined);
      // Cytoscape calls any two quick clicks a double one; the browser only those at one place.
      else if (target.isNode() && originalEvent.detail === 2) this.#actions?.open(target.id());
      else this.#actions?.select(target.isNode() ? target.id() : target.data('near'));
    });
    graph.on('dragfree', 'node', ({ target }) => this.#actions?.move([[target.id(), { ...target.position() }]]));
    graph.on('mouseover', 'node, edge', ({ target }) => this.#hover(target, true));
    graph.on('mouseout', 'node, edge', ({ target }) => this.#hover(target, false));
  }

  /** @param {any} target @param {boolean} on */
  #hover(target, on) {
    this.classList.toggle('pointing', on);
    this.title = (on && target.isNode() && this.#cards.whole(target.id())) || '';
    const edges = target.isNode() ? target.connectedEdges() : target;
    edges.toggleClass('hover', on);
    for (const node of target.isNode() ? [target] : target.connectedNodes())
      this.#cards.get(node.id())?.classList.toggle('hover', on);
  }

  /** Brings canvas and boxes to the present picture; the view stays unless what is new lies outside of it, or all is. @param {Picture | undefined} before */
  #draw(before) {
    const graph = /** @type {import('cytoscape').Core} */ (this.#graph);
    const picture = /** @type {Picture} */ (this.#picture);
    const items = [...picture.boxes, ...picture.groups];
    const byId = new Map(items.map((item) => [item.id, item]));
    const arrows = new Map(picture.arrows.map((arrow) => [arrow.id, arrow]));
    graph.batch(() => {
      graph
        .elements()
        .filter((each) => !(each.isNode() ? byId : arrows).has(each.id()))
        .remove();
      for (const { id, x, y, width, height } of items) {
        const known = graph.getElementById(id);
        if (known.empty()) graph.add({ group: 'nodes', data: { id, width, height }, position: { x, y } });
        else if (known.data('width') !== width || known.data('height') !== height) known.data({ width, height });
        const at = known.empty() ? { x, y } : known.position();
        if (at.x !== x || at.y !== y) known.position({ x, y });
      }
      this.#arrows?.draw(picture, byId);
    });
    // The view first: what is not read from afar is then never laid out.
    if (!before) this.fit(false);
    this.#follow();
    this.#cards.draw(picture, before, /** @type {Actions} */ (this.#actions));
    for (const { id } of items) this.#put(id);
    if (!before) return;
    const old = new Set([...before.boxes, ...before.groups].map(({ id }) => id));
    const fresh = items.filter((item) => !old.has(item.id));
    this.#camera?.reveal(fresh.flatMap(({ id, by }) => (by && byId.has(by) ? [id, by] : [id])));
  }

  /** @param {string} id */
  #put(id) {
    const card = this.#cards.get(id);
    const node = this.#graph?.getElementById(id);
    if (!card || !node || node.empty()) return;
    const { x, y } = node.position();
    card.style.transform = `translate(${x - node.data('width') / 2}px, ${y - node.data('height') / 2}px)`;
  }

  #follow() {
    const graph = this.#graph;
    if (!graph) return;
    const { x, y } = graph.pan();
    const zoom = graph.zoom();
    this.#cards.element.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
    this.classList.toggle('far', zoom < 0.62);
    this.classList.toggle('farther', zoom < 0.34);
  }

  #mark() {
    for (const card of this.#cards.element.querySelectorAll('.chosen')) card.classList.remove('chosen');
    const chosen = this.#selected ? this.#cards.get(this.#selected) : undefined;
    chosen?.classList.add('chosen');
    this.#arrows?.choose(chosen ? this.#selected : undefined);
    if (chosen) this.setAttribute('aria-activedescendant', chosen.id);
    else this.removeAttribute('aria-activedescendant');
  }

  fit(smooth = true) {
    this.#camera?.fit(smooth);
  }

  /** @param {number} factor */
  zoom(factor) {
    this.#camera?.zoom(factor);
  }

  /** @param {string} id */
  see(id) {
    this.#camera?.see(id);
  }

  /** @param {string | undefined} from @param {'left' | 'right' | 'up' | 'down'} way */
  neighbour(from, way) {
    const picture = this.#picture;
    if (!picture) return undefined;
    const boxes = new Map([...picture.boxes, ...picture.groups].map((item) => [item.id, item]));
    const joined = new Set(
      picture.arrows.flatMap((arrow) => (arrow.from === from ? [arrow.to] : arrow.to === from ? [arrow.from] : [])),
    );
    return nearest(boxes, joined, from ?? '', way);
  }
}

customElements.define('ouro-graph', OuroGraph);
