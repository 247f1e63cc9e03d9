/**
 * What a picture of the reference graph shows, and every way to change it. Pure: a state is never changed, each
 * function returns another one; what is known of objects (`facts`) is handed in. Where things stand is layout.js, what
 * follows for the drawing is picture.js, how it becomes a URL is encode.js.
 */

/**
 * @typedef {'references' | 'referrers'} Side
 * @typedef {{
 *   address: Address, x: number, y: number, placed: boolean, pinned: boolean,
 *   references: boolean, referrers: boolean, by: Address | null, side: Side,
 * }} Spot  references, referrers: whether it is expanded that way; by, side: whose expansion brought it, and which way
 * @typedef {{x: number, y: number}} Place
 * @typedef {{
 *   spots: Map<Address, Spot>, groups: Map<string, Place>, hidden: Set<Address>, dropped: Set<Address>, path: Address[],
 * }} State  groups: the places of groups; hidden: types; dropped: single objects; path: drawn as the way between two
 * @typedef {{
 *   nodes: Map<Address, GraphNode>, hoods: Map<string, Neighbourhood>, edges: GraphEdge[],
 * }} Facts
 */

export const groupedBeyond = 8;
export const firstNodes = 60;
export const warnNodes = 300;
export const mostNodes = 1000;

/** Places are multiples of so many pixels, so that a link keeps them exactly. */
export const grid = 2;

/** @returns {State} */
export function nothing() {
  return { spots: new Map(), groups: new Map(), hidden: new Set(), dropped: new Set(), path: [] };
}

/** @param {Address} address @param {Side} side */
export const hoodKey = (address, side) => `${address} ${side}`;

/** @param {Address} owner @param {Side} side @param {Address} type */
export const groupId = (owner, side, type) => `${owner}.${side}.${type}`;

/** @param {string} id @returns {{owner: Address, side: Side, type: Address}} */
export function groupParts(id) {
  const [owner, side, type] = id.split('.');
  return { owner, side: /** @type {Side} */ (side), type };
}

/** @param {State} state @param {Partial<State>} change @returns {State} */
const but = (state, change) => ({ ...state, ...change });

/** @param {State} state @param {Address} address @param {Partial<Spot>} change @returns {State} */
function changedSpot(state, address, change) {
  const spot = state.spots.get(address);
  if (!spot) return state;
  return but(state, { spots: new Map(state.spots).set(address, { ...spot, ...change }) });
}

/**
 * @param {State} state
 * @param {Address[]} addresses
 * @param {Address | null} by
 * @param {Side} side
 * @returns {State}
 */
export function add(state, addresses, by, side = 'references') {
  const fresh = addresses.filter((address) => !state.spots.has(address));
  if (!fresh.length) return state;
  const spots = new Map(state.spots);
  const dropped = new Set(state.dropped);
  for (const address of fresh) {
    dropped.delete(address);
    spots.set(address, {
      address,
      x: 0,
      y: 0,
      placed: false,
      pinned: false,
      references: false,
      referrers: false,
      by,
      side,
    });
  }
  return but(state, { spots, dropped });
}

/**
 * The members of a neighbourhood that are shown one by one: of types with few of them, and as few that they fit.
 * @param {State} state
 * @param {Neighbourhood} hood
 * @param {number} room for how many nodes
 * @returns {Address[]}
 */
export function shownOnExpand(state, hood, room) {
  const groups = hood.groups.filter((group) => !state.hidden.has(group.type.address));
  const fresh = (/** @type {number} */ most) =>
    groups
      .filter((group) => group.count <= most)
      .flatMap((group) => group.members.filter((each) => !state.spots.has(each) && !state.dropped.has(each)));
  for (let most = groupedBeyond; most > 0; most--) {
    const members = fresh(most);
    if (members.length <= room) return members;
  }
  return [];
}

/**
 * Shows the neighbours of an object in one direction; those of types with many of them stay groups.
 * @param {State} state
 * @param {Facts} facts
 * @param {Address} address
 * @param {Side} side
 * @param {number} [room]
 * @returns {State}
 */
export function expand(state, facts, address, side, room = mostNodes) {
  const hood = facts.hoods.get(hoodKey(address, side));
  if (!hood || !state.spots.has(address)) return state;
  const shown = shownOnExpand(state, hood, room);
  return add(changedSpot(state, address, { [side]: true }), shown, address, side);
}

/**
 * Takes away what the expansion of an object brought, and what those brought; pinned ones stay, as does what another
 * expanded object still shows: it now belongs to that one.
 * @param {State} state
 * @param {Facts} facts
 * @param {Address} address
 * @param {Side} side
 * @returns {State}
 */
export function collapse(state, facts, address, side) {
  const gone = brought(state, address, side);
  const spots = new Map(changedSpot(state, address, { [side]: false }).spots);
  for (const each of gone) {
    const spot = /** @type {Spot} */ (spots.get(each));
    const other = otherOwner({ spots, gone, facts, address: each, besides: address });
    if (other) spots.set(each, { ...spot, by: other.owner, side: other.side });
    else if (spot.pinned || state.path.includes(each)) spots.set(each, { ...spot, by: null });
    else spots.delete(each);
  }
  return cleaned(but(state, { spots }));
}

/** What an expansion brought, with all that came of it, except what hangs on a pinned node. @param {State} state @param {Address} address @param {Side} side */
function brought(state, address, side) {
  /** @type {Set<Address>} */
  const found = new Set();
  for (const spot of state.spots.values()) if (spot.by === address && spot.side === side) found.add(spot.address);
  for (const each of found) {
    if (state.spots.get(each)?.pinned) continue;
    for (const spot of state.spots.values()) if (spot.by === each && spot.address !== address) found.add(spot.address);
  }
  return found;
}

/**
 * @param {{spots: Map<Address, Spot>, gone: Set<Address>, facts: Facts, address: Address, besides: Address}} all
 * @returns {{owner: Address, side: Side} | undefined} another expanded object that stays and has it as a neighbour
 */
function otherOwner({ spots, gone, facts, address, besides }) {
  for (const edge of facts.edges) {
    /** @type {[Address, Address, Side][]} */
    const ways = [
      [edge.from, edge.to, 'references'],
      [edge.to, edge.from, 'referrers'],
    ];
    for (const [owner, other, side] of ways) {
      const spot = spots.get(owner);
      if (other === address && owner !== address && spot?.[side] && owner !== besides && !gone.has(owner))
        return { owner, side };
    }
  }
  return undefined;
}

/** Forgets what refers to nodes that are no more. @param {State} state @returns {State} */
function cleaned(state) {
  const spots = new Map(state.spots);
  for (const spot of spots.values()) if (spot.by && !spots.has(spot.by)) spots.set(spot.address, { ...spot, by: null });
  const groups = new Map(
    [...state.groups].filter(([id]) => {
      const { owner, side } = groupParts(id);
      return spots.get(owner)?.[side];
    }),
  );
  const path = state.path.every((each) => spots.has(each)) ? state.path : [];
  return but(state, { spots, groups, path });
}

/** Takes one object away; it is remembered as dropped, so that it can be shown again. @param {State} state @param {Address} address @returns {State} */
export function drop(state, address) {
  if (!state.spots.has(address)) return state;
  const spots = new Map(state.spots);
  spots.delete(address);
  return cleaned(but(state, { spots, dropped: new Set(state.dropped).add(address) }));
}

/** Shows all dropped objects again, without arrows to them being known yet. @param {State} state @returns {State} */
export function undrop(state) {
  return add(state, [...state.dropped], null);
}

/** @param {State} state @param {Address} type @returns {State} */
export function hideType(state, type) {
  return but(state, { hidden: new Set(state.hidden).add(type) });
}

/** @param {State} state @param {Address} type @returns {State} */
export function showType(state, type) {
  const hidden = new Set(state.hidden);
  hidden.delete(type);
  return but(state, { hidden });
}

/** @param {State} state @param {Address} address @returns {State} */
export function togglePin(state, address) {
  return changedSpot(state, address, { pinned: !state.spots.get(address)?.pinned });
}

/** Puts nodes and groups to new places. @param {State} state @param {Iterable<[string, Place]>} places by address or group @returns {State} */
export function place(state, places) {
  const spots = new Map(state.spots);
  const groups = new Map(state.groups);
  for (const [id, { x, y }] of places) {
    const at = { x: grid * Math.round(x / grid), y: grid * Math.round(y / grid) };
    const spot = spots.get(id);
    if (spot) spots.set(id, { ...spot, ...at, placed: true });
    else if (id.includes('.')) groups.set(id, at);
  }
  return but(state, { spots, groups });
}

/** Shows the way between two objects: what is not there yet is added, each after the one before. @param {State} state @param {Address[]} path @param {GraphEdge[]} edges @returns {State} */
export function showPath(state, path, edges) {
  let next = state;
  path.forEach((address, index) => {
    const before = index ? path[index - 1] : null;
    const along = !before || edges.some((edge) => edge.from === before && edge.to === address);
    next = add(next, [address], before, along ? 'references' : 'referrers');
  });
  return but(next, { path });
}

/** @param {State} state @returns {State} */
export const withoutPath = (state) => but(state, { path: [] });
