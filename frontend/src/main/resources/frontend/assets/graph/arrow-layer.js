/**
 * The arrows of a picture, which cytoscape draws. A large picture gets them over several frames, those along the tree
 * first, so that the page answers meanwhile.
 */
import { labelWidth } from './box.js';
import { wayOf } from './routes.js';

/** @typedef {{arrow: import('./picture.js').Arrow, classes: string, look: string}} Wanted */

const addedAtATime = 120;

/** Not in the frames themselves, which cytoscape draws in. */
const betweenMillis = 20;

/** So many arrows beside the tree that their names do not hide each other. */
const fewBent = 5;

export class ArrowLayer {
  /** @type {string | undefined} the box whose arrows stand out */
  #chosen;
  #timer = 0;

  /** @param {import('cytoscape').Core} graph */
  constructor(graph) {
    this.graph = graph;
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** Those that are new or look otherwise than before. @param {import('./picture.js').Picture} picture @param {Map<string, import('./routes.js').Box>} boxes */
  draw(picture, boxes) {
    this.stop();
    const box = (/** @type {string} */ id) => /** @type {import('./routes.js').Box} */ (boxes.get(id));
    const ways = picture.arrows.map((arrow) => wayOf(box(arrow.from), box(arrow.to), arrow.owner));
    const few = ways.filter((way) => way === 'bent').length <= fewBent;
    const wanted = picture.arrows.map((arrow, index) => {
      const way = few && ways[index] === 'bent' ? 'bent few' : ways[index];
      const classes = `${way} ${arrow.class} ${arrow.onPath ? 'path' : ''} ${arrow.edge ? '' : 'to-group'}`;
      return { arrow, classes, look: `${classes} ${arrow.text}` };
    });
    // To touch what is as it was would make cytoscape think about all styles again.
    const other = wanted.filter(({ arrow, look }) => this.graph.getElementById(arrow.id).data('look') !== look);
    this.#add(other.sort((a, b) => Number(a.classes.startsWith('bent')) - Number(b.classes.startsWith('bent'))));
  }

  /** Lets the arrows of a box stand out. @param {string | undefined} id */
  choose(id) {
    this.#chosen = id;
    this.graph.edges('.chosen').removeClass('chosen');
    if (id) this.graph.getElementById(id).connectedEdges().addClass('chosen');
  }

  /** @param {Wanted[]} wanted */
  #add(wanted) {
    this.graph.batch(() => {
      for (const each of wanted.slice(0, addedAtATime)) this.#put(each);
    });
    const rest = wanted.slice(addedAtATime);
    if (rest.length) this.#timer = setTimeout(() => this.#add(rest), betweenMillis);
  }

  /** @param {Wanted} wanted */
  #put({ arrow, classes: own, look }) {
    const { id, from, to, text } = arrow;
    const classes = from === this.#chosen || to === this.#chosen ? `${own} chosen` : own;
    const offset = labelWidth(text) / 2 + 15;
    const data = { label: text, offset, class: arrow.class, near: arrow.owner === 'to' ? from : to, look };
    const known = this.graph.getElementById(id);
    if (known.nonempty()) known.data(data).classes(classes);
    else this.graph.add({ group: 'edges', data: { id, source: from, target: to, ...data }, classes });
  }
}
