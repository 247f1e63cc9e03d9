/**
 * <ouro-proof>: who waits for whom, drawn by cytoscape. Positions are ours (ring.js for a circle, layers.js for the rest),
 * so the same proof always looks the same; the drawing is fitted with its labels, so none runs out of the box. It is a
 * picture only: all it says stands in the table beside it, where the keyboard reaches it.
 */
import { drawingLibrary } from './drawing-library.js';
import { isLayered, layers } from './layers.js';
import { proofStyle } from './proof-style.js';
import { boxHeight, ring } from './ring.js';
import { onTheme } from './theming.js';

/**
 * @typedef {{title: string, second: string, icon: import('./icons.js').IconName, shape: 'runs' | 'thread' | 'lock' | 'future'
 *   | 'queue' | 'outside' | 'more', mark: string, aside?: boolean}} Box mark: what a click selects, empty for nothing;
 *   aside: it is no part of the proof
 * @typedef {{from: number, to: number, how: string, where: string, code?: string, mark: string, guessed: boolean, aside?: boolean}} Line
 * @typedef {{key: string, boxes: Box[], lines: Line[], circle: boolean, tone: 'bad' | 'warn' | 'calm', name: string}} Proof
 *   key: another one is another drawing
 */

const nodeCharacter = 7.3;
const edgeCharacter = 6.7;
const iconRoom = 22;
const labelCharacters = 26;
/** With more boxes there is no room for the source at the arrows. */
const codeBoxes = 6;
const margin = 22;
const highest = 2600;

class OuroProof extends HTMLElement {
  /** @type {Proof | undefined} */
  #proof;

  /** @type {string | undefined} */
  #selected;

  /** @type {import('cytoscape').Core | undefined} */
  #graph;

  /** @type {(mark: string) => void} */
  select = () => {};

  /** Makes a drawing, once it is here. @type {import('./drawing-library.js').Library | undefined} */
  #cytoscape;

  #width = 0;
  #stopTheme = () => {};
  #resized = new ResizeObserver(() => this.#resize());

  /** @param {Proof} proof */
  set proof(proof) {
    const same = proof.key === this.#proof?.key;
    this.#proof = proof;
    this.setAttribute('aria-label', `${proof.name} as a drawing; the table says the same`);
    if (!same && this.isConnected) this.#draw();
  }

  /** @param {string | undefined} mark */
  set selected(mark) {
    this.#selected = mark;
    this.#mark();
  }

  connectedCallback() {
    this.setAttribute('role', 'img');
    this.#resized.observe(this);
    this.#stopTheme = onTheme(() => this.#style());
    drawingLibrary().then((cytoscape) => {
      this.#cytoscape = cytoscape;
      if (this.isConnected && !this.#graph) this.#draw();
    });
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
    const proof = this.#proof;
    if (!proof || !this.#width) return;
    const parts = elements(proof, this.#width - 2 * margin);
    const many = proof.boxes.length > 6;
    const ys = parts.flatMap((part) => (part.position ? [part.position.y] : []));
    const height = Math.max(...ys) - Math.min(...ys) + boxHeight + 2 * margin;
    const least = proof.circle ? 220 : 110;
    this.style.height = `${Math.min(highest, Math.max(many || !proof.circle ? height : height + 40, least))}px`;
    if (!this.#cytoscape) return;
    this.#graph = this.#cytoscape({
      container: this,
      elements: parts,
      style: proofStyle(this, proof.tone),
      layout: { name: 'preset', fit: false },
      pixelRatio: height > 1200 ? 'auto' : Math.max(2, devicePixelRatio),
      autoungrabify: true,
      boxSelectionEnabled: false,
      userZoomingEnabled: false,
      userPanningEnabled: height > highest,
    });
    this.#graph.on('tap', 'node, edge', ({ target }) => {
      const mark = target.data('mark');
      if (mark) this.select(mark);
    });
    this.#graph.on('mouseover', 'node, edge', ({ target }) => {
      if (!target.data('mark')) return;
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

  #style() {
    if (this.#proof) this.#graph?.style(proofStyle(this, this.#proof.tone));
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
    if (this.#selected) all?.filter((each) => each.data('mark') === this.#selected).addClass('chosen');
  }
}

/** @param {string} text */
const short = (text) => (text.length > labelCharacters ? `${text.slice(0, labelCharacters - 1)}…` : text);

/** Of a long line of the program the beginning goes, up to what it awaits. @param {string} code */
function shortCode(code) {
  const at = code.search(/\b(?:await|yield from)\b/);
  return short(code.length > labelCharacters && at > 1 ? `…${code.slice(at)}` : code);
}

/** Of a long name of a file the end goes, of a line never. @param {string} where */
function shortPlace(where) {
  const line = /:\d+$/.exec(where)?.[0] ?? '';
  const file = where.slice(0, where.length - line.length);
  const room = labelCharacters - line.length;
  return `${file.length > room ? `${file.slice(0, room - 1)}…` : file}${line}`;
}

/** @param {string[]} labels @param {number} character */
const widest = (labels, character) =>
  Math.max(0, ...labels.flatMap((text) => text.split('\n').map((line) => line.length))) * character;

/**
 * @param {Proof} proof
 * @param {number} room width of the place
 * @returns {import('cytoscape').ElementDefinition[]}
 */
function elements({ boxes, lines, circle }, room) {
  const all = boxes.length;
  const layered = !circle && isLayered(all, lines);
  const wide = circle && all < 5;
  const label = (/** @type {Line} */ { how, where, code = '', guessed }) => {
    const first = guessed ? `${how} (inferred)` : how;
    const place = [first, shortPlace(where)].filter(Boolean).join(wide && !guessed ? ' · ' : '\n');
    return code && all <= codeBoxes ? `${place}\n${shortCode(code)}` : place;
  };
  const nodes = boxes.map((box) => ({ ...box, label: [box.title, box.second].filter(Boolean).map(short).join('\n') }));
  const edges = lines.map((line) => ({ ...line, label: label(line) }));
  const names = nodes.map((node) => node.label);
  const texts = edges.map((edge) => edge.label);
  const width = widest(names, nodeCharacter) + 24 + iconRoom;
  const gap = widest(texts, edgeCharacter);
  const positions = layered ? layers(all, lines, width, gap) : ring(all, width, gap, room);
  const way = layered ? 'straight' : all === 1 ? 'loop' : all === 2 ? 'pair' : all > 6 ? 'straight' : '';
  return [
    ...nodes.map((node, index) => ({
      data: { id: `box ${index}`, mark: node.mark, label: node.label, width, icon: node.icon },
      classes: `${node.shape} ${node.aside ? 'aside' : ''}`,
      position: positions[index],
    })),
    ...edges.map((edge, index) => ({
      data: {
        id: `line ${index}`,
        source: `box ${edge.from}`,
        target: `box ${edge.to}`,
        mark: edge.mark,
        label: edge.label,
      },
      classes: `${edge.from === edge.to ? 'loop' : way} ${edge.guessed ? 'guessed' : ''} ${edge.aside ? 'aside' : ''}`,
    })),
  ];
}

customElements.define('ouro-proof', OuroProof);
