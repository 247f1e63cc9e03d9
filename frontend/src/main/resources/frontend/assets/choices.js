/**
 * What a screen's `view` and `tab` may be. A link that asks for another one, of another version or mistyped, shows the
 * usual one, and says so.
 */
import { html } from 'lit-html';
import { plain } from './format.js';
import { icon } from './icons.js';
import { changed } from './route.js';

/** @type {Partial<Record<import('./route.js').Screen, Record<string, readonly string[]>>>} */
const choices = {
  tasks: { view: ['table'] },
  threads: { view: ['each'] },
  strings: { tab: ['duplicates'] },
  raw: { tab: ['regions', 'bytes', 'find'] },
  types: { view: ['modules', 'map'] },
  object: {
    tab: ['items', 'fields', 'referrers', 'references', 'graph', 'count', 'raw'],
    view: ['flat', 'sample', 'table'],
  },
  graph: { view: ['table'] },
};

/** The parameters of a place that name nothing. Pure. @param {import('./route.js').Route} route @returns {[string, string][]} */
export function unknown({ screen, query }) {
  return Object.entries(choices[screen] ?? {}).flatMap(([name, known]) => {
    const value = query[name];
    return value === undefined || known.includes(value) ? [] : [/** @type {[string, string]} */ ([name, value])];
  });
}

/** @param {import('./route.js').Route} route */
export function unknownChoices(route) {
  return unknown(route).map(
    ([name, value]) => html`<p class="search-bar" role="status">${icon('warn')}<span>This screen has no ${name}
      “${plain(value)}”, which the link asks for; it shows the usual one.</span><a class="btn small" href=${changed(route, { [name]: undefined })} data-replace>All right</a></p>`,
  );
}
