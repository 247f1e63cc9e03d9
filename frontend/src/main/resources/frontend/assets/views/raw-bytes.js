/** The bytes of a region, from an address on. */
import { html } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { at } from '../api.js';
import { bytes, plain } from '../format.js';
import { hexColumns, memoryRows, rowTarget } from '../hex.js';
import { empty, errorCard, loadingView } from '../parts.js';
import { objectHref } from '../python.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { load } from '../store.js';
import { lockPanel } from './lock-parts.js';

/** @param {import('../route.js').Route} route */
export function bytesTab(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const address = route.query.at;
  if (!address || !/^0x[0-9a-f]{1,16}$/i.test(address)) {
    return empty(
      'Which bytes?',
      html`Give an address above, or choose one of the <a href=${changed(route, { tab: undefined })}>regions</a>.`,
    );
  }
  const path = at.memory(snapshot, { address, length: 16 });
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return loadingView;
  const view = /** @type {MemoryView} */ (answer.value);
  const [run] = view.runs;
  const region = run.region === null ? undefined : view.regions[run.region];
  if (!region) {
    return empty(
      `Nothing can be read at ${address}`,
      html`${plain(run.missing)}. The <a href=${changed(route, { tab: undefined, filter: undefined })}>regions</a> say what is where.`,
    );
  }
  const length = Number(BigInt(region.end) - BigInt(region.start));
  const model = memoryRows(snapshot, region.start, length, { perRow: 16 });
  if (model.error) return errorCard(model.error, () => model.retry());
  const mark = Number(route.query.mark ?? 0);
  return html`<p class="raw-summary"><b class="mono">${plain(region.path) || 'anonymous memory'}</b>
      <span class="soft mono">${region.permissions}</span><span class="soft">${bytes(length)}</span>
      <a href=${changed(route, { at: region.start, mark: undefined })}>its first byte <span class="mono">${region.start}</span></a>
      <a href=${changed(route, { at: `0x${(BigInt(region.end) - 1n).toString(16)}`, mark: undefined })}>its last</a>
      <a href=${href({ screen: 'raw', snapshot, query: { tab: 'find', what: 'object', value: address } })}>who refers to what is at ${address}</a></p>
    ${lockPanel(snapshot, address)}
    ${keyed(
      `${region.start} ${address}`,
      html`<ouro-list .model=${model} .start=${scroll() || model.indexOf(address)} .columns=${hexColumns(snapshot, {
        perRow: 16,
        found: { address, bytes: mark || 1 },
        selected: route.query.selected,
        scrolled: keepScroll,
        choose: (row) => {
          const target = rowTarget(row);
          if (target) go(changed(route, { selected: target }), { replace: true });
        },
        enter: (row) => {
          const target = rowTarget(row);
          if (target) go(objectHref(snapshot, target));
        },
      })}></ouro-list>`,
    )}`;
}
