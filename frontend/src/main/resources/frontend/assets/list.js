/**
 * <ouro-list>: a table or treegrid of which only the visible rows exist. It knows neither what a row is nor where it
 * comes from: `model` gives rows by index, `columns` draws them.
 *
 * Keyboard: arrows, j and k, Page Up/Down, Home and End move, Enter opens, left and right fold a tree's row.
 */
import { html, nothing, render } from 'lit-html';
import { listAction } from './list-keys.js';
import { barHeight, barTop, moved } from './scrolling.js';

const rowHeight = 28;

/**
 * @typedef {{length: number, total: number | undefined, error?: unknown, row: (index: number) => any, onChange: () => void}} Model
 * @typedef {{
 *   label: string, kind: 'table' | 'treegrid', layout: string, head: unknown,
 *   cells: (row: any, index: number) => unknown,
 *   attributes?: (row: any) => {level?: number, open?: boolean, selected?: boolean, classes?: string},
 *   choose?: (row: any) => void, click?: (row: any) => void, enter?: (row: any) => void, fold?: (row: any, open: boolean) => boolean,
 *   scrolled?: (row: number) => void,
 * }} Columns layout: a class that sets grid-template-columns; click: what a click does where that is not choosing
 */

class OuroList extends HTMLElement {
  /** @type {Model | undefined} */
  #model;

  /** @type {Columns | undefined} */
  #columns;

  #top = 0;
  #barTop = 0;
  #active = -1;
  #wanted = -1;
  /** @type {number | undefined} */
  #revealed;
  #frame = 0;
  #settled = 0;
  #size = new ResizeObserver(() => this.#later());

  /** @param {Model} model */
  set model(model) {
    if (model === this.#model) return;
    if (this.#model) {
      this.#model.onChange = () => {};
      this.#active = -1;
      this.#wanted = 0;
    }
    this.#model = model;
    model.onChange = () => this.#later();
    this.#later();
  }

  /** @param {Columns} columns */
  set columns(columns) {
    this.#columns = columns;
    this.#later();
  }

  /** The row to stand on top when first shown. @param {number} row */
  set start(row) {
    if (this.#wanted === -1) this.#wanted = row;
  }

  /** A row to go to when it is another than before; nothing happens where it stands on top. @param {number | undefined} row */
  set reveal(row) {
    if (row === this.#revealed) return;
    this.#revealed = row;
    if (row === undefined || row === Math.floor(this.#top / rowHeight)) return;
    this.#active = row;
    this.#wanted = row;
    this.#later();
  }

  connectedCallback() {
    this.#size.observe(this);
    this.addEventListener('scroll', this.#scrolled, { passive: true });
    this.addEventListener('keydown', this.#key);
    this.addEventListener('focus', this.#focused);
    this.tabIndex = 0;
    if (this.#model) this.#model.onChange = () => this.#later();
  }

  disconnectedCallback() {
    this.#size.disconnect();
    clearTimeout(this.#settled);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #focused = () => {
    if (this.#active < 0) this.#active = Math.ceil(this.#top / rowHeight);
    this.#later();
  };

  #later() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.isConnected) this.#draw();
    });
  }

  get #content() {
    return (this.#model?.length ?? 0) * rowHeight;
  }

  /** Height for rows: all but the heading, which is one row high. */
  get #view() {
    return Math.max(0, this.clientHeight - rowHeight);
  }

  #scrolled = () => {
    const newBarTop = this.scrollTop;
    const at = { top: this.#top, barTop: this.#barTop, newBarTop, content: this.#content, view: this.#view };
    if (newBarTop === this.#barTop) return;
    this.#top = moved(at);
    this.#barTop = newBarTop;
    this.#later();
    clearTimeout(this.#settled);
    this.#settled = setTimeout(() => this.#columns?.scrolled?.(Math.floor(this.#top / rowHeight)), 200);
  };

  /** @param {number} top */
  #scrollTo(top) {
    this.#top = Math.max(0, Math.min(top, this.#content - this.#view));
    this.#barTop = Math.round(barTop(this.#top, this.#content, this.#view));
    this.scrollTop = this.#barTop;
    this.#barTop = this.scrollTop;
    this.#later();
  }

  #draw() {
    const model = this.#model;
    const columns = this.#columns;
    if (!model || !columns) return;
    this.setAttribute('role', columns.kind === 'treegrid' ? 'treegrid' : 'grid');
    this.setAttribute('aria-label', columns.label);
    this.setAttribute('aria-rowcount', String(model.length + 1));
    const rows = Math.ceil(this.#view / rowHeight) + 1;
    const first = Math.min(Math.floor(this.#top / rowHeight), Math.max(0, model.length - 1));
    const visible = [];
    for (let index = first; index < Math.min(model.length, first + rows); index++) visible.push(this.#row(index));
    render(
      html`<div class="list-head ${columns.layout}" role="row" aria-rowindex="1">${columns.head}</div>
        <div class="list-window"><div class="list-rows" role="presentation">${visible}</div></div>
        <div class="list-bar" aria-hidden="true"></div>`,
      this,
    );
    this.#place();
    if (this.#active >= 0) this.setAttribute('aria-activedescendant', `row-${this.#active}`);
    if (this.#wanted >= 0 && model.total !== undefined && this.#view > 0) {
      const wanted = this.#wanted;
      this.#wanted = -2;
      this.#scrollTo(wanted * rowHeight);
    }
  }

  /** Heights and offsets are set here by the CSSOM: the security policy forbids style attributes. */
  #place() {
    const [, view, bar] = /** @type {HTMLCollectionOf<HTMLElement>} */ (this.children);
    const rows = /** @type {HTMLElement} */ (view.firstElementChild);
    view.style.height = `${Math.min(this.#view, this.#content)}px`;
    bar.style.height = `${Math.max(0, barHeight(this.#content) - Math.min(this.#view, this.#content))}px`;
    rows.style.transform = `translateY(${-(this.#top % rowHeight)}px)`;
  }

  /** @param {number} index */
  #row(index) {
    const columns = /** @type {Columns} */ (this.#columns);
    const row = this.#model?.row(index);
    if (row === undefined) {
      return html`<div class="list-row ${columns.layout} waiting" role="row" aria-rowindex=${index + 2}><span role="gridcell" class="shimmer"></span></div>`;
    }
    const { level, open, selected, classes = '' } = columns.attributes?.(row) ?? {};
    const active = index === this.#active ? 'active' : '';
    return html`<div class="list-row ${columns.layout} ${classes} ${active} ${selected ? 'selected' : ''}"
      role="row" id="row-${index}" aria-rowindex=${index + 2} aria-level=${level ?? nothing}
      aria-expanded=${open ?? nothing} aria-selected=${selected ?? nothing}
      @click=${(/** @type {MouseEvent} */ event) => this.#clicked(event, index, row)}>${columns.cells(row, index)}</div>`;
  }

  /** @param {MouseEvent} event @param {number} index @param {unknown} row */
  #clicked(event, index, row) {
    this.#active = index;
    const target = /** @type {Element} */ (event.target);
    if (!target.closest('a, button')) (this.#columns?.click ?? this.#columns?.choose ?? this.#columns?.enter)?.(row);
    this.#later();
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this) return;
    const page = Math.max(1, Math.floor(this.#view / rowHeight) - 1);
    const last = (this.#model?.length ?? 0) - 1;
    const active = this.#active;
    /** @type {Record<string, number>} */
    const moves = {
      down: active + 1,
      up: active - 1,
      first: 0,
      last,
      pageDown: active + page,
      pageUp: active - page,
    };
    const action = listAction(event.key) ?? '';
    const row = active >= 0 ? this.#model?.row(active) : undefined;
    if (action in moves && last >= 0) this.#activate(Math.max(0, Math.min(last, moves[action])));
    else if (action === 'open' && row) this.#columns?.enter?.(row);
    else if (action === 'show' && row) this.#columns?.choose?.(row);
    else if (action === 'unfold' && row && this.#columns?.fold?.(row, true)) this.#later();
    else if (action === 'fold' && row && this.#columns?.fold) this.#foldOrUp(row);
    else return;
    event.preventDefault();
  };

  /** Closes an open row; from a closed one goes up to its parent. @param {any} row */
  #foldOrUp(row) {
    if (this.#columns?.fold?.(row, false)) return this.#later();
    for (let index = this.#active - 1; index >= 0 && index > this.#active - 2000; index--) {
      const above = this.#model?.row(index);
      if (above && above.depth < row.depth) return this.#activate(index);
    }
  }

  /** @param {number} index */
  #activate(index) {
    this.#active = index;
    const top = index * rowHeight;
    if (top < this.#top) this.#scrollTo(top);
    else if (top + rowHeight > this.#top + this.#view) this.#scrollTo(top + rowHeight - this.#view);
    const row = this.#model?.row(index);
    if (row) this.#columns?.choose?.(row);
    this.#later();
  }
}

customElements.define('ouro-list', OuroList);
