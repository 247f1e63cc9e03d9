/** The picture as a DOT file for Graphviz. Pure. Text from memory stands in quoted strings only, escaped. */
import { bytes, count, plain } from '../format.js';
import { edgeText, inside, spansText, typeTitle } from './box.js';
import { lines } from './colours.js';

/** @param {string} text as a quoted string of DOT */
export const quoted = (text) => `"${plain(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Two lines of one label; each line escaped by itself. @param {string} first @param {string} second */
const twoLines = (first, second) => `${quoted(first).slice(0, -1)}\\n${quoted(second).slice(1)}`;

/** @param {import('./picture.js').Picture} picture */
export function dot({ boxes, groups, arrows }) {
  const nodes = boxes.map(
    ({ id, node, pinned }) =>
      `  ${quoted(id)} [label=${twoLines(`${typeTitle(node.type)}  ${bytes(node.memoryBytes)}`, spansText(inside(node)))}, tooltip=${quoted(`${node.type.name} ${id}`)}${pinned ? ', peripheries=2' : ''}];`,
  );
  const many = groups.map(
    ({ id, type, more, bytes: size }) =>
      `  ${quoted(id)} [label=${twoLines(`${typeTitle(type)} × ${count(more)}`, bytes(size))}, style=dashed];`,
  );
  const edges = arrows.map(({ from, to, edge, class: name, onPath }) => {
    const style = edge ? lines[name].line : 'bold';
    return `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(edge ? edgeText(edge) : '')}, style=${style}${onPath ? ', penwidth=3' : ''}];`;
  });
  return `digraph references {
  rankdir=LR;
  node [shape=box, fontname="monospace", fontsize=10];
  edge [fontname="monospace", fontsize=9];
${[...nodes, ...many, ...edges].join('\n')}
}
`;
}
