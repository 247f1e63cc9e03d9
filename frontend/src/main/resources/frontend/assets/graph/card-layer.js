/**
 * The boxes of a picture as elements, in their sizes; where they lie is set by who draws the arrows. A large picture
 * gets what stands in its boxes over several frames, so that the page answers meanwhile.
 */
import { html, nothing, render } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { boxCard, boxName, groupCard, groupName } from './cards.js';
import { kinds } from './colours.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./cards.js').Hands} Hands */

const filledAtATime = 60;

/** Not in the frames themselves, which cytoscape draws in. */
const betweenMillis = 20;

export class CardLayer {
  element = document.createElement('div');

  /** @type {Map<string, HTMLElement>} */
  #byId = new Map();

  /** Boxes that have their content. @type {Set<string>} */
  #filled = new Set();
  #timer = 0;

  constructor() {
    this.element.className = 'g-cards';
  }

  /** @param {string} id */
  get(id) {
    return this.#byId.get(id);
  }

  /** What a box says, where a part of it is cut off or too small to read. @param {string} id */
  whole(id) {
    const card = this.#byId.get(id);
    const parts = [...(card?.querySelectorAll('.g-title b, .g-text') ?? [])];
    const cut = parts.some((part) => part.scrollWidth > part.clientWidth || !part.clientWidth);
    return cut ? (card?.getAttribute('aria-label') ?? '') : '';
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** @param {Picture} picture @param {Picture | undefined} before what is not in it is new @param {Hands} hands */
  draw(picture, before, hands) {
    this.stop();
    const items = [...picture.boxes, ...picture.groups];
    const old = new Set(before ? [...before.boxes, ...before.groups].map(({ id }) => id) : items.map(({ id }) => id));
    this.#filled = new Set(items.map(({ id }) => id).filter((id) => this.#filled.has(id)));
    this.#render(picture, old, hands);
    this.#byId = new Map(
      [.../** @type {HTMLCollectionOf<HTMLElement>} */ (this.element.children)].map((card) => [
        card.dataset.id ?? '',
        card,
      ]),
    );
    for (const { id, width, height } of items) {
      const card = this.#byId.get(id);
      if (!card) continue;
      card.style.width = `${width}px`;
      card.style.height = `${height}px`;
    }
  }

  /** @param {Picture} picture @param {Set<string>} old @param {Hands} hands */
  #render(picture, old, hands) {
    const empty = [...picture.groups, ...picture.boxes].filter(({ id }) => !this.#filled.has(id));
    for (const { id } of empty.slice(0, filledAtATime)) this.#filled.add(id);
    const classes = (/** @type {string} */ id, /** @type {GraphKind | 'group'} */ kind) =>
      `g-card kind-${kind} shape-${kinds[kind].shape} ${old.has(id) ? '' : 'new'}`;
    const filled = (/** @type {{id: string}} */ item, /** @type {() => unknown} */ content) =>
      guard([item, this.#filled.has(item.id)], () => (this.#filled.has(item.id) ? content() : nothing));
    render(
      html`${repeat(
        picture.boxes,
        (box) => box.id,
        (box) =>
          html`<div class="${classes(box.id, box.node.kind)} ${box.start ? 'start' : ''} ${box.onPath ? 'on-path' : ''} ${box.node.state}" data-id=${box.id} id="g-${box.id}" role="img" aria-label=${boxName(box)}>${filled(box, () => boxCard(box, hands))}</div>`,
      )}
      ${repeat(
        picture.groups,
        (group) => group.id,
        (group) =>
          html`<div class=${classes(group.id, 'group')} data-id=${group.id} id="g-${group.id}" role="img" aria-label=${groupName(group)}>${filled(group, () => groupCard(group, hands))}</div>`,
      )}${nothing}`,
      this.element,
    );
    if (empty.length > filledAtATime) this.#timer = setTimeout(() => this.#render(picture, old, hands), betweenMillis);
  }
}
