/**
 * The URL is the state: this file alone reads and writes it. Everything a view shows follows from the Route, so that
 * reload, back, forward and a link pasted elsewhere give the same view.
 *
 * What is *not* in the URL lives in the history entry: the trail (how the reader got here) and the scroll position.
 * Both survive a reload and the back button, neither is needed to understand a link.
 */

/**
 * @typedef {(typeof screens)[number][0] | 'missing'} Screen
 * @typedef {{screen: Screen, snapshot?: string, address?: string, index?: number, query: Record<string, string>}} Route
 * @typedef {{href: string, title: string}} Crumb
 */

const address = '0x[0-9a-fA-F]{1,16}';

/** One row per screen: its path and the query parameters it knows. The first row whose pattern fits wins. */
export const screens = /** @type {const} */ ([
  ['home', '/', []],
  ['shared', '/shared', ['offset']],
  ['overview', '/s/:snapshot', ['selected']],
  ['overview', '/s/:snapshot/overview', ['selected']],
  ['hang', '/s/:snapshot/hang', ['verdict', 'offset', 'from', 'selected', 'thread']],
  ['cycle', '/s/:snapshot/tasks/cycle/:index', ['selected']],
  ['task', '/s/:snapshot/tasks/:address', ['selected']],
  [
    'tasks',
    '/s/:snapshot/tasks',
    ['view', 'filter', 'state', 'kind', 'coroutine', 'group', 'sort', 'order', 'open', 'selected'],
  ],
  ['threads', '/s/:snapshot/threads', ['view', 'thread', 'open', 'offset', 'from', 'selected']],
  ['locks', '/s/:snapshot/locks', ['filter', 'kind', 'waited', 'sort', 'order', 'lock']],
  ['strings', '/s/:snapshot/strings', ['tab', 'kind', 'least', 'most', 'text', 'match', 'order', 'equal', 'selected']],
  ['files', '/s/:snapshot/files', ['filter', 'kind', 'state', 'fd', 'selected']],
  ['raw', '/s/:snapshot/raw', ['tab', 'filter', 'kind', 'sort', 'what', 'value', 'at', 'mark', 'selected']],
  ['types', '/s/:snapshot/types', ['view', 'module', 'sort', 'order', 'filter', 'open']],
  [
    'objects',
    '/s/:snapshot/objects',
    [
      ...['type', 'subclasses', 'module', 'minSize', 'maxSize', 'minMemory', 'maxMemory', 'state', 'text'],
      ...['ignoreCase', 'regex', 'attribute', 'sort', 'order', 'selected'],
    ],
  ],
  ['search', '/s/:snapshot/search', ['q', 'selected']],
  [
    'object',
    '/s/:snapshot/object/:address',
    ['tab', 'view', 'filter', 'at', 'open', 'block', 'direction', 'depth', 'group', 'selected', 'graph'],
  ],
  [
    'graph',
    '/s/:snapshot/graph',
    ['at', 'direction', 'depth', 'view', 'panel', 'from', 'to', 'way', 'with', 'group', 'selected', 'graph'],
  ],
  ['notes', '/s/:snapshot/notes', ['filter', 'offset']],
]);

const parts = /** @type {Record<string, string>} */ ({
  snapshot: '[0-9a-fA-F]{12,64}',
  address,
  index: '\\d{1,9}',
});

/** Beside what is inspected, `code` says around which place lines of the program are shown: `FILE:LINE`. */
const patterns = screens.map(([screen, path, query]) => ({
  screen,
  path,
  query: /** @type {readonly string[]} */ (query).includes('selected') ? [...query, 'code'] : query,
  regex: new RegExp(`^${path.replace(/:(\w+)/g, (_, name) => `(?<${name}>${parts[name]})`)}/?$`),
}));

/** Whether there is a screen of this name. @param {string} name */
export function isScreen(name) {
  return screens.some(([screen]) => screen === name);
}

/** Whether a screen knows a query parameter. @param {Screen} name @param {string} parameter */
export function knows(name, parameter) {
  return patterns.some(
    ({ screen, query }) => screen === name && /** @type {readonly string[]} */ (query).includes(parameter),
  );
}

/**
 * @param {string} path with its query
 * @returns {Route}
 */
export function parse(path) {
  const url = new URL(path, 'http://localhost');
  for (const pattern of patterns) {
    const found = pattern.regex.exec(url.pathname);
    if (!found) continue;
    /** @type {Route} */
    const route = { screen: pattern.screen, query: {} };
    const { snapshot, address, index } = found.groups ?? {};
    if (snapshot) route.snapshot = snapshot.toLowerCase();
    if (address) route.address = address.toLowerCase();
    if (index) route.index = Number(index);
    for (const name of pattern.query) {
      const value = url.searchParams.get(name);
      if (value !== null) route.query[name] = value;
    }
    return route;
  }
  return { screen: 'missing', query: {} };
}

/**
 * The one URL of a route; parameters without a value are left out.
 * @param {Omit<Route, 'query'> & {query?: Record<string, string | undefined>}} route
 * @returns {string}
 */
export function href(route) {
  const pattern = patterns.findLast((each) => each.screen === route.screen);
  if (!pattern) return '/';
  const path = pattern.path.replace(/:(\w+)/g, (_, name) =>
    String(/** @type {Record<string, unknown>} */ (route)[name] ?? ''),
  );
  const query = new URLSearchParams();
  for (const name of pattern.query) {
    const value = route.query?.[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString().replaceAll('%2C', ',');
  return text ? `${path}?${text}` : path;
}

/** The same place with some parameters changed. @param {Route} route @param {Record<string, string | undefined>} query */
export function changed(route, query) {
  const other = 'selected' in query || 'thread' in query ? { code: undefined } : {};
  return href({ ...route, query: { ...route.query, ...other, ...query } });
}

/**
 * What the Inspector shows beside the page: an object, or a thread by its state. On the screen of threads the chosen one
 * is the page.
 * @param {Route} route @returns {{kind: 'object' | 'thread', address: string} | undefined}
 */
export function inspected({ screen, query }) {
  if (query.selected) return { kind: 'object', address: query.selected };
  return query.thread && screen !== 'threads' ? { kind: 'thread', address: query.thread } : undefined;
}

/** The same place without the Inspector. @param {Route} route */
export function closed(route) {
  return changed(
    route,
    route.screen === 'threads' ? { selected: undefined } : { selected: undefined, thread: undefined },
  );
}

/** @returns {Route} */
export function current() {
  return parse(location.pathname + location.search);
}

/**
 * The whole address of this view, to give to somebody else. What says which file a machine without the snapshot wants
 * stands in the fragment, which is sent to no server.
 * @param {{id?: string | null, file?: string | null, size?: number | null, captured?: string | null}} [wanted]
 */
export function link(wanted) {
  const here = current();
  const path = href(wanted?.id ? { ...here, snapshot: wanted.id } : here);
  const facts = new URLSearchParams();
  for (const name of /** @type {const} */ (['file', 'size', 'captured']))
    if (wanted?.[name]) facts.set(name, `${wanted[name]}`);
  const fragment = facts.toString().replaceAll('%3A', ':');
  return `${location.origin}${path}${fragment ? `#${fragment}` : ''}`;
}

/** The address of this view with a key that opens it. @param {string} key */
export function grantLink(key) {
  return `${location.origin}${href(current())}#key=${key}`;
}

const fragment = () => new URLSearchParams(location.hash.slice(1));

/** What the link says of the file it means; hostile, like any link. */
export function wantedFile() {
  const facts = fragment();
  const size = Number(facts.get('size'));
  const captured = facts.get('captured') ?? '';
  return {
    file: facts.get('file')?.slice(0, 200) || undefined,
    size: Number.isSafeInteger(size) && size > 0 ? size : undefined,
    captured: Number.isNaN(Date.parse(captured)) ? undefined : captured,
  };
}

/** The key in the fragment, which is not in the address bar afterwards, nor in the history. */
export function takeKey() {
  const facts = fragment();
  const key = facts.get('key');
  if (key) history.replaceState(history.state, '', location.pathname + location.search);
  return key;
}

/** The place within its snapshot, for a note. @param {Route} route */
export function placeIn(route) {
  return href(route).slice(`/s/${route.snapshot}`.length);
}

/** How the reader got here, oldest first, without the present place. @returns {Crumb[]} */
export function trail() {
  return history.state?.trail ?? [];
}

/** @returns {number} the scroll position kept for this history entry, in rows */
export function scroll() {
  return history.state?.scroll ?? 0;
}

/** @param {number} row */
export function keepScroll(row) {
  history.replaceState({ ...history.state, scroll: row }, '');
}

/** Says in the URL what is being looked at, without a new entry and without drawing. @param {Record<string, string | undefined>} query */
export function keepPlace(query) {
  history.replaceState(history.state, '', changed(current(), query));
}

/** @type {() => void} */
let arrived = () => {};

/**
 * Goes to another place. The place left becomes the last crumb, unless the reader goes back to an earlier one or
 * begins anew (from the rail).
 * @param {string} to
 * @param {{replace?: boolean, anew?: boolean}} [how] replace: the same place in another state, no history entry
 */
export function go(to, how = {}) {
  if (how.replace) {
    history.replaceState(history.state, '', to);
  } else if (to !== location.pathname + location.search) {
    history.pushState({ trail: how.anew ? [] : extended(trail(), here(), to) }, '', to);
  }
  arrived();
}

/**
 * @param {Crumb[]} before
 * @param {Crumb} from
 * @param {string} to
 * @returns {Crumb[]}
 */
export function extended(before, from, to) {
  const target = parse(to);
  if (target.screen === 'home' || target.screen === 'overview') return [];
  const place = (/** @type {string} */ url) => new URL(url, 'http://localhost').pathname;
  const all = ['home', 'overview', 'missing'].includes(parse(from.href).screen) ? before : [...before, from];
  const known = all.findIndex((crumb) => place(crumb.href) === place(to));
  return (known < 0 ? all : all.slice(0, known)).slice(-7);
}

/** @returns {Crumb} */
function here() {
  return { href: location.pathname + location.search, title: document.title.split(' · ')[0] };
}

/**
 * Calls back for every change of the URL: links within the page, back, forward, go().
 * @param {() => void} onArrival
 */
export function start(onArrival) {
  arrived = onArrival;
  addEventListener('popstate', onArrival);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    const anchor = /** @type {Element} */ (event.target).closest?.('a[href^="/"]');
    if (!anchor || anchor.hasAttribute('download') || anchor.hasAttribute('target')) return;
    const to = /** @type {string} */ (anchor.getAttribute('href'));
    if (to.startsWith('/api/')) return;
    event.preventDefault();
    go(to, { anew: anchor.hasAttribute('data-anew'), replace: anchor.hasAttribute('data-replace') });
  });
  onArrival();
}
