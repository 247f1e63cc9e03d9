/** The first look at a snapshot: what is wrong, in sentences with a button each; then how much there is of what. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { coverage } from '../coverage.js';
import { bytes, count, exactTime, millis, percent, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { bar, size } from '../parts.js';
import { href } from '../route.js';
import { certaintyTag } from './hang-parts.js';

/** @type {import('../app.js').View} */
export const overviewView = {
  title: (_, { overview }) => plain(overview.snapshot.process ?? overview.snapshot.file),
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route, { overview }) => html`<div class="page">
    ${diagnosis(route.snapshot, overview.diagnosis)} ${tiles(route.snapshot, overview)}
    ${coverage(overview)}
    <div class="columns">${topTypes(route.snapshot, overview)}<div>${missing(overview)}${evidence(overview)}</div></div>
  </div>`,
};

const marks = /** @type {const} */ ({ bad: 'cross', warn: 'warn', info: 'info', ok: 'check' });
const words = { bad: 'Problem', warn: 'Look here', info: 'Note', ok: 'Fine' };

/** @param {string} snapshot @param {Diagnosis[]} findings */
function diagnosis(snapshot, findings) {
  return html`<section class="diagnosis" aria-label="Diagnosis">${findings.map(
    ({ severity, text, certainty, action }, index) => html`<div class="finding ${severity}">
      <span class="mark">${icon(marks[severity] ?? 'info')}<span class="away">${words[severity]}:</span></span>
      <div class="finding-text">
        ${index === 0 ? html`<h1>${plain(text)}</h1>` : html`<p>${plain(text)}</p>`}
        ${certainty && severity !== 'ok' ? certaintyTag(certainty) : nothing}
        ${action ? html`<a class="btn ${index === 0 ? 'primary' : ''}" href=${within(snapshot, action.path)}>${plain(action.label)}</a>` : nothing}
      </div>
    </div>`,
  )}</section>`;
}

/** The server names places within the snapshot; anything else is not followed. @param {string} snapshot @param {string} path */
const within = (snapshot, path) =>
  /^\/[\w/?=&.-]*$/.test(path) && !path.startsWith('//')
    ? `/s/${snapshot}${path}`
    : href({ screen: 'overview', snapshot });

/** @param {string} snapshot @param {Overview} overview */
function tiles(snapshot, { objects, memory, tasks, threads }) {
  const { live, garbage, freed, unsure } = objects.byState;
  const states = [
    [live, 'live'],
    [garbage, 'garbage'],
    [freed, 'freed'],
    [unsure, 'unsure'],
  ].filter(([number]) => number);
  const taskStates = [
    [tasks.running, 'running'],
    [tasks.pending, 'pending'],
    [tasks.done, 'done'],
    [tasks.cancelled, 'cancelled'],
  ].filter(([number]) => number);
  const list = (/** @type {any[]} */ all) => all.map(([number, word]) => `${count(number)} ${word}`).join(' · ');
  return html`<section class="tiles" aria-label="What there is">
    ${tile('Objects', count(objects.count), list(states), href({ screen: 'objects', snapshot }))}
    ${tile('Memory', bytes(memory.processBytes), `${bytes(memory.objectsBytes)} in Python objects (${percent(memory.objectsBytes, memory.processBytes)})`, href({ screen: 'types', snapshot }))}
    ${tile('Tasks', count(tasks.total), tasks.total ? list(taskStates) : `no asyncio tasks${tasks.futures ? `, ${plural(tasks.futures, 'future')}` : ''}`, href({ screen: 'tasks', snapshot }))}
    ${tile('Threads', count(threads.total), threads.stopped < threads.total ? `${count(threads.stopped)} stopped in time for the capture` : 'all stopped for the capture', undefined)}
  </section>`;
}

/** @param {string} name @param {string} value @param {string} note @param {string | undefined} to */
function tile(name, value, note, to) {
  const inside = html`<span class="tile-name">${name}</span><span class="tile-value num">${value}</span><span class="tile-note">${note}</span>`;
  return to ? html`<a class="tile" href=${to} data-anew>${inside}</a>` : html`<div class="tile">${inside}</div>`;
}

/** @param {string} snapshot @param {Overview} overview */
function topTypes(snapshot, { topTypes: rows, objects }) {
  const most = Math.max(1, ...rows.map((row) => row.memoryBytes));
  return html`<section class="card"><h2>Types that take the most memory <a href=${href({ screen: 'types', snapshot })} data-anew>All types</a></h2>
    <table><thead><tr><th scope="col">Type</th><th scope="col" class="r">Objects</th><th scope="col" class="r">Memory</th><th scope="col" class="r">Share</th><th class="bar-cell"><span class="away">Bar</span></th></tr></thead>
    <tbody>${rows.map(
      (
        row,
      ) => html`<tr><td class="clip"><a class="mono" href=${href({ screen: 'objects', snapshot, query: { type: row.address } })}>${plain(typeName(row))}</a></td>
        <td class="r num">${count(row.count)}</td><td class="r">${size(row.memoryBytes)}</td><td class="r num">${percent(row.memoryBytes, objects.memoryBytes)}</td>
        <td class="bar-cell">${bar(row.memoryBytes, most)}</td></tr>`,
    )}</tbody></table></section>`;
}

/** @param {{name: string, module: string | null}} row as Python names it: the module only where it says something */
export function typeName({ name, module }) {
  return module && module !== 'builtins' && !name.startsWith(`${module}.`)
    ? `${module}.${name}`
    : name.replace(/^builtins\./, '');
}

/** @param {Overview} overview */
function missing({ complete, holes }) {
  if (complete && !holes.total) {
    return html`<section class="card" id="missing"><h2>What is missing</h2><p class="card-text">${icon('check')} Nothing: all memory of the process is in this snapshot.</p></section>`;
  }
  return html`<section class="card" id="missing"><h2>What is missing <span>${plural(holes.total, 'range')}, ${bytes(holes.bytes)}</span></h2>
    ${complete ? nothing : html`<p class="card-text">Counts may be too low, and objects in these ranges show as unreadable.</p>`}
    <table><thead><tr><th scope="col">Range</th><th scope="col" class="r">Size</th><th scope="col">Why</th></tr></thead>
    <tbody>${holes.items.map(
      (
        hole,
      ) => html`<tr><td class="mono" title="${hole.start} – ${hole.end}">${hole.start}</td><td class="r">${size(hole.bytes)}</td>
        <td class="clip why" title=${plain(`${hole.reason}${hole.path ? ` · ${hole.path}` : ''}`)}>${plain(hole.reason)}${hole.path ? html` <span class="faint mono">${plain(hole.path)}</span>` : nothing}</td></tr>`,
    )}</tbody></table>
    ${holes.total > holes.items.length ? html`<p class="card-text soft">… and ${plural(holes.total - holes.items.length, 'more range')}</p>` : nothing}</section>`;
}

/** @param {Overview} overview */
function evidence({ python, snapshot }) {
  return html`<section class="card"><h2>How this was read</h2><details class="card-text"><summary>CPython ${plain(python.version)} <span class="tag ${python.confidence === 'certain' ? 'ok' : 'warn'}">${python.confidence}</span></summary>
    <ul>${python.evidence.map((line) => html`<li>${plain(line)}</li>`)}</ul></details>
    <dl class="facts card-text"><dt>Command</dt><dd class="mono wrap">${plain(snapshot.commandLine) || '–'}</dd>
      <dt>Host</dt><dd>${plain(snapshot.host) || '–'}</dd>
      <dt>Captured</dt><dd>${exactTime(snapshot.capturedAt) || '–'}${snapshot.pauseMillis ? html`<span class="soft">, it stood still for ${millis(snapshot.pauseMillis)}</span>` : nothing}</dd>
      <dt>File</dt><dd class="mono wrap">${plain(snapshot.file)} <span class="soft">${bytes(snapshot.fileBytes)}</span></dd>
      <dt>Id</dt><dd class="mono wrap faint">${snapshot.id}</dd></dl></section>`;
}
