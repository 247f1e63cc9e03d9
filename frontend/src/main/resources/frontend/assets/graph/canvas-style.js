/** How cytoscape draws: only arrows; the boxes it knows are there to be hit, and lie under elements. */
import { colours, lines } from './colours.js';
import { bend } from './routes.js';

/** @param {Element} element @returns {any} */
export function graphStyle(element) {
  const colour = colours(element);
  const mono = getComputedStyle(element).getPropertyValue('--mono');
  const text = {
    'font-family': mono,
    'font-size': 10,
    color: colour.soft,
    'text-background-color': colour.bg,
    'text-background-opacity': 1,
    'text-background-padding': 2,
    'min-zoomed-font-size': 6,
  };
  const comb = {
    'curve-style': 'round-taxi',
    'taxi-direction': 'rightward',
    'taxi-radius': 8,
    'source-endpoint': '50% 0%',
    'target-endpoint': '-50% 0%',
  };
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': colour.panel,
        'border-width': 0,
        'overlay-opacity': 0,
      },
    },
    {
      selector: 'edge',
      style: {
        ...text,
        width: 1.3,
        'line-color': colour.edge,
        'target-arrow-color': colour.edge,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.85,
        'overlay-opacity': 0,
        'curve-style': 'bezier',
        'control-point-step-size': 34,
      },
    },
    {
      selector: 'edge.out',
      style: { ...comb, 'taxi-turn': bend, 'target-label': 'data(label)', 'target-text-offset': 'data(offset)' },
    },
    {
      selector: 'edge.in',
      style: { ...comb, 'taxi-turn': -bend, 'source-label': 'data(label)', 'source-text-offset': 'data(offset)' },
    },
    {
      selector: 'edge.bent',
      style: {
        width: 1,
        'line-opacity': 0.4,
        'arrow-scale': 0.7,
        'curve-style': 'unbundled-bezier',
        'control-point-distances': 26,
        'control-point-weights': 0.5,
      },
    },
    { selector: 'edge.bent.few', style: { label: 'data(label)', 'line-opacity': 0.75 } },
    { selector: 'edge.loop', style: { label: 'data(label)', 'loop-direction': '0deg', 'control-point-step-size': 60 } },
    ...Object.entries(lines).map(([name, line]) => ({
      selector: `edge.${name}`,
      style: {
        'line-color': colour[line.colour],
        'target-arrow-color': colour[line.colour],
        'line-style': line.line,
      },
    })),
    { selector: 'edge.to-group', style: { width: 3, 'line-color': colour.line, 'target-arrow-color': colour.edge } },
    {
      selector: 'edge.bent.hover, edge.bent.chosen, edge.bent.path',
      style: { label: 'data(label)', 'line-opacity': 1 },
    },
    { selector: 'edge.hover', style: { width: 2.4, color: colour.text, 'z-index': 8 } },
    { selector: 'edge.chosen', style: { width: 2.4, color: colour.text, 'z-index': 9 } },
    {
      selector: 'edge.path',
      style: {
        width: 4,
        'line-color': colour.warn,
        'target-arrow-color': colour.warn,
        color: colour.text,
        'z-index': 10,
      },
    },
    { selector: ':active', style: { 'overlay-opacity': 0 } },
    { selector: 'core', style: { 'active-bg-opacity': 0 } },
  ];
}
