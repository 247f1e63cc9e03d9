/**
 * One snapshot's picture of the graph while the page lives: what is shown now, what was before, and every command.
 * Commands run one after another; each fetches what its result needs, finds places for what is new, becomes one step
 * to undo, and goes into the URL.
 */
import { ApiError } from '../api.js';
import { plural } from '../format.js';
import { decode, encode } from './encode.js';
import { Facts } from './facts.js';
import { History } from './history.js';
import { placeNew, tidy } from './layout.js';
import * as model from './model.js';
import { picture } from './picture.js';

/** @typedef {import('./model.js').State} State */
/** @typedef {import('./model.js').Side} Side */
/** @typedef {{direction: 'references' | 'referrers' | 'both', depth: number}} Around */
/** @typedef {{kind: 'info' | 'warn' | 'bad', text: string}} Note */

const many = 1000;

export class Session {
  /** @type {History<State>} */
  #history = new History(model.nothing());
  #queue = Promise.resolve();
  #waiting = 0;
  #text = '';
  #key = '';

  /** @type {import('./picture.js').Picture | undefined} */
  #picture;

  /** @type {Note | undefined} */
  note;

  /** @type {ApiError | undefined} */
  error;

  /** What looks at very many neighbours just now. @type {Search | undefined} */
  search;

  /** Whether the whole picture goes into the link. @type {import('./encode.js').Kept} */
  kept = 'whole';

  /** Grows when the picture is another one, so that the drawing fits itself anew. */
  began = 0;

  /** @param {string} snapshot @param {{changed: () => void, show: (query: {graph: string | undefined}) => void}} how */
  constructor(snapshot, how) {
    this.facts = new Facts(snapshot);
    this.how = how;
  }

  get state() {
    return this.#history.now;
  }

  get busy() {
    return this.#waiting > 0;
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  get picture() {
    this.#picture ??= picture(this.state, this.facts);
    return this.#picture;
  }

  /** Follows the URL: another picture or another start than the present one is fetched. @param {{at?: string, graph?: string}} query @param {Around} around */
  follow({ at, graph }, around) {
    const key = graph ?? `${at} ${around.direction} ${around.depth}`;
    if (key === this.#key || (graph && graph === this.#text)) return;
    this.#key = key;
    if (graph) this.#run(() => this.#restore(graph));
    else if (at) this.#run(() => this.#start(at, around));
    else {
      this.note = undefined;
      this.#reset(model.nothing());
    }
  }

  /** @param {() => Promise<State | undefined>} command what the picture becomes; undefined: stays as it is */
  #run(command) {
    this.#waiting++;
    this.how.changed();
    this.#queue = this.#queue.then(async () => {
      this.note = undefined;
      this.error = undefined;
      try {
        const next = await command();
        if (next) await this.#become(next);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.error = error;
      } finally {
        this.#waiting--;
        this.how.changed();
      }
    });
  }

  /** @param {{address: Address, side: Side}[]} wanted */
  async #needHoods(wanted) {
    const onProgress = (/** @type {Search} */ search) => {
      this.search = search;
      this.how.changed();
    };
    try {
      await this.facts.needHoods(wanted, onProgress);
    } finally {
      this.search = undefined;
    }
  }

  /** @param {State} state */
  async #become(state) {
    const placed = await this.#placed(state);
    this.#history.push(placed);
    this.#publish();
  }

  /** Fetches what the picture needs and places what has no place. @param {State} state */
  async #placed(state) {
    await this.facts.needNodes([...state.spots.keys(), ...state.dropped]);
    await this.facts.needEdges([...state.spots.keys(), ...state.dropped]);
    const { boxes, groups } = picture(state, this.facts);
    const items = [...boxes, ...groups];
    return items.some((item) => !item.placed) ? model.place(state, placeNew(items)) : state;
  }

  #publish() {
    this.#picture = undefined;
    const { text, kept } = encode(this.state);
    this.kept = kept;
    this.#text = this.state.spots.size ? text : '';
    this.#key = this.#text;
    this.how.show({ graph: this.#text || undefined });
  }

  /** @param {State} state */
  #reset(state) {
    this.#history = new History(state);
    this.#picture = undefined;
    this.began++;
  }

  /** @param {string} text */
  async #restore(text) {
    const wanted = decode(text);
    if (!wanted) {
      this.#reset(model.nothing());
      this.note = { kind: 'bad', text: 'The link names no picture of the graph: it may have been cut off.' };
      return undefined;
    }
    await this.facts.needNodes([...wanted.spots.keys(), ...wanted.dropped]);
    const gone = [...wanted.spots.keys()].filter((each) => this.facts.missing.has(each));
    let state = gone.reduce(model.drop, wanted);
    state = { ...state, dropped: new Set([...state.dropped].filter((each) => !this.facts.missing.has(each))) };
    await this.#needHoods(expanded(state));
    for (const { address, side } of expanded(state))
      if (![...state.spots.values()].some((spot) => spot.by === address && spot.side === side))
        state = model.expand(state, this.facts, address, side, model.mostNodes - state.spots.size);
    this.#reset(await this.#placed(state));
    if (gone.length)
      this.note = { kind: 'warn', text: `${plural(gone.length, 'object')} of the link are not in this snapshot.` };
    this.#text = text;
    return undefined;
  }

  /** @param {Address} address @param {Around} around */
  async #start(address, around) {
    const before = this.state;
    let state = model.add(model.nothing(), [address], null);
    await this.facts.needNodes([address]);
    if (!this.facts.nodes.has(address)) {
      this.#reset(model.nothing());
      this.note = { kind: 'bad', text: `There is no Python object at ${address} in this snapshot.` };
      return undefined;
    }
    state = await this.#around(state, address, around);
    const placed = await this.#placed(state);
    const again = before.spots.keys().next().value === address;
    if (again) this.#history.push(placed);
    else this.#reset(placed);
    this.began++;
    this.#publish();
    return undefined;
  }

  /** Breadth first, as far as the first picture may go. @param {State} begin @param {Address} address @param {Around} around */
  async #around(begin, address, { direction, depth }) {
    let state = begin;
    let level = [address];
    let left = 0;
    const sides = /** @type {Side[]} */ (direction === 'both' ? ['references', 'referrers'] : [direction]);
    for (let far = 0; far < depth && level.length; far++) {
      // Farther away only further in the same direction: who else refers to a neighbour is another question.
      const wanted = level.flatMap((each) => {
        const spot = state.spots.get(each);
        return far && direction === 'both' && spot
          ? [{ address: each, side: spot.side }]
          : sides.map((side) => ({ address: each, side }));
      });
      await this.#needHoods(wanted);
      const known = new Set(state.spots.keys());
      for (const { address: each, side } of wanted) {
        const room = model.firstNodes - state.spots.size;
        if (far && room < model.shownOnExpand(state, hood(this.facts, each, side), many).length) left++;
        else state = model.expand(state, this.facts, each, side, Math.max(0, room));
      }
      level = [...state.spots.keys()].filter((each) => !known.has(each));
    }
    if (left)
      this.note = {
        kind: 'info',
        text: `The first ${model.firstNodes} objects; ${plural(left, 'object')} of depth ${depth} or less ${left === 1 ? 'is' : 'are'} not expanded. Expand what interests you.`,
      };
    return state;
  }

  /** @param {Address} address @param {Side} side */
  toggle(address, side) {
    if (this.state.spots.get(address)?.[side]) this.collapse(address, side);
    else this.expand(address, [side]);
  }

  /** @param {Address} address @param {Side[]} sides */
  expand(address, sides) {
    this.#run(async () => {
      let state = this.state;
      await this.#needHoods(sides.map((side) => ({ address, side })));
      for (const side of sides) state = model.expand(state, this.facts, address, side);
      if (state.spots.size === this.state.spots.size) {
        const groups = sides.some((side) => hood(this.facts, address, side).groups.length);
        if (!groups)
          this.note = {
            kind: 'info',
            text: 'Only chips: it has no neighbours but types, modules, constants and short values.',
          };
      }
      return this.#allowed(state);
    });
  }

  /** Refuses a picture that nobody can read, and says what to do. @param {State} state */
  #allowed(state) {
    const { size } = state.spots;
    if (size > model.mostNodes && size > this.state.spots.size) {
      this.note = {
        kind: 'bad',
        text: `That would be ${plural(size, 'object')}; a picture has at most ${model.mostNodes}. Hide a type, collapse something, or look at the group or this picture as a table.`,
      };
      return undefined;
    }
    return state;
  }

  /** @param {Address} address @param {Side} [side] both if not given */
  collapse(address, side) {
    this.#run(async () => {
      const sides = side ? [side] : /** @type {Side[]} */ (['references', 'referrers']);
      return sides.reduce((state, each) => model.collapse(state, this.facts, address, each), this.state);
    });
  }

  /** Shows more of a group one by one. @param {string} group @param {() => Promise<GroupMember[]>} find */
  open(group, find) {
    this.#run(async () => {
      const members = await find();
      this.facts.knowMembers(members);
      const { owner, side } = model.groupParts(group);
      const addresses = members.map((member) => member.node.address);
      return this.#allowed(model.add(this.state, addresses, owner, side));
    });
  }

  /** Shows one more object, a chip for example. @param {Address} address @param {Address | null} by @param {Side} [side] */
  show(address, by, side) {
    this.#run(async () => this.#allowed(model.add(this.state, [address], by, side)));
  }

  /** @param {GraphPath} path */
  showPath(path) {
    this.#run(async () => {
      this.facts.knowPath(path);
      return this.#allowed(
        model.showPath(
          this.state,
          path.items.map((node) => node.address),
          path.edges,
        ),
      );
    });
  }

  /** @param {(state: State) => State} change one of the model's */
  change(change) {
    this.#run(async () => change(this.state));
  }

  tidy() {
    this.#run(async () => {
      const { boxes, groups } = this.picture;
      return model.place(this.state, tidy([...boxes, ...groups]));
    });
  }

  undo() {
    this.#step(() => this.#history.undo());
  }

  redo() {
    this.#step(() => this.#history.redo());
  }

  /** @param {() => void} go */
  #step(go) {
    this.#run(async () => {
      go();
      await this.#placed(this.state);
      this.#publish();
      return undefined;
    });
  }
}

/** @param {State} state */
function expanded(state) {
  return [...state.spots.values()].flatMap((spot) =>
    /** @type {Side[]} */ (['references', 'referrers'])
      .filter((side) => spot[side])
      .map((side) => ({ address: spot.address, side })),
  );
}

/** @param {Facts} facts @param {Address} address @param {Side} side @returns {Neighbourhood} */
function hood(facts, address, side) {
  return (
    facts.hoods.get(model.hoodKey(address, side)) ?? { address, direction: side, groups: [], chips: [], chipTotal: 0 }
  );
}
