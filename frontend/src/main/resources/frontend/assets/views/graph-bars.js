/** What stands around the drawing of the graph: tools, what to do with the selected object, what is hidden, notes, legend. */
import { html, nothing } from 'lit-html';
import { count, plural } from '../format.js';
import { typeTitle } from '../graph/box.js';
import { kinds, lines } from '../graph/colours.js';
import { download } from '../graph/download.js';
import * as model from '../graph/model.js';
import { icon } from '../icons.js';
import { graphHref, objectHref } from '../python.js';
import { changed, go } from '../route.js';
import { around } from './graph-commands.js';

/** @typedef {import('../route.js').Route} Route */
/** @typedef {import('../graph/session.js').Session} Session */

/** @param {import('../icons.js').IconName} name @param {string} label @param {() => void} action @param {boolean} [enabled] */
const tool = (name, label, action, enabled = true) =>
  html`<button type="button" class="btn icon-only" aria-label=${label} title=${label} ?disabled=${!enabled} @click=${action}>${icon(name)}</button>`;

/**
 * @param {Route} route @param {Session} session
 * @param {{anew: (query: Record<string, string | undefined>) => string, more: unknown}} [place] the link to a picture
 *   begun anew, and the tool that only this place has; the explorer's unless given
 */
export function toolBar(route, session, place = explorer(route, session)) {
  const { direction, depth } = around(route);
  const anew = (/** @type {Record<string, string | undefined>} */ change) => go(place.anew(change), { replace: true });
  const table = route.query.view === 'table';
  const ways = /** @type {const} */ ([
    ['referrers', 'Referrers'],
    ['both', 'Both'],
    ['references', 'References'],
  ]);
  return html`<div class="graph-tools" role="toolbar" aria-label="Graph">
    <span class="segments" role="group" aria-label="Direction">${ways.map(([value, name]) => html`<button type="button" class="btn small" aria-pressed=${value === direction ? 'true' : 'false'} @click=${() => anew({ direction: value === 'both' ? undefined : value })}>${name}</button>`)}</span>
    <span class="segments" role="group" aria-label="Depth"><span class="segments-name">Depth</span>${[1, 2, 3].map((value) => html`<button type="button" class="btn small" aria-label="Depth ${value}" aria-pressed=${value === depth ? 'true' : 'false'} @click=${() => anew({ depth: value === 1 ? undefined : `${value}` })}>${value}</button>`)}</span>
    <span class="tool-group">${tool('undo', 'Undo (u)', () => session.undo(), session.canUndo)}${tool('redo', 'Redo (U)', () => session.redo(), session.canRedo)}${tool('tidy', 'Tidy: lay out anew (t)', () => session.tidy(), session.state.spots.size > 1)}</span>
    ${place.more}
    <span class="spring"></span>
    <span class="soft graph-count">${plural(session.picture.boxes.length, 'object')}${session.picture.groups.length ? `, ${plural(session.picture.groups.length, 'group')}` : ''}</span>
    <span class="segments" role="group" aria-label="Shown as"><button type="button" class="btn small" aria-pressed=${table ? 'false' : 'true'} @click=${() => go(changed(route, { view: undefined }), { replace: true })}>Drawing</button><button type="button" class="btn small" aria-pressed=${table ? 'true' : 'false'} @click=${() => go(changed(route, { view: 'table' }), { replace: true })}>Table</button></span>
    <label class="field"><span class="away">Save the picture</span>${icon('save')}<select class="small" @change=${(/** @type {Event} */ event) => save(event, session)}>
      <option value="">Save as…</option><option value="svg">SVG</option><option value="png">PNG</option><option value="dot">DOT (Graphviz)</option></select></label>
  </div>`;
}

/** @param {Route} route @param {Session} session */
function explorer(route, session) {
  const start = session.state.spots.keys().next().value ?? route.query.at;
  const open = route.query.panel === 'path';
  return {
    anew: (/** @type {Record<string, string | undefined>} */ query) =>
      changed(route, { ...query, at: start, graph: undefined, group: undefined }),
    more: html`<button type="button" class="btn small" aria-pressed=${open ? 'true' : 'false'} @click=${() => go(changed(route, { panel: open ? undefined : 'path' }), { replace: true })}>${icon('path')}Path…</button>`,
  };
}

/** @param {Event} event @param {Session} session */
function save(event, session) {
  const choice = /** @type {HTMLSelectElement} */ (event.target);
  const format = /** @type {'svg' | 'png' | 'dot' | ''} */ (choice.value);
  choice.value = '';
  if (format) download(session.picture, format, document.body);
}

/** @param {Route} route @param {Session} session */
export function selectionBar(route, session) {
  const { selected } = route.query;
  const snapshot = /** @type {string} */ (route.snapshot);
  const spot = selected ? session.state.spots.get(selected) : undefined;
  const node = selected ? session.facts.nodes.get(selected) : undefined;
  if (selected && !spot && session.state.spots.size) {
    return html`<div class="graph-selection"><span class="mono">${selected}</span><span class="soft">is shown inside another object or not at all.</span>
      <button type="button" class="btn small" @click=${() => session.show(selected, null)}>Show as a node</button>
      <a class="btn small" href=${graphHref(snapshot, selected)}>Start here</a></div>`;
  }
  if (!spot || !node || !selected)
    return html`<div class="graph-selection soft">${route.query.group ? 'A group of neighbours is chosen.' : 'Click an object to inspect it, double-click to open it. The numbers at its lower corners expand: left what refers to it, right what it refers to.'}</div>`;
  const side = (/** @type {'references' | 'referrers'} */ which, /** @type {string} */ name) =>
    spot[which] || node[which]
      ? html`<button type="button" class="btn small" aria-label="${spot[which] ? 'Collapse' : 'Expand'} ${name}" @click=${() => session.toggle(selected, which)}>${icon(spot[which] ? 'minus' : 'plus')}${name}${spot[which] ? nothing : html`<span class="num faint">${count(node[which])}</span>`}</button>`
      : nothing;
  return html`<div class="graph-selection"><b class="mono" title=${typeTitle(node.type)}>${typeTitle(node.type)}</b><span class="mono faint graph-address">${selected}</span>
    ${side('referrers', 'referrers')}${side('references', 'references')}
    <button type="button" class="btn small" aria-pressed=${spot.pinned ? 'true' : 'false'} @click=${() => session.change((state) => model.togglePin(state, selected))}>${icon('pin')}${spot.pinned ? 'Unpin' : 'Pin'}</button>
    <button type="button" class="btn small" @click=${() => session.change((state) => model.drop(state, selected))}>${icon('hide')}Hide</button>
    <button type="button" class="btn small" @click=${() => session.change((state) => model.hideType(state, node.type.address))}>Hide type</button>
    <a class="btn small" href=${graphHref(snapshot, selected)}>Start here</a>
    ${selected === route.address ? nothing : html`<a class="btn small graph-open" href=${objectHref(snapshot, selected)}>Open</a>`}</div>`;
}

/** What is not shown by choice, with the way back. @param {Session} session */
export function hiddenBar(session) {
  const { hidden, dropped, path } = session.state;
  if (!hidden.size && !dropped.size && !path.length) return nothing;
  const name = (/** @type {string} */ type) => {
    for (const node of session.facts.nodes.values()) if (node.type.address === type) return typeTitle(node.type);
    for (const hood of session.facts.hoods.values())
      for (const group of hood.groups) if (group.type.address === type) return typeTitle(group.type);
    return type;
  };
  return html`<div class="graph-hidden">
    ${path.length ? html`<span class="tag warn">${icon('path')}Path of ${plural(path.length - 1, 'step')}<button type="button" class="btn quiet" aria-label="Stop marking the path" title="Stop marking the path" @click=${() => session.change(model.withoutPath)}>${icon('cross')}</button></span>` : nothing}
    ${hidden.size || dropped.size ? html`<span class="soft">Hidden:</span>` : nothing}
    ${[...hidden].map((type) => html`<span class="tag">${name(type)}<button type="button" class="btn quiet" aria-label="Show objects of type ${name(type)} again" title="Show again" @click=${() => session.change((state) => model.showType(state, type))}>${icon('cross')}</button></span>`)}
    ${dropped.size ? html`<span class="tag">${plural(dropped.size, 'object')}<button type="button" class="btn quiet" aria-label="Show the hidden objects again" title="Show again" @click=${() => session.change(model.undrop)}>${icon('cross')}</button></span>` : nothing}
  </div>`;
}

const keptTexts = {
  whole: '',
  'without places':
    'The picture is too large for a link with all places: the link has all objects, but only the places of pinned ones. Who opens it sees the rest laid out anew.',
  'expanded only':
    'The picture is too large for a link: the link has what is expanded, pinned or stands alone, and what that brings by itself.',
};

/** @param {Route} route @param {Session} session */
export function notes(route, session) {
  const { note, kept } = session;
  const drawn = session.picture.boxes.length + session.picture.groups.length;
  const crowded = drawn > model.warnNodes && route.query.view !== 'table';
  return html`${note ? html`<p class="graph-note ${note.kind}" role=${note.kind === 'bad' ? 'alert' : 'status'}>${icon(note.kind === 'info' ? 'info' : 'warn')}${note.text}</p>` : nothing}
    ${crowded ? html`<p class="graph-note warn" role="status">${icon('warn')}${count(drawn)} boxes are hard to read. Hide a type, collapse what is not needed, or <a href=${changed(route, { view: 'table' })} data-replace>look at them as a table</a>.</p>` : nothing}
    ${kept === 'whole' ? nothing : html`<p class="graph-note info" role="status">${icon('link')}${keptTexts[kept]}</p>`}`;
}

const kindNames = /** @type {[keyof typeof kinds, string][]} */ ([
  ['object', 'instance'],
  ['mapping', 'container'],
  ['text', 'value'],
  ['code', 'code, frame, coroutine'],
  ['task', 'task'],
  ['type', 'type, module'],
  ['group', 'group'],
]);

/** What shapes and lines mean; only the kinds of line that are there. @param {import('../graph/picture.js').Picture} picture */
export function legend(picture) {
  const used = new Set(picture.arrows.filter((arrow) => arrow.edge).map((arrow) => arrow.class));
  const shown = /** @type {[GraphEdgeClass, typeof lines.item][]} */ (Object.entries(lines)).filter(([name]) =>
    used.has(name),
  );
  return html`<footer class="graph-legend" aria-label="Legend">
    <ul>${shown.map(([name, line]) => html`<li><svg viewBox="0 0 34 8" aria-hidden="true"><path class="line-${name}" d="M1 4h26"/><path class="head-${name}" d="M26 1l7 3-7 3z"/></svg>${line.name}</li>`)}</ul>
    <ul>${kindNames.map(([kind, name]) => html`<li><span class="g-sample kind-${kind} shape-${kinds[kind].shape}"><span class="g-sign">${kinds[kind].sign}</span></span>${name}</li>`)}</ul>
  </footer>`;
}

const canvas = () => /** @type {any} */ (document.querySelector('ouro-graph'));

export function zoomBar() {
  return html`<div class="graph-zoom">${tool('plus', 'Zoom in', () => canvas()?.zoom(1.3))}${tool('minus', 'Zoom out', () => canvas()?.zoom(1 / 1.3))}${tool('fit', 'Show all (f)', () => canvas()?.fit())}</div>`;
}
