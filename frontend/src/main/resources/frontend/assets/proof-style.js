/** How a proof looks in the present theme: read when it is drawn, as a canvas knows no CSS variables. */
import { iconPicture } from './icons.js';
import { boxHeight } from './ring.js';

/** @param {Element} element @param {'bad' | 'warn' | 'calm'} tone @returns {any} */
export function proofStyle(element, tone) {
  const probe = document.createElement('span');
  element.append(probe);
  const color = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const [panel, sunken, text, soft, edge] = ['panel', 'sunken', 'text', 'soft', 'edge'].map(color);
  const [main, mainBg] = { bad: ['bad', 'bad-bg'], warn: ['warn', 'warn-bg'], calm: ['edge', 'hover'] }[tone].map(
    color,
  );
  const [accent, accentBg] = ['accent', 'accent-bg'].map(color);
  probe.remove();
  const font = {
    'font-family': getComputedStyle(element).getPropertyValue('--mono'),
    'line-height': 1.35,
    'text-wrap': 'wrap',
  };
  const node = {
    ...font,
    shape: 'round-rectangle',
    width: 'data(width)',
    height: boxHeight,
    'border-width': 1.5,
    'border-color': main,
    'background-color': panel,
    label: 'data(label)',
    color: text,
    'font-size': 12,
    'text-valign': 'center',
    'text-halign': 'center',
    'text-margin-x': 9,
    'background-image': (/** @type {any} */ each) => iconPicture(each.data('icon'), soft),
    'background-width': 15,
    'background-height': 15,
    'background-position-x': 10,
    'background-position-y': '50%',
    'background-fit': 'none',
  };
  const line = {
    ...font,
    width: 1.5,
    'line-color': main,
    'target-arrow-color': main,
    'target-arrow-shape': 'triangle',
    'arrow-scale': 1.1,
    label: 'data(label)',
    color: soft,
    'font-size': 11,
    'text-background-color': panel,
    'text-background-opacity': 1,
    'text-background-padding': 3,
    'text-events': 'yes',
    'curve-style': 'unbundled-bezier',
    'control-point-distances': -28,
    'control-point-weights': 0.5,
  };
  return [
    { selector: 'node', style: node },
    { selector: 'node.thread', style: { shape: 'rectangle' } },
    { selector: 'node.lock', style: { shape: 'octagon', 'background-position-x': 16, 'text-margin-x': 12 } },
    { selector: 'node.queue', style: { shape: 'cut-rectangle' } },
    { selector: 'node.outside', style: { shape: 'ellipse', height: boxHeight + 12, 'background-position-x': 22 } },
    { selector: 'node.future', style: { 'border-style': 'dashed' } },
    {
      selector: 'node.more, node.aside',
      style: { 'border-color': edge, 'border-style': 'dotted', 'background-color': sunken, color: soft },
    },
    { selector: 'node.hover', style: { 'background-color': mainBg } },
    { selector: 'node.chosen', style: { 'background-color': accentBg, 'border-color': accent, 'border-width': 2.5 } },
    { selector: 'edge', style: line },
    { selector: 'edge.guessed', style: { 'line-style': 'dashed' } },
    {
      selector: 'edge.aside',
      style: { 'line-color': edge, 'target-arrow-color': edge, 'line-style': 'dotted', width: 1.2 },
    },
    { selector: 'edge.hover', style: { width: 2.5, color: text } },
    { selector: 'edge.chosen', style: { width: 2.5, color: text } },
    { selector: 'edge.pair', style: { 'control-point-distances': -90 } },
    { selector: 'edge.straight', style: { 'curve-style': 'straight' } },
    {
      selector: 'edge.loop',
      style: { 'curve-style': 'bezier', 'control-point-step-size': 90, 'loop-direction': '0deg' },
    },
    { selector: ':active', style: { 'overlay-opacity': 0 } },
  ];
}
