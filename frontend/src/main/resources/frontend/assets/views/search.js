/** All that a text may mean: an address, a Python path, types, modules, and where to ask further. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural } from '../format.js';
import { answerBar, copyButton, empty, searchBar } from '../parts.js';
import { objectHref, python } from '../python.js';
import { href } from '../route.js';
import { furtherQuestions, groupName, hitHref, hitText, understood } from '../search-results.js';
import { load, rows } from '../store.js';

const most = 200;

/** @type {import('../app.js').View} */
export const searchView = {
  title: (route) => `Search: ${plain(route.query.q)}`,
  needs: (route) => ({
    overview: at.overview(route.snapshot),
    found: at.search(route.snapshot, route.query.q ?? '', most),
  }),
  draw: (route, { found }) => {
    const { query, groups, search } = /** @type {SearchResult} */ (found);
    const { snapshot } = route;
    return html`<header class="page-head"><h1>Search</h1><span class="soft mono clip">${plain(query)}</span></header>
      ${query ? nothing : empty('Nothing to search for', html`Write an address, a part of a type's or module's name, a Python path or any text into the box above (<kbd>/</kbd>).`)}
      ${answerBar(at.search(snapshot, route.query.q ?? '', most), search)}
      ${groups.map((group) => section(snapshot, group, query))}
      ${query && search?.state !== 'running' && !groups.some(({ total }) => total) ? empty('Not a name of anything', html`No type, module, object or Python path is called “${plain(query)}”. It may still be in a text:`) : nothing}
      ${query ? further(snapshot, query) : nothing}`;
  },
};

/** @param {string} snapshot @param {SearchGroup} group @param {string} query */
function section(snapshot, group, query) {
  const more = group.total > group.items.length && group.kind === 'types';
  return html`<section class="card results"><header class="results-head"><h2>${groupName(group)}</h2><span class="soft">understood as ${understood(group)}</span>
      <span class="spring"></span>${more ? html`<a href=${href({ screen: 'types', snapshot, query: { filter: query } })}>All ${count(group.total)} types</a>` : nothing}</header>
    ${group.problem ? html`<p class="results-note">${plain(group.problem)}</p>` : nothing}
    ${group.suggestions.length ? html`<p class="results-note">Did you mean ${group.suggestions.map((each, i) => html`${i ? ' or ' : ''}<a class="mono" href=${href({ screen: 'search', snapshot, query: { q: each } })} data-replace>${plain(each)}</a>`)}?</p>` : nothing}
    <ul>${group.items.map((hit) => {
      const to = hitHref(snapshot, hit);
      return html`<li>${to ? html`<a class="hit" href=${to}>${hitText(hit, snapshot)}</a>` : html`<div class="hit">${hitText(hit, snapshot)}</div>`}
        ${hit.object && (group.kind === 'address' || group.kind === 'path') ? holding(snapshot, hit.object.address) : nothing}</li>`;
    })}</ul></section>`;
}

/** How the object is reached from a root, each step a link. @param {string} snapshot @param {string} address */
function holding(snapshot, address) {
  const part = at.expression(snapshot, address, 5);
  const answer = load(part);
  if (answer.state !== 'ready') return nothing;
  const path = /** @type {ObjectPath} */ (answer.value);
  if (path.search && path.search.state !== 'done') return answerBar(part, path.search);
  if (path.rootKind === 'none') {
    return html`<p class="results-note soft">Nothing that is alive leads to this object: it waits for the collector, or what holds it is not in the snapshot.</p>`;
  }
  return html`<div class="why"><h3 class="part">Why it is alive</h3>
    <p class="row"><code class="why-expression">${plain(path.expression)}</code>${copyButton(path.expression, 'Copy expression', 'btn small')}</p>
    ${path.leftOut ? html`<p class="soft">${count(path.leftOut)} steps before these are left out.</p>` : nothing}
    <ol class="why-steps">${path.steps.map(
      (
        { text, python: written, object },
        i,
      ) => html`<li><a class="why-step mono ${written ? '' : 'soft'}" href=${objectHref(snapshot, object.address)} title=${object.address}>${plain(i ? text : path.root) || 'holds it'}</a>
        <span class="clip">${python(object.preview, snapshot)}</span></li>`,
    )}</ol>
    ${path.others.length ? html`<p class="results-note soft">Also ${path.others.map((each, i) => html`${i ? ', ' : ''}<code>${plain(each)}</code>`)}</p>` : nothing}</div>`;
}

const firstShown = 5;

/** @param {string} snapshot @param {string} text */
function further(snapshot, text) {
  return html`<section class="card results"><header class="results-head"><h2>In the whole heap</h2><span class="soft">these look at every object</span></header>
    <ul>${furtherQuestions(snapshot, text).map(
      ({ title, detail, href, query }) =>
        html`<li><a class="hit" href=${href}><span class="hit-title">${title}</span><span class="hit-detail soft">${query ? found(snapshot, query) : detail}</span></a>
          ${query ? firstOf(snapshot, query) : nothing}</li>`,
    )}</ul></section>`;
}

/** @param {string} snapshot @param {Record<string, string>} query @returns {import('../rows.js').Rows<ObjectFound>} */
const objects = (snapshot, query) => rows(at.objects(snapshot, query)).begin();

/** @param {string} snapshot @param {Record<string, string>} query */
function found(snapshot, query) {
  const { total, search } = objects(snapshot, query);
  if (total === undefined) return nothing;
  return `${plural(total, 'object')}${search?.state === 'running' ? ' so far' : ''}`;
}

/** The first objects that a question has found. @param {string} snapshot @param {Record<string, string>} query */
function firstOf(snapshot, query) {
  const all = objects(snapshot, query);
  const shown = Array.from({ length: Math.min(firstShown, all.length) }, (_, index) => all.row(index));
  return html`${searchBar(all)}${all.error ? html`<p class="results-note bad" role="alert">${plain(all.error.problem.detail ?? all.error.problem.title)}</p>` : nothing}
    ${shown.map((row) =>
      row
        ? html`<a class="hit first" href=${objectHref(snapshot, row.address)}><span class="hit-title mono">${row.address}</span><span class="clip">${python(
            row.preview.map(({ k, t }) => ({ k, t })),
            snapshot,
          )}</span></a>`
        : nothing,
    )}`;
}
