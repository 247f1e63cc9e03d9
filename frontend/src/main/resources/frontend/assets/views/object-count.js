/** The reference count and who makes it up: parts that add up, roots by name, and how far to trust the sums. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural, share } from '../format.js';
import { bar, errorCard, loadingView } from '../parts.js';
import { load } from '../store.js';

/** @param {import('../route.js').Route} route @param {ObjectDetail} object */
export function countTab(route, object) {
  const path = at.part(route.snapshot, object.address, 'accounting');
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return loadingView;
  const accounting = /** @type {Accounting} */ (answer.value);
  return html`<div class="count-tab">
    <p class="count-sentence">${plain(accounting.sentence)}</p>
    ${accounting.parts.length ? parts(accounting) : nothing}
    ${notes(accounting)}
    ${accounting.roots.length ? roots(accounting) : html`<p class="soft">No interpreter and no thread holds it directly.</p>`}
    ${quality(accounting, object)}
  </div>`;
}

/** @param {Accounting} accounting */
function parts({ parts: all, count: counted, fixed }) {
  const whole = Math.max(1, ...all.map((part) => Math.abs(part.references)));
  return html`<section class="part"><h2>What it is made of</h2><table><thead><tr><th>From</th><th class="r">References</th><th></th></tr></thead><tbody>
    ${all.map(
      ({
        text,
        references,
        kind,
      }) => html`<tr class=${kind === 'unexplained' ? 'unexplained' : ''}><td>${text}</td><td class="r num">${count(references)}</td>
        <td class="rest">${bar(Math.abs(references), whole)}</td></tr>`,
    )}
    ${fixed || counted === null ? nothing : html`<tr class="sum"><td>Reference count</td><td class="r num">${count(counted)}</td><td></td></tr>`}
  </tbody></table></section>`;
}

/** @param {Accounting} accounting */
function notes({ notCounted, otherWords }) {
  const lines = [
    notCounted
      ? `${plural(notCounted, 'reference')} more ${notCounted === 1 ? 'is' : 'are'} not part of the count: weak ones, and those of freed objects.`
      : '',
    otherWords
      ? `${plural(otherWords, 'word')} of C structs hold${otherWords === 1 ? 's' : ''} its address too, and the sums do not say that ${otherWords === 1 ? 'it is' : 'they are'} counted.`
      : '',
  ].filter(Boolean);
  return lines.map((line) => html`<p class="soft">${line}</p>`);
}

/** @param {Accounting} accounting */
function roots({ roots: places, rootTotal }) {
  return html`<section class="part"><h2>Held by roots <span class="num">${count(rootTotal)}</span></h2><table><tbody>${places.map(
    ({ text, place, counted }) =>
      html`<tr><td class="soft">${text}</td><td class="mono clip">${plain(place)}</td><td class="r faint">${counted ? 'counted' : 'not counted'}</td></tr>`,
  )}</tbody></table>${rootTotal > places.length ? html`<p class="soft">… ${count(rootTotal - places.length)} more</p>` : nothing}</section>`;
}

/** @param {Accounting} accounting @param {ObjectDetail} object */
function quality({ quality: { counted, exact, unexplained, surplus } }, object) {
  if (!counted) return nothing;
  const type = plain(object.type.name.replace(/^builtins\./, ''));
  return html`<p class="soft">Of ${plural(counted, 'live object')} of type <span class="mono">${type}</span> the count is explained exactly for
    ${share(exact, counted).toFixed(exact === counted ? 0 : 1)} %; ${count(unexplained)} count more than was found, ${count(surplus)} less.</p>`;
}
