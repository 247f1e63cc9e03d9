/** The keys of every list, in one table: `list.js` acts by it and the help dialog is drawn from it. */

/** @typedef {'down'|'up'|'pageDown'|'pageUp'|'first'|'last'|'open'|'show'|'unfold'|'fold'} ListAction */

/** @type {readonly {action: ListAction, keys: readonly string[], title: string}[]} */
export const listKeys = [
  { action: 'down', keys: ['j', 'ArrowDown'], title: 'Next row' },
  { action: 'up', keys: ['k', 'ArrowUp'], title: 'Previous row' },
  { action: 'unfold', keys: ['ArrowRight'], title: 'Open a row of a tree' },
  { action: 'fold', keys: ['ArrowLeft'], title: 'Close it, or go up to its parent' },
  { action: 'open', keys: ['Enter'], title: 'Go to what the row shows' },
  { action: 'show', keys: [' '], title: 'Show the row in the Inspector' },
  { action: 'pageDown', keys: ['PageDown'], title: 'A page down' },
  { action: 'pageUp', keys: ['PageUp'], title: 'A page up' },
  { action: 'first', keys: ['Home'], title: 'First row' },
  { action: 'last', keys: ['End'], title: 'Last row' },
];

const actions = new Map(listKeys.flatMap(({ action, keys }) => keys.map((key) => [key, action])));

/** What a key does in a list. @param {string} key @returns {ListAction | undefined} */
export const listAction = (key) => actions.get(key);
