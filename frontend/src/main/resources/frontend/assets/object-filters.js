/**
 * Which objects are asked for, as the URL has it: each filter's words, and what the URL is without it. Pure functions;
 * the bar that draws them is views/object-bar.js.
 */
import { bytes, plain } from './format.js';

/** Parameters of the URL that the API takes as they are. */
export const names = /** @type {const} */ ([
  'type',
  'subclasses',
  'module',
  'minSize',
  'maxSize',
  'minMemory',
  'maxMemory',
  'state',
  'text',
  'ignoreCase',
  'regex',
  'attribute',
  'sort',
  'order',
]);

/**
 * @typedef {{
 *   key: string, label: string, value: string, mono?: boolean, field: string, edit: string,
 *   without: Record<string, string | undefined>,
 * }} Filter label and value: its words; field, edit: the box it was written in, and what stood there; without: what to
 *   change in the URL to be rid of it
 */

/** What is asked of the API. @param {Record<string, string>} query of the URL @returns {Record<string, string | undefined>} */
export function asked(query) {
  return Object.fromEntries(names.map((name) => [name, query[name]]));
}

/**
 * The filters in force. The state that is shown unasked is none.
 * @param {Record<string, string>} query of the URL
 * @param {{name?: string, tests?: string[]}} [understood] by the server: the type's name, the tests of attributes
 * @returns {Filter[]}
 */
export function filters(query, { name, tests } = {}) {
  /** @type {Filter[]} */
  const all = [];
  const add = (
    /** @type {string} */ key,
    /** @type {Omit<Filter, 'key' | 'field' | 'edit'> & Partial<Filter>} */ how,
  ) => query[key] && all.push({ key, field: key, edit: query[key], ...how });
  add('type', {
    label: 'type',
    value: shortType(name ?? query.type ?? ''),
    mono: true,
    edit: name ?? query.type,
    without: { type: undefined, subclasses: undefined },
  });
  add('module', { label: 'module', value: plain(query.module), mono: true, without: { module: undefined } });
  add('text', {
    label: query.regex ? 'text matches' : 'text has',
    value: plain(query.text),
    mono: true,
    without: { text: undefined },
  });
  const each = tests?.length ? tests : query.attribute ? [query.attribute] : [];
  each.forEach((test, index) => {
    const others = each.filter((_, other) => other !== index).join(' and ');
    add('attribute', {
      key: `attribute ${index}`,
      label: '',
      value: plain(test),
      mono: true,
      edit: test,
      without: { attribute: others || undefined },
    });
  });
  for (const [part, label] of [
    ['Size', 'size'],
    ['Memory', 'memory'],
  ]) {
    add(`min${part}`, {
      label: `${label} ≥`,
      value: bytes(Number(query[`min${part}`])),
      without: { [`min${part}`]: undefined },
    });
    add(`max${part}`, {
      label: `${label} ≤`,
      value: bytes(Number(query[`max${part}`])),
      without: { [`max${part}`]: undefined },
    });
  }
  add('state', { label: 'state', value: plain(query.state), without: { state: undefined } });
  return all;
}

/** The URL's parameters without any filter. */
export const cleared = Object.fromEntries(
  names.filter((name) => name !== 'sort' && name !== 'order').map((name) => [name, undefined]),
);

/** "builtins.dict" → "dict". @param {string} name */
export function shortType(name) {
  return plain(name.replace(/^(builtins|__main__)\./, ''));
}

/** Tests of attributes with one more. @param {string | undefined} before @param {string} test */
export function joined(before, test) {
  return before ? `${before} and ${test}` : test;
}
