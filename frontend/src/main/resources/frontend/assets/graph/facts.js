/**
 * What is known of a snapshot's objects for the pictures of them: fetched as a picture needs it, kept as long as the
 * page lives. Nothing of it ever changes; the edges are those among the objects asked about last.
 */
import { ApiError, at, found, get } from '../api.js';
import { hoodKey } from './model.js';

/** @typedef {import('./model.js').Side} Side */

const atATime = 100;

export class Facts {
  /** @type {Map<Address, GraphNode>} */
  nodes = new Map();

  /** @type {Map<string, Neighbourhood>} */
  hoods = new Map();

  /** @type {GraphEdge[]} */
  edges = [];

  /** @type {Set<Address>} */
  #joined = new Set();

  /** Addresses at which the snapshot has no object. @type {Set<Address>} */
  missing = new Set();

  /** @param {string} snapshot */
  constructor(snapshot) {
    this.snapshot = snapshot;
  }

  /** @param {GraphNode[]} nodes */
  #know(nodes) {
    for (const node of nodes) this.nodes.set(node.address, node);
  }

  /** @param {Iterable<Address>} addresses */
  async needNodes(addresses) {
    const wanted = [...addresses].filter((each) => !this.nodes.has(each) && !this.missing.has(each));
    for (let from = 0; from < wanted.length; from += atATime) {
      /** @type {{items: GraphNode[], missing: Address[]}} */
      const answer = await get(at.graphNodes(this.snapshot, wanted.slice(from, from + atATime)));
      this.#know(answer.items);
      for (const each of answer.missing) this.missing.add(each);
    }
  }

  /** The counting of very many neighbours that was cancelled, to begin it anew. */
  #cancelled = '';

  /** @param {Iterable<{address: Address, side: Side}>} wanted @param {(search: Search) => void} onProgress */
  async needHoods(wanted, onProgress) {
    const asked = [...wanted].filter(({ address, side }) => !this.hoods.has(hoodKey(address, side)));
    for (const side of /** @type {Side[]} */ (['references', 'referrers'])) {
      const addresses = asked.filter((each) => each.side === side).map((each) => each.address);
      for (let from = 0; from < addresses.length; from += atATime) {
        const path = at.neighbours(this.snapshot, addresses.slice(from, from + atATime), side);
        /** @type {Neighbourhoods} */
        const answer = await found(this.#cancelled ? `${path}&again=${this.#cancelled}` : path, onProgress);
        this.#cancelled = answer.search?.state === 'cancelled' ? answer.search.job : '';
        for (const hood of answer.of) this.hoods.set(hoodKey(hood.address, hood.direction), hood);
        this.#know(answer.nodes);
        if (answer.search && answer.search.state !== 'done') throw new ApiError(notCounted(answer.search));
      }
    }
  }

  /** All edges among these objects. @param {Iterable<Address>} addresses */
  async needEdges(addresses) {
    const wanted = [...addresses].filter((each) => !this.missing.has(each));
    if (!wanted.length || wanted.every((each) => this.#joined.has(each))) return;
    /** @type {{items: GraphEdge[]}} */
    const answer = await get(at.graphEdges(this.snapshot, wanted));
    this.edges = answer.items;
    this.#joined = new Set(wanted);
  }

  /** @param {Member[]} members @typedef {GroupMember} Member */
  knowMembers(members) {
    this.#know(members.map((member) => member.node));
  }

  /** @param {GraphPath} path */
  knowPath(path) {
    this.#know(path.items);
  }
}

/** @param {Search} search @returns {Problem} */
function notCounted({ problem, state }) {
  const title = state === 'cancelled' ? 'Counting the neighbours was cancelled' : 'The neighbours were not counted';
  return {
    type: '/problems/not-counted',
    status: 0,
    hint: 'Expand the object again to begin anew.',
    ...problem,
    title,
  };
}
