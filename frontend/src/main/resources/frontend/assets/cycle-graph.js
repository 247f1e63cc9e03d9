/**
 * <ouro-cycle>: a cycle drawn by cytoscape. Positions are ours (ring.js), so the same cycle always looks the same; the
 * drawing is fitted with its labels, so none runs out of the box. It is a picture only: all it says stands in the table
 * beside it, where the keyboard reaches it.
 */
import cytoscape from 'cytoscape';
import { count, place, plain, shortName } from './format.js';
import { boxHeight, ring } from './ring.js';
import { onTheme } from './theming.js';

/** @typedef {{nodes: TaskRow[], edges: CycleEdge[], more: number}} Picture more: nodes left out at the end */

const nodeCharacter = 7.3;
const edgeCharacter = 6.7;
const labelCharacters = 24;
const margin = 22;
const highest = 2600;

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
  #width = 0;
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
    this.#width = this.clientWidth;
    if (!this.#picture || !this.#width) return;
    const parts = elements(this.#picture, this.#width - 2 * margin);
    const many = this.#picture.nodes.length > 6;
    const ys = parts.flatMap((part) => (part.position ? [part.position.y] : []));
    const height = Math.max(...ys) - Math.min(...ys) + boxHeight + 2 * margin;
    this.style.height = `${Math.min(highest, Math.max(many ? height : height + 40, 220))}px`;
    this.#graph = cytoscape({
      container: this,
      elements: parts,
      style: style(this),
      layout: { name: 'preset', fit: false },
      pixelRatio: height > 1200 ? 'auto' : Math.max(2, devicePixelRatio),
      autoungrabify: true,
      boxSelectionEnabled: false,
      userZoomingEnabled: false,
      userPanningEnabled: height > highest,
    });
    this.#graph.on('tap', 'node, edge', ({ target }) => {
      const address = target.data('address');
      if (address) this.select(address);
    });
    this.#graph.on('mouseover', 'node, edge', ({ target }) => {
      if (!target.data('address')) return;
      this.classList.add('pointing');
      target.addClass('hover');
    });
    this.#graph.on('mouseout', 'node, edge', ({ target }) => {
      this.classList.remove('pointing');
      target.removeClass('hover');
    });
    this.#fit();
    this.#mark();
  }

  /** Another width gets other positions; another height comes from ourselves. */
  #resize() {
    if (this.clientWidth !== this.#width) return this.#draw();
    this.#graph?.resize();
    this.#fit();
  }

  #fit() {
    if (!this.#graph) return;
    this.#graph.fit(undefined, margin - 4);
    if (this.#graph.zoom() > 1) this.#graph.zoom(1).center();
  }

  #mark() {
    const all = this.#graph?.elements();
    all?.removeClass('chosen');
    all?.filter((each) => each.data('address') === this.#selected).addClass('chosen');
  }
}

/** @param {string} text */
const short = (text) => (text.length > labelCharacters ? `${text.slice(0, labelCharacters - 1)}…` : text);

/** @param {TaskRow} node */
function label(node) {
  const second = node.coroutine ? shortName(node.coroutine) : node.kind;
  return `${short(plain(node.name))}\n${short(plain(second))}`;
}

/** The way of waiting and its place: in a row where there is room. @param {CycleEdge} edge @param {boolean} wide */
function edgeLabel({ text, file, line }, wide) {
  const how = short(plain(text).split(' · ')[0]);
  const where = place(file, line);
  return where ? `${how}${wide ? ' · ' : '\n'}${short(where)}` : how;
}

/** @param {string[]} labels @param {number} character */
const widest = (labels, character) =>
  Math.max(0, ...labels.flatMap((text) => text.split('\n').map((line) => line.length))) * character;

/**
 * @param {Picture} picture
 * @param {number} room width of the box
 * @returns {cytoscape.ElementDefinition[]}
 */
function elements({ nodes, edges, more }, room) {
  const boxes = nodes.map((node) => ({ id: node.address, address: node.address, label: label(node), kind: 'task' }));
  if (more > 0) boxes.push({ id: 'more', address: '', label: `… ${count(more)} more\nin the table`, kind: 'more' });
  const known = new Set(boxes.map((box) => box.id));
  const all = boxes.length;
  const lines = edges
    .filter((edge) => known.has(edge.from))
    .map((edge) => ({ ...edge, to: known.has(edge.to) ? edge.to : 'more', label: edgeLabel(edge, all < 5) }));
  const width =
    widest(
      boxes.map((box) => box.label),
      nodeCharacter,
    ) + 24;
  const positions = ring(
    all,
    width,
    widest(
      lines.map((line) => line.label),
      edgeCharacter,
    ),
    room,
  );
  const shape = all === 1 ? 'loop' : all === 2 ? 'pair' : all > 6 ? 'straight' : '';
  if (more > 0) lines.push({ ...lines[0], from: 'more', to: nodes[0].address, label: '' });
  return [
    ...boxes.map((data, index) => ({ data: { ...data, width }, classes: data.kind, position: positions[index] })),
    ...lines.map(({ from, to, label: text }, index) => ({
      data: { id: `edge ${index}`, source: from, target: to, address: from === 'more' ? '' : from, label: text },
      classes: shape,
    })),
  ];
}

/** The theme's colours, read when drawn: a canvas knows no CSS variables. @param {Element} element @returns {any} */
function style(element) {
  const probe = document.createElement('span');
  element.append(probe);
  const color = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const panel = color('panel');
  const [text, soft, edge, bad, badBg] = ['text', 'soft', 'edge', 'bad', 'bad-bg'].map(color);
  const [accent, accentBg] = ['accent', 'accent-bg'].map(color);
  probe.remove();
  const font = {
    'font-family': getComputedStyle(element).getPropertyValue('--mono'),
    'line-height': 1.35,
    'text-wrap': 'wrap',
  };
  const node = { shape: 'round-rectangle', width: 'data(width)', height: boxHeight, 'border-width': 1.5 };
  const nodeText = {
    label: 'data(label)',
    color: text,
    'font-size': 12,
    'text-valign': 'center',
    'text-halign': 'center',
  };
  const edgeText = {
    label: 'data(label)',
    color: soft,
    'font-size': 11,
    'text-background-color': panel,
    'text-background-opacity': 1,
    'text-background-padding': 3,
    'text-events': 'yes',
  };
  const line = {
    width: 1.5,
    'line-color': bad,
    'target-arrow-color': bad,
    'target-arrow-shape': 'triangle',
    'arrow-scale': 1.1,
  };
  return [
    { selector: 'node', style: { ...font, ...node, ...nodeText, 'background-color': panel, 'border-color': bad } },
    { selector: 'node.more', style: { 'border-style': 'dashed', 'border-color': edge, color: soft } },
    { selector: 'node.hover', style: { 'background-color': badBg } },
    { selector: 'node.chosen', style: { 'background-color': accentBg, 'border-color': accent, 'border-width': 2.5 } },
    {
      selector: 'edge',
      style: {
        ...font,
        ...line,
        ...edgeText,
        'curve-style': 'unbundled-bezier',
        'control-point-distances': -28,
        'control-point-weights': 0.5,
      },
    },
    { selector: 'edge.hover', style: { width: 2.5, color: text } },
    { selector: 'edge.chosen', style: { width: 2.5, color: text } },
    { selector: 'edge.pair', style: { 'control-point-distances': -90 } },
    { selector: 'edge.straight', style: { 'curve-style': 'straight' } },
    {
      selector: 'edge.loop',
      style: { 'curve-style': 'bezier', 'control-point-step-size': 90, 'loop-direction': '0deg' },
    },
    { selector: ':active', style: { 'overlay-opacity': 0 } },
  ];
}

customElements.define('ouro-cycle', OuroCycle);
