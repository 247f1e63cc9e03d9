/**
 * <ouro-cycle>: a cycle drawn by cytoscape, the tasks on an ellipse in waiting order. Positions are ours, so the same
 * cycle always looks the same; the drawing is fitted with its labels, so none runs out of the box. It is a picture only:
 * all it says stands in the table beside it, where the keyboard reaches it.
 */
import cytoscape from 'cytoscape';
import { place, plain, shortName } from './format.js';
import { onTheme } from './theming.js';

/**
 * @typedef {{nodes: TaskRow[], edges: CycleEdge[], more: number}} Picture more: nodes left out at the end
 */

const charWidth = 7.3;
const labelChars = 26;

class OuroCycle extends HTMLElement {
  /** @type {Picture | undefined} */
  #picture;

  /** @type {string | undefined} */
  #selected;

  /** @type {cytoscape.Core | undefined} */
  #graph;

  /** @type {(address: string) => void} */
  select = () => {};

  #key = '';
  #shape = 0;
  #stopTheme = () => {};
  #resized = new ResizeObserver(() => this.#resize());

  /** @param {Picture} picture */
  set picture(picture) {
    const key = picture.nodes.map((node) => node.address).join();
    if (key === this.#key) return;
    this.#key = key;
    this.#picture = picture;
    if (this.isConnected) this.#draw();
  }

  /** @param {string | undefined} address */
  set selected(address) {
    this.#selected = address;
    this.#mark();
  }

  connectedCallback() {
    this.setAttribute('role', 'img');
    this.setAttribute('aria-label', 'The cycle as a drawing; the table says the same');
    this.#draw();
    this.#resized.observe(this);
    this.#stopTheme = onTheme(() => this.#graph?.style(style(this)));
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#stopTheme();
    this.#graph?.destroy();
    this.#graph = undefined;
  }

  #draw() {
    this.#graph?.destroy();
    this.#graph = undefined;
    if (!this.#picture || !this.clientWidth) return;
    this.#shape = this.clientWidth / this.clientHeight;
    this.#graph = cytoscape({
      container: this,
      elements: elements(this.#picture, this.#shape),
      style: style(this),
      layout: { name: 'preset', fit: false },
      autoungrabify: true,
      boxSelectionEnabled: false,
      userZoomingEnabled: this.#picture.nodes.length > 12,
      minZoom: 0.1,
      maxZoom: 2,
    });
    this.#graph.on('tap', 'node, edge', ({ target }) => {
      const address = target.data('address');
      if (address) this.select(address);
    });
    this.#graph.on('mouseover', 'node, edge', ({ target }) =>
      this.classList.toggle('pointing', !!target.data('address')),
    );
    this.#graph.on('mouseout', () => this.classList.remove('pointing'));
    this.#fit();
    this.#mark();
  }

  /** A box of another shape gets other positions; else the drawing is only fitted anew. */
  #resize() {
    const shape = this.clientWidth / this.clientHeight;
    if (!this.#graph || Math.abs(shape / this.#shape - 1) > 0.1) return this.#draw();
    this.#graph.resize();
    this.#fit();
  }

  #fit() {
    if (!this.#graph) return;
    this.#graph.fit(undefined, 20);
    if (this.#graph.zoom() > 1) this.#graph.zoom(1).center();
  }

  #mark() {
    const graph = this.#graph;
    if (!graph) return;
    graph.elements().removeClass('chosen');
    graph
      .elements()
      .filter((each) => each.isNode() && each.data('address') === this.#selected)
      .addClass('chosen');
  }
}

/** @param {string} text */
const short = (text) => (text.length > labelChars ? `${text.slice(0, labelChars - 1)}…` : text);

/** @param {TaskRow} node */
function label(node) {
  const second = node.coroutine ? shortName(node.coroutine) : node.kind;
  return `${short(plain(node.name))}\n${short(plain(second))}`;
}

/** The way of waiting and its place, on two lines. @param {CycleEdge} edge */
function edgeLabel({ text, file, line }) {
  const how = plain(text).split(' · ')[0];
  const where = place(file, line);
  return where ? `${how} · ${where}` : how;
}

/**
 * @param {Picture} picture
 * @param {number} shape width to height of the box
 * @returns {cytoscape.ElementDefinition[]}
 */
function elements({ nodes, edges, more }, shape) {
  const boxes = nodes.map((node) => ({
    id: node.address,
    address: node.address,
    label: label(node),
    kind: /** @type {string} */ (node.kind),
  }));
  if (more > 0) boxes.push({ id: 'more', address: '', label: `… ${more} more\nin the table`, kind: 'more' });
  const known = new Set(boxes.map((box) => box.id));
  const width =
    Math.max(...boxes.map((box) => Math.max(...box.label.split('\n').map((line) => line.length)))) * charWidth + 24;
  const radiusY = Math.max(boxes.length * 22, 105);
  const radiusX = Math.max(radiusY * Math.min(shape, 2.4), width * (boxes.length > 2 ? 1.1 : 1));
  const lines = edges
    .filter((edge) => known.has(edge.from))
    .map((edge) => ({ ...edge, to: known.has(edge.to) ? edge.to : 'more' }));
  if (more > 0)
    lines.push({ from: 'more', to: nodes[0].address, kind: 'more', text: '', file: null, line: null, via: [] });
  const start = boxes.length === 2 ? Math.PI : -Math.PI / 2;
  return [
    ...boxes.map((data, index) => {
      const angle = start + (2 * Math.PI * index) / boxes.length;
      const alone = boxes.length === 1;
      return {
        data: { ...data, width },
        classes: data.kind,
        position: alone ? { x: 0, y: 0 } : { x: radiusX * Math.cos(angle), y: radiusY * Math.sin(angle) },
      };
    }),
    ...lines.map((edge, index) => ({
      data: {
        id: `edge${index}`,
        source: edge.from,
        target: edge.to,
        address: edge.from === 'more' ? '' : edge.from,
        label: edgeLabel(edge),
      },
      classes: [edge.kind, edge.from === edge.to ? 'loop' : boxes.length === 2 ? 'pair' : ''].join(' '),
    })),
  ];
}

/** The theme's colours, read when drawn: a canvas knows no CSS variables. @param {Element} element @returns {any} */
function style(element) {
  const probe = document.createElement('span');
  element.ownerDocument.body.append(probe);
  const color = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const [panel, text, soft, bad, badBg, accent, accentBg, edge] = [
    'panel',
    'text',
    'soft',
    'bad',
    'bad-bg',
    'accent',
    'accent-bg',
    'edge',
  ].map(color);
  probe.remove();
  const font = getComputedStyle(element).getPropertyValue('--mono');
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: 46,
        'background-color': panel,
        'border-color': bad,
        'border-width': 1.5,
        label: 'data(label)',
        color: text,
        'font-family': font,
        'font-size': 12,
        'line-height': 1.35,
        'text-wrap': 'wrap',
        'text-valign': 'center',
        'text-halign': 'center',
      },
    },
    { selector: 'node.more', style: { 'border-style': 'dashed', 'border-color': edge, color: soft } },
    { selector: 'node.chosen', style: { 'background-color': accentBg, 'border-color': accent, 'border-width': 2.5 } },
    {
      selector: 'edge',
      style: {
        width: 1.5,
        'line-color': bad,
        'target-arrow-color': bad,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 1.1,
        'curve-style': 'unbundled-bezier',
        'control-point-distances': -28,
        'control-point-weights': 0.5,
        label: 'data(label)',
        color: soft,
        'font-family': font,
        'font-size': 11,
        'text-background-color': panel,
        'text-background-opacity': 1,
        'text-background-padding': 3,
        'text-events': 'yes',
      },
    },
    { selector: 'edge.pair', style: { 'control-point-distances': -70 } },
    {
      selector: 'edge.loop',
      style: { 'curve-style': 'bezier', 'control-point-step-size': 90, 'loop-direction': '0deg' },
    },
    { selector: 'edge:active, node:active', style: { 'overlay-opacity': 0.06, 'overlay-color': badBg } },
  ];
}

customElements.define('ouro-cycle', OuroCycle);
