/** Who waits, by place: behind a verdict, and all that wait in the process. */
import { html, nothing } from 'lit-html';
import { count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { empty } from '../parts.js';
import { source } from '../python.js';
import { changed } from '../route.js';
import { codeLine } from '../source-code.js';
import { placeOf, thingIcon } from '../verdict.js';
import { functionName, placeHref } from './hang-parts.js';

const placesShown = 12;

/** @param {import('../route.js').Route} route @param {Verdict} verdict */
export function behindTable(route, { behind: { total, byPlace } }) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const rest = byPlace.slice(placesShown);
  const row = (/** @type {WaitingPlace} */ group) => html`<tr>${whoAndWhere(snapshot, group)}</tr>`;
  return html`<section class="card"><h2>Who waits because of it, by place <span>${plural(total, 'task or thread', 'tasks and threads')} in ${plural(byPlace.length, 'place')}</span></h2>
    <table class="rows"><thead><tr>${heads}</tr></thead><tbody>${byPlace.slice(0, placesShown).map(row)}</tbody></table>
    ${rest.length ? html`<details class="card-text"><summary>${plural(rest.length, 'more place')}</summary><table class="rows"><thead><tr>${heads}</tr></thead><tbody>${rest.map(row)}</tbody></table></details>` : nothing}</section>`;
}

const heads = html`<th scope="col" class="r">Count</th><th scope="col">What</th><th scope="col">In</th><th scope="col">At</th>`;

/** @param {string} snapshot @param {WaitingPlace} group */
function whoAndWhere(snapshot, group) {
  const { kind, count: number, function: name, place } = group;
  const many = number > 1 && kind === 'task' && place ? `at ${placeOf(place)}` : '';
  return html`<td class="r num"><a href=${placeHref(snapshot, group)} aria-label="${plural(number, kind)} ${many}">${count(number)}</a></td>
    <td><span class="member">${icon(thingIcon(kind))}${number === 1 ? kind : `${kind}s`}</span></td>
    <td>${functionName(kind, name, place)}</td><td>${place ? html`${source(place.file, place.line)}${codeLine(place.source)}` : html`<span class="faint">–</span>`}</td>`;
}

/** @param {import('../route.js').Route} route @param {Page<WaitGroup>} page */
export function groupsTable(route, { total, offset, limit, items }) {
  const snapshot = /** @type {string} */ (route.snapshot);
  if (!total)
    return html`<section class="card"><h2>Everything that waits, by place</h2>${empty('Nobody waits', 'No task and no thread of this process waits for anything.')}</section>`;
  const to = (/** @type {number} */ start) => changed(route, { from: start ? `${start}` : undefined });
  return html`<section class="card"><h2>Everything that waits, by place <span>${plural(total, 'place')}, the most first</span></h2>
    <div class="card-scroll"><table class="rows"><thead><tr>${heads}<th scope="col">Waits for</th><th scope="col">For ever</th></tr></thead>
    <tbody>${items.map(
      (
        group,
      ) => html`<tr>${whoAndWhere(snapshot, group)}<td class="mono">${plain(group.waitsFor) || html`<span class="faint">–</span>`}</td>
        <td>${group.forEver ? html`<span class="tag bad light" title="Nothing scheduled will wake them">${icon('cross')}stuck</span>` : html`<span class="faint">no</span>`}</td></tr>`,
    )}</tbody></table></div>
    ${
      total > items.length
        ? html`<p class="pager card-text"><span class="soft">${count(offset + 1)} to ${count(offset + items.length)} of ${plural(total, 'place')}</span>
      ${offset ? html`<a class="btn small" href=${to(Math.max(0, offset - limit))} data-replace>Before</a>` : nothing}
      ${offset + items.length < total ? html`<a class="btn small" href=${to(offset + limit)} data-replace>Next</a>` : nothing}</p>`
        : nothing
    }</section>`;
}
