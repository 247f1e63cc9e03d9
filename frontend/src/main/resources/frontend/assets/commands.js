/**
 * Every command of the program, in one table: the keys are handled by it (`keys.js`), the help dialog and the palette
 * are drawn from it. What a screen offers by its own controls is added by `page-commands.js`.
 */
import { at, found } from './api.js';
import { pinHere } from './notes.js';
import { copy, say } from './parts.js';
import { objectHref } from './python.js';
import { closed, go, href, inspected, isScreen, link, trail } from './route.js';
import { mayChange } from './session.js';
import { copyShareLink } from './share.js';
import { setTheme } from './theming.js';

/**
 * @typedef {import('./route.js').Route} Route
 * @typedef {{
 *   title: string,
 *   group: 'Find' | 'Go to' | 'This view' | 'The selected object' | 'Program',
 *   keys?: readonly string[],
 *   when?: (here: Route) => boolean,
 *   run: (here: Route) => void,
 * }} Command keys: what `KeyboardEvent.key` says; `Mod+` is Ctrl or ⌘, two keys one after the other have a space
 */

const inSnapshot = (/** @type {Route} */ here) => !!here.snapshot;

/** The object that the Inspector or the page shows. @param {Route} here */
const shown = (here) => (here.snapshot ? (here.query.selected ?? here.address) : undefined);
const showsObject = (/** @type {Route} */ here) => !!shown(here);

/** Letter after g, screen, name. Only screens that exist become commands. */
const screens = /** @type {const} */ ([
  ['o', 'overview', 'Overview'],
  ['h', 'hang', 'Hang'],
  ['t', 'tasks', 'Tasks'],
  ['s', 'threads', 'Threads'],
  ['l', 'locks', 'Locks'],
  ['m', 'types', 'Types'],
  ['b', 'objects', 'Objects'],
  ['x', 'strings', 'Strings'],
  ['g', 'graph', 'Graph'],
  ['f', 'files', 'Files & sockets'],
  ['r', 'raw', 'Raw memory'],
  ['n', 'notes', 'Notes'],
]);

/** @type {Command[]} */
const toScreens = screens.flatMap(([key, screen, name]) =>
  isScreen(screen)
    ? [
        {
          title: name,
          group: 'Go to',
          keys: [`g ${key}`],
          when: inSnapshot,
          run: (here) => go(href({ screen: /** @type {any} */ (screen), snapshot: here.snapshot }), { anew: true }),
        },
      ]
    : [],
);

/** @type {readonly Command[]} */
export const commands = [
  { title: 'Search the snapshot', group: 'Find', keys: ['/'], when: inSnapshot, run: focusSearch },
  { title: 'Filter this list', group: 'Find', keys: ['f'], when: () => !!filter(), run: () => choose(filter()) },
  { title: 'All commands', group: 'Find', keys: ['Mod+k'], run: () => openDialog('palette') },
  { title: 'Keys', group: 'Find', keys: ['?'], run: () => openDialog('help') },
  ...toScreens,
  { title: 'All snapshots and live processes', group: 'Go to', keys: ['g a'], run: () => go('/', { anew: true }) },
  {
    title: 'Copy the link to this view',
    group: 'This view',
    keys: ['y'],
    run: (here) => (here.snapshot ? copyShareLink() : copy(link())),
  },
  {
    title: 'Write a note about this place',
    group: 'This view',
    keys: ['n'],
    when: (here) => inSnapshot(here) && mayChange(),
    run: pinHere,
  },
  {
    title: 'Close the Inspector, or go back',
    group: 'This view',
    keys: ['Escape'],
    when: (here) => !!inspected(here) || trail().length > 0,
    run: (here) => (inspected(here) ? go(closed(here), { replace: true }) : history.back()),
  },
  {
    title: 'Copy its Python expression',
    group: 'The selected object',
    keys: ['e'],
    when: showsObject,
    run: copyExpression,
  },
  {
    title: 'Who refers to it',
    group: 'The selected object',
    keys: ['r'],
    when: showsObject,
    run: (here) => toObject(here, 'referrers'),
  },
  ...(isScreen('graph')
    ? [
        /** @type {Command} */ ({
          title: 'Its references as a graph',
          group: 'The selected object',
          when: showsObject,
          run: (here) =>
            go(href({ screen: /** @type {any} */ ('graph'), snapshot: here.snapshot, query: { at: shown(here) } })),
        }),
      ]
    : []),
  {
    title: 'Why it is alive',
    group: 'The selected object',
    keys: ['w'],
    when: showsObject,
    run: (here) => go(href({ screen: 'search', snapshot: here.snapshot, query: { q: shown(here) } })),
  },
  {
    title: 'Open it on its own page',
    group: 'The selected object',
    when: showsObject,
    run: (here) => go(objectHref(/** @type {string} */ (here.snapshot), /** @type {string} */ (shown(here)))),
  },
  {
    title: 'Copy its address',
    group: 'The selected object',
    when: showsObject,
    run: (here) => copy(/** @type {string} */ (shown(here))),
  },
  { title: 'Capture a live process', group: 'Program', when: mayChange, run: () => go('/', { anew: true }) },
  { title: 'Light theme', group: 'Program', run: () => setTheme('light') },
  { title: 'Dark theme', group: 'Program', run: () => setTheme('dark') },
  { title: 'Theme as the system', group: 'Program', run: () => setTheme('system') },
];

/** Those that make sense here. @param {Route} here */
export function available(here) {
  return commands.filter((command) => command.when?.(here) ?? true);
}

/** @type {Record<string, () => void>} */
const dialogs = {};

/** The dialogs show the commands, so they tell how to open them, not the other way round. @param {string} name @param {() => void} open */
export function registerDialog(name, open) {
  dialogs[name] = open;
}

/** @param {string} name */
function openDialog(name) {
  dialogs[name]?.();
}

function focusSearch() {
  choose(document.querySelector('#search'));
}

/** To write into a field anew: selecting alone gives the keyboard to it in some browsers only. @param {HTMLInputElement | null} field */
function choose(field) {
  field?.focus();
  field?.select();
}

/** The filter of the list on this page. @returns {HTMLInputElement | null} */
function filter() {
  return document.querySelector('main input[type=search]');
}

/** @param {Route} here @param {string} tab */
function toObject(here, tab) {
  go(href({ screen: 'object', snapshot: here.snapshot, address: shown(here), query: { tab } }));
}

/** @param {Route} here */
async function copyExpression(here) {
  const { snapshot } = here;
  const address = shown(here);
  if (!snapshot || !address) return;
  try {
    const path = /** @type {ObjectPath} */ (await found(at.expression(snapshot, address)));
    await copy(path.expression);
    say(
      path.python
        ? 'Copied the expression'
        : 'Copied; no Python path from a module is known, it begins with an address',
    );
  } catch {
    say('No expression: the object cannot be read');
  }
}
