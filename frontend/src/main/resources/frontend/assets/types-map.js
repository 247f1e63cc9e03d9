/**
 * <ouro-types-map>: memory by module and type as nested rectangles. Each is a link; one of them is in the order of Tab,
 * the arrow keys, Home and End go to the others.
 */
import { html, nothing, render, svg } from 'lit-html';
import { bytes, count, percent, plain, plural } from './format.js';
import { fitted, squarified } from './treemap.js';

const headHeight = 18;
const padding = 2;
const colours = 6;

/**
 * @typedef {import('./treemap.js').Rect} Rect
 * @typedef {{rect: Rect, href: string, name: string, note: string, label: string, colour: number, head?: boolean, rest?: boolean}} Cell
 */

const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (/** @type {unknown} */ (class {}));

class OuroTypesMap extends Base {
  /** @type {TypeMap | undefined} */
  #map;

  #frame = 0;
  #active = 0;
  #size = new ResizeObserver(() => this.#later());

  /** Where a type, and where the types of a module, are listed. @type {{type: (address: Address) => string, module: (name: string) => string, all: () => string}} */
  links = { type: () => '', module: () => '', all: () => '' };

  /** @param {TypeMap} map */
  set map(map) {
    this.#map = map;
    this.#later();
  }

  connectedCallback() {
    this.#size.observe(this);
    this.addEventListener('keydown', this.#key);
  }

  disconnectedCallback() {
    this.#size.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #later() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.isConnected && this.#map) this.#draw(this.#map);
    });
  }

  /** @param {TypeMap} map */
  #draw(map) {
    const area = { x: 0, y: 0, width: this.clientWidth, height: this.clientHeight };
    const cells = cellsOf(map, area, this.links);
    this.#active = Math.min(this.#active, Math.max(0, cells.length - 1));
    render(
      html`<svg width=${area.width} height=${area.height} role="group" aria-label="Memory by module and type">${cells.map((cell, index) => this.#cell(cell, index))}</svg>`,
      this,
    );
  }

  /** @param {Cell} cell @param {number} index */
  #cell({ rect, href, name, note, label, colour, head, rest }, index) {
    const wide = rect.width - 10;
    const text = rect.height >= 16 ? fitted(name, wide) : '';
    const below = !head && text && rect.height >= 34 ? fitted(note, wide) : '';
    const beside = head && text === name ? fitted(note, wide - name.length * 7.3 - 12) : '';
    return svg`<a href=${href} class="map-cell map-${colour} ${head ? 'head' : ''} ${rest ? 'rest' : ''}" tabindex=${index === this.#active ? 0 : -1} aria-label=${label}
      @focus=${() => this.#activate(index)}><title>${label}</title>
      <rect x=${rect.x} y=${rect.y} width=${Math.max(0, rect.width)} height=${Math.max(0, rect.height)}></rect>
      ${text ? svg`<text x=${rect.x + 5} y=${rect.y + 13}>${text}${beside ? svg`<tspan class="note" dx="8">${beside}</tspan>` : nothing}</text>` : nothing}
      ${below ? svg`<text class="note" x=${rect.x + 5} y=${rect.y + 28}>${below}</text>` : nothing}</a>`;
  }

  /** @param {number} index */
  #activate(index) {
    if (index === this.#active) return;
    this.#active = index;
    this.#later();
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const links = /** @type {NodeListOf<SVGAElement>} */ (this.querySelectorAll('.map-cell'));
    /** @type {Record<string, number>} */
    const moves = {
      ArrowRight: this.#active + 1,
      ArrowDown: this.#active + 1,
      j: this.#active + 1,
      ArrowLeft: this.#active - 1,
      ArrowUp: this.#active - 1,
      k: this.#active - 1,
      Home: 0,
      End: links.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined || !links[to]) return;
    event.preventDefault();
    links[to].focus();
  };
}

/**
 * What is drawn: of each module a heading where it has room, then its types, then the rest.
 * @param {TypeMap} map
 * @param {Rect} area
 * @param {OuroTypesMap['links']} links
 * @returns {Cell[]}
 */
export function cellsOf({ modules, rest, totals }, area, links) {
  const whole = totals.memoryBytes;
  const rects = squarified([...modules.map((each) => each.sum.memoryBytes), rest.memoryBytes], area);
  const cells = modules.flatMap((module, index) => moduleCells(module, rects[index], index % colours, whole, links));
  const last = rects[modules.length];
  if (rest.types && visible(last)) {
    const label = `${plural(rest.types, 'type')} of smaller modules: ${told(rest, whole)}`;
    cells.push({
      rect: last,
      href: links.all(),
      name: 'smaller modules',
      note: bytes(rest.memoryBytes),
      label,
      colour: 0,
      rest: true,
    });
  }
  return cells;
}

/** @param {Rect} rect */
const visible = (rect) => rect.width >= 1 && rect.height >= 1;

/** @param {{count: number, memoryBytes: number}} sum @param {number} whole */
function told(sum, whole) {
  return `${bytes(sum.memoryBytes)}, ${percent(sum.memoryBytes, whole)} of all, ${plural(sum.count, 'object')}`;
}

/** @param {MapModule} module @param {Rect} rect @param {number} colour @param {number} whole @param {OuroTypesMap['links']} links @returns {Cell[]} */
function moduleCells({ sum, types, rest }, rect, colour, whole, links) {
  if (!visible(rect)) return [];
  const name = plain(sum.module);
  const headed = rect.width >= 60 && rect.height >= 52;
  /** @type {Cell[]} */
  const cells = [];
  const head = headed ? { ...rect, height: headHeight } : rect;
  cells.push({
    rect: head,
    href: links.module(sum.module),
    name,
    note: `${bytes(sum.memoryBytes)} · ${count(sum.count)}`,
    label: `Module ${name}: ${told(sum, whole)}`,
    colour,
    head: true,
  });
  if (!headed) return cells;
  const inside = {
    x: rect.x + padding,
    y: rect.y + headHeight,
    width: rect.width - 2 * padding,
    height: rect.height - headHeight - padding,
  };
  const rects = squarified([...types.map((type) => type.memoryBytes), rest.memoryBytes], inside);
  types.forEach((type, index) => {
    if (!visible(rects[index])) return;
    cells.push({
      rect: rects[index],
      href: links.type(type.address),
      name: plain(type.name),
      note: bytes(type.memoryBytes),
      label: `${plain(type.name)}: ${told(type, whole)}`,
      colour,
    });
  });
  const last = rects[types.length];
  if (rest.types && visible(last)) {
    cells.push({
      rect: last,
      href: links.module(sum.module),
      name: plural(rest.types, 'more type'),
      note: bytes(rest.memoryBytes),
      label: `${plural(rest.types, 'more type')} of ${name}: ${told(rest, whole)}`,
      colour,
      rest: true,
    });
  }
  return cells;
}

globalThis.customElements?.define('ouro-types-map', OuroTypesMap);
