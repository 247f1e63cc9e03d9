/** The theme's colours as numbers, for what knows no CSS variables: a canvas, a file. */

/** @typedef {Record<string, string>} Colours */

const names = [
  'bg',
  'panel',
  'sunken',
  'line',
  'edge',
  'text',
  'soft',
  'faint',
  'accent',
  'accent-bg',
  'bad',
  'warn',
  'ok',
  'str',
  'num',
  'kw',
  'type',
];

/** @param {Element} element @returns {Colours} */
export function colours(element) {
  const probe = document.createElement('span');
  element.append(probe);
  /** @type {Colours} */
  const found = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

/** How a kind of object looks: its colour, the sign in the stripe, the shape of the box. @type {Record<GraphKind | 'group', {colour: string, sign: string, shape: 'round' | 'square' | 'pill' | 'leaf'}>} */
export const kinds = {
  object: { colour: 'accent', sign: 'o', shape: 'round' },
  mapping: { colour: 'type', sign: '{}', shape: 'square' },
  sequence: { colour: 'type', sign: '[]', shape: 'square' },
  text: { colour: 'str', sign: '""', shape: 'pill' },
  number: { colour: 'num', sign: '#', shape: 'pill' },
  constant: { colour: 'num', sign: '=', shape: 'pill' },
  code: { colour: 'kw', sign: 'ƒ', shape: 'leaf' },
  task: { colour: 'warn', sign: '~', shape: 'leaf' },
  type: { colour: 'soft', sign: 'C', shape: 'round' },
  module: { colour: 'soft', sign: 'M', shape: 'round' },
  broken: { colour: 'bad', sign: '!', shape: 'square' },
  group: { colour: 'soft', sign: '…', shape: 'square' },
};

/** How an arrow of a class looks. @type {Record<GraphEdgeClass, {colour: string, line: 'solid' | 'dashed' | 'dotted', name: string}>} */
export const lines = {
  item: { colour: 'edge', line: 'solid', name: 'item' },
  attribute: { colour: 'accent', line: 'solid', name: 'attribute' },
  field: { colour: 'type', line: 'solid', name: 'field' },
  variable: { colour: 'kw', line: 'solid', name: 'variable' },
  globals: { colour: 'num', line: 'solid', name: 'globals' },
  type: { colour: 'faint', line: 'solid', name: 'type' },
  weak: { colour: 'faint', line: 'dashed', name: 'weak' },
  conservative: { colour: 'warn', line: 'dotted', name: 'conservative' },
};

/** @param {string} name */
export const lineOf = (name) => lines[/** @type {GraphEdgeClass} */ (name)] ?? lines.item;
