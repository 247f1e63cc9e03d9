/** The Raw tab of an object: its own block with what stands before it, and each block it owns or shares. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain } from '../format.js';
import { hexColumns, memoryRows, rowTarget } from '../hex.js';
import { empty, errorCard, loadingView, size } from '../parts.js';
import { objectHref } from '../python.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';

const roles = { head: 'object', body: 'object', owned: 'owned', shared: 'shared with others' };

/** How many blocks get a button of their own; a deque may have a hundred thousand. */
const shownBlocks = 60;

/** @param {import('../route.js').Route} route @param {ObjectDetail} object */
export function rawTab(route, object) {
  const list = rows(at.part(route.snapshot, object.address, 'blocks')).begin();
  if (list.error) return errorCard(list.error, () => list.retry());
  if (list.total === undefined) return loadingView;
  const blocks = joined(/** @type {MemoryBlock[]} */ (list.first.items));
  if (!blocks.length) return empty('No bytes', 'The snapshot has no memory of this object.');
  const chosen = blocks.find((block) => block.address === route.query.block) ?? blocks[0];
  const self = object.address;
  const model = memoryRows(/** @type {string} */ (route.snapshot), chosen.address, Math.max(1, chosen.bytes), {
    of: self,
  });
  if (model.error) return errorCard(model.error, () => model.retry());
  const own = chosen === blocks[0];
  const snapshot = /** @type {string} */ (route.snapshot);
  return html`<nav class="blocks" aria-label="Blocks of memory">
      ${blocks.slice(0, shownBlocks).map(
        (
          block,
        ) => html`<a class="block" href=${changed(route, { block: block === blocks[0] ? undefined : block.address })} data-replace
          aria-current=${block === chosen ? 'true' : nothing}><b class="mono">${plain(block.name) || roles[block.role]}</b> ${size(block.bytes)}
          <span class="faint">${block.role === 'shared' ? roles.shared : nothing}${block.present ? nothing : ' not all of it in the snapshot'}</span></a>`,
      )}
      ${list.total > shownBlocks ? html`<span class="soft">${count(list.total - shownBlocks)} more blocks: follow the links from one to the next</span>` : nothing}
    </nav>
    <ouro-list .model=${model} .start=${scroll()} .columns=${hexColumns(snapshot, {
      base: own ? self : chosen.address,
      self,
      selected: route.query.selected,
      scrolled: keepScroll,
      choose: (row) => {
        const target = rowTarget(row);
        if (target && target !== self) go(changed(route, { selected: target }), { replace: true });
      },
      enter: (row) => {
        const target = rowTarget(row);
        if (target) go(objectHref(snapshot, target));
      },
    })}></ouro-list>`;
}

/** Head and body are one piece of memory. @param {MemoryBlock[]} blocks */
function joined(blocks) {
  const [first, second, ...rest] = blocks;
  if (first?.role !== 'head' || !second) return blocks;
  const present = first.present && second.present;
  return [{ ...second, address: first.address, bytes: first.bytes + second.bytes, present }, ...rest];
}
