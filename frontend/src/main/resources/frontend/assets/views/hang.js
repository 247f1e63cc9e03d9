/** Why the process stands still: the verdict first, its proof drawn and as a table, then who waits where for what. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural } from '../format.js';
import { graphHref } from '../graph/first-picture.js';
import { copyButton } from '../parts.js';
import { changed } from '../route.js';
import { memberMark, severity, verdictText } from '../verdict.js';
import { behindTable, groupsTable } from './hang-groups.js';
import { certaintyTag, kindTag } from './hang-parts.js';
import { proofParts } from './hang-proof.js';

const verdictsShown = 20;
const groupsShown = 100;

/** @param {import('../route.js').Route} route */
const chosen = (route) => Number(/^\d{1,9}$/.exec(route.query.verdict ?? '')?.[0] ?? 0);

/** @type {import('../app.js').View} */
export const hangView = {
  title: () => 'Hang',
  needs: (route) => ({
    overview: at.overview(route.snapshot),
    verdict: at.verdict(route.snapshot, chosen(route)),
    verdicts: at.verdicts(route.snapshot, { offset: route.query.offset, limit: verdictsShown }),
    groups: at.waitGroups(route.snapshot, { offset: route.query.from, limit: groupsShown }),
  }),
  draw: (route, { verdict, verdicts, groups }) => html`<div class="page hang">
    ${head(route, verdict)} ${proofParts(route, verdict, `${route.snapshot} ${chosen(route)}`)}
    ${verdict.behind.total && verdict.kind !== 'none' ? behindTable(route, verdict) : nothing}
    ${verdicts.total > 1 ? others(route, verdicts) : nothing}
    ${groupsTable(route, groups)}
  </div>`,
};

/** @param {import('../route.js').Route} route @param {Verdict} verdict */
function head(route, verdict) {
  const { reasons, unchecked, members } = verdict;
  return html`<section class="verdict ${severity(verdict)}" aria-label="Verdict">
    <p class="row">${kindTag(verdict)} ${certaintyTag(verdict.certainty)}</p>
    <h1>${plain(verdict.sentence)}</h1>
    ${reasons.map((reason) => html`<p class="lede">${plain(reason)}</p>`)}
    ${unchecked.length ? notChecked(unchecked) : nothing}
    <p class="row">${copyButton(() => verdictText(verdict), 'Copy as text')}
      ${members.some((member) => memberMark(member)) ? html`<a class="btn" href=${graphOf(route.snapshot, verdict)} title="Those who take part in the graph of objects, to expand from there">Show its members in the Graph</a>` : nothing}</p></section>`;
}

/** @param {string[]} sentences */
function notChecked(sentences) {
  return html`<details class="unchecked" ?open=${sentences.length <= 2}><summary>${plural(sentences.length, 'thing was', 'things were')} not checked</summary>
    <ul>${sentences.map((text) => html`<li>${plain(text)}</li>`)}</ul></details>`;
}

/** @param {string | undefined} snapshot @param {Verdict} verdict */
function graphOf(snapshot, { members, edges }) {
  const via = (/** @type {number} */ index) => edges.filter(({ from }) => from === index).flatMap((edge) => edge.via);
  const objects = members.flatMap((member, index) => [
    ...(memberMark(member) && member.address ? [member.address] : []),
    ...via(index),
  ]);
  return graphHref(snapshot, objects);
}

/** @param {import('../route.js').Route} route @param {Page<VerdictHead>} page */
function others(route, page) {
  const now = chosen(route);
  const to = (/** @type {number} */ start) => changed(route, { offset: start ? `${start}` : undefined });
  const { total, offset, items } = page;
  return html`<section class="card"><h2>All verdicts <span>${count(total)}, the worst and most certain first</span></h2>
    <ol class="verdicts" start=${offset + 1}>${items.map(
      (
        each,
      ) => html`<li><a class="verdict-line" href=${changed(route, { verdict: each.index ? `${each.index}` : undefined, selected: undefined, thread: undefined })}
        aria-current=${each.index === now ? 'true' : nothing}>${kindTag(each)}<span class="sentence">${plain(each.sentence)}</span>${certaintyTag(each.certainty)}</a></li>`,
    )}</ol>
    ${
      total > items.length
        ? html`<p class="pager card-text"><span class="soft">${count(offset + 1)} to ${count(offset + items.length)} of ${count(total)}</span>
      ${offset ? html`<a class="btn small" href=${to(Math.max(0, offset - verdictsShown))} data-replace>Before</a>` : nothing}
      ${offset + items.length < total ? html`<a class="btn small" href=${to(offset + verdictsShown)} data-replace>Next</a>` : nothing}</p>`
        : nothing
    }</section>`;
}
