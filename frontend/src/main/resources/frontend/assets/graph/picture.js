/**
 * What is to be drawn, from the state and what is known: boxes, groups, arrows. Pure. What is not known yet is not
 * drawn; hidden types and dropped objects are counted, so that the page can say so.
 */
import { edgeText, groupSize, labelWidth, nodeSize } from './box.js';
import { groupId, hoodKey } from './model.js';

/**
 * @typedef {import('./model.js').State} State
 * @typedef {import('./model.js').Facts} Facts
 * @typedef {import('./model.js').Side} Side
 * @typedef {{x: number, y: number, width: number, height: number, placed: boolean, pinned: boolean,
 *   by: string | null, side: Side, label: number}} Frame  label: width of the text at the arrow from or to `by`
 * @typedef {Frame & {
 *   id: Address, node: GraphNode, start: boolean, onPath: boolean, chips: {chips: GraphChip[], total: number},
 *   references: 'none' | 'closed' | 'open', referrers: 'none' | 'closed' | 'open',
 * }} Box
 * @typedef {Frame & {id: string, owner: Address, type: {address: Address, name: string}, more: number, bytes: number}} Group
 * @typedef {{
 *   id: string, from: string, to: string, text: string, class: GraphEdgeClass, edge: GraphEdge | null,
 *   owner: 'from' | 'to' | null, onPath: boolean,
 * }} Arrow  owner: which end's expansion brought the other one
 * @typedef {{boxes: Box[], groups: Group[], arrows: Arrow[], hiddenNodes: number}} Picture
 */

/** @param {State} state @param {Facts} facts @returns {Picture} */
export function picture(state, facts) {
  const shown = [...state.spots.values()].filter((spot) => isShown(state, facts, spot.address));
  const drawn = new Set(shown.map((spot) => spot.address));
  const edges = facts.edges.filter((edge) => drawn.has(edge.from) && drawn.has(edge.to));
  const steps = new Set(
    state.path.slice(1).flatMap((to, index) => [`${state.path[index]} ${to}`, `${to} ${state.path[index]}`]),
  );
  const arrows = edges.map((edge) => arrow(state, edge, steps));
  const first = state.spots.keys().next().value;
  const labels = new Map(
    arrows.flatMap((each) =>
      each.owner ? [[each.owner === 'from' ? each.to : each.from, labelWidth(each.text)]] : [],
    ),
  );
  const boxes = shown.map((spot) => {
    const node = /** @type {GraphNode} */ (facts.nodes.get(spot.address));
    const chips = chipsOf(node, spot, facts);
    return {
      id: spot.address,
      node,
      ...nodeSize(node, chips.total),
      x: spot.x,
      y: spot.y,
      placed: spot.placed,
      pinned: spot.pinned,
      by: spot.by && drawn.has(spot.by) ? spot.by : null,
      side: spot.side,
      label: labels.get(spot.address) ?? 0,
      start: spot.address === first,
      onPath: state.path.includes(spot.address),
      chips,
      references: spot.references
        ? /** @type {const} */ ('open')
        : node.references
          ? /** @type {const} */ ('closed')
          : /** @type {const} */ ('none'),
      referrers: spot.referrers
        ? /** @type {const} */ ('open')
        : node.referrers
          ? /** @type {const} */ ('closed')
          : /** @type {const} */ ('none'),
    };
  });
  const groups = groupsOf(state, facts, drawn);
  return {
    boxes,
    groups,
    arrows: [...arrows, ...groups.map(groupArrow)],
    hiddenNodes: state.spots.size - shown.length,
  };
}

/** @param {State} state @param {Facts} facts @param {Address} address */
function isShown(state, facts, address) {
  const node = facts.nodes.get(address);
  return !!node && (!state.hidden.has(node.type.address) || state.spots.keys().next().value === address);
}

/** @param {GraphNode} node @param {import('./model.js').Spot} spot @param {Facts} facts */
function chipsOf(node, spot, facts) {
  const hood = spot.referrers ? facts.hoods.get(hoodKey(spot.address, 'referrers')) : undefined;
  const holders = (hood?.chips ?? []).map((chip) => ({ ...chip, from: true }));
  return { chips: [...holders, ...node.chips], total: (hood?.chipTotal ?? 0) + node.chipTotal };
}

/** @param {State} state @param {GraphEdge} edge @param {Set<string>} steps @returns {Arrow} */
function arrow(state, edge, steps) {
  const { from, to } = edge;
  const source = state.spots.get(from);
  const target = state.spots.get(to);
  const owner =
    target?.by === from && target.side === 'references'
      ? 'from'
      : source?.by === to && source.side === 'referrers'
        ? 'to'
        : null;
  return {
    id: `${from} ${to}`,
    from,
    to,
    text: edgeText(edge),
    class: strongest(edge),
    edge,
    owner,
    onPath: steps.has(`${from} ${to}`),
  };
}

/** A reference that keeps the target alive says more than one that does not. @param {GraphEdge} edge @returns {GraphEdgeClass} */
function strongest({ labels }) {
  const weight = (/** @type {GraphEdgeClass} */ each) => (each === 'weak' ? 2 : each === 'conservative' ? 1 : 0);
  return labels.map((label) => label.class).reduce((best, each) => (weight(each) < weight(best) ? each : best));
}

/** @param {Group} group @returns {Arrow} */
function groupArrow(group) {
  const out = group.side === 'references';
  return {
    id: `${group.id} arrow`,
    from: out ? group.owner : group.id,
    to: out ? group.id : group.owner,
    text: '',
    class: 'item',
    edge: null,
    owner: out ? 'from' : 'to',
    onPath: false,
  };
}

/**
 * What is left of each type of neighbours of an expanded object when those shown one by one are taken off.
 * @param {State} state
 * @param {Facts} facts
 * @param {Set<Address>} drawn
 * @returns {Group[]}
 */
function groupsOf(state, facts, drawn) {
  const singles = shownNeighbours(state, facts);
  /** @type {Group[]} */
  const groups = [];
  for (const spot of state.spots.values()) {
    if (!drawn.has(spot.address)) continue;
    for (const side of /** @type {Side[]} */ (['referrers', 'references'])) {
      const hood = spot[side] ? facts.hoods.get(hoodKey(spot.address, side)) : undefined;
      for (const group of hood?.groups ?? []) {
        if (state.hidden.has(group.type.address)) continue;
        const id = groupId(spot.address, side, group.type.address);
        const taken = singles.get(id) ?? { count: 0, bytes: 0 };
        const more = group.count - taken.count;
        if (more <= 0) continue;
        const bytes = Math.max(0, group.bytes - taken.bytes);
        const at = state.groups.get(id);
        groups.push({
          id,
          owner: spot.address,
          type: group.type,
          more,
          bytes,
          ...groupSize(group.type, more, bytes),
          x: at?.x ?? 0,
          y: at?.y ?? 0,
          placed: !!at,
          pinned: false,
          by: spot.address,
          side,
          label: 0,
        });
      }
    }
  }
  return groups;
}

/** By group: which of its members are shown one by one, or were dropped by choice. @param {State} state @param {Facts} facts */
function shownNeighbours(state, facts) {
  /** @type {Map<string, {count: number, bytes: number}>} */
  const singles = new Map();
  const take = (/** @type {Address} */ owner, /** @type {Side} */ side, /** @type {Address} */ other) => {
    const node = facts.nodes.get(other);
    if (!node || owner === other || !state.spots.get(owner)?.[side]) return;
    if (!state.spots.has(other) && !state.dropped.has(other)) return;
    const id = groupId(owner, side, node.type.address);
    const before = singles.get(id) ?? { count: 0, bytes: 0 };
    singles.set(id, { count: before.count + 1, bytes: before.bytes + node.memoryBytes });
  };
  for (const { from, to } of facts.edges) {
    take(from, 'references', to);
    take(to, 'referrers', from);
  }
  return singles;
}
