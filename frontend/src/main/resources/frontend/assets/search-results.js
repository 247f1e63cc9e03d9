/** What a search found, as both the box in the top bar and the page of results show it. */
import { html, nothing } from 'lit-html';
import { count, plain } from './format.js';
import { python } from './python.js';
import { href, knows } from './route.js';

/** How each kind of hit is headed. */
const names = /** @type {const} */ ({
  address: 'Address',
  path: 'Python path',
  types: 'Types',
  modules: 'Modules',
});

/** @param {SearchGroup} group */
export const groupName = (group) => names[group.kind];

/** Where a hit leads. @param {string} snapshot @param {SearchHit} hit */
export const hitHref = (snapshot, hit) => (hit.path ? `/s/${snapshot}${hit.path}` : undefined);

/** @param {SearchHit} hit @param {string} snapshot */
export function hitText(hit, snapshot) {
  return html`<span class="hit-title mono">${plain(hit.title)}</span>
    ${hit.object ? html`<span class="hit-preview clip">${plainPython(hit.object, snapshot)}</span>` : nothing}
    ${hit.detail ? html`<span class="hit-detail soft clip">${plain(hit.detail)}</span>` : nothing}`;
}

/** The object without links: the whole hit is one. @param {Ref} object @param {string} snapshot */
function plainPython(object, snapshot) {
  return python(
    object.preview.map(({ k, t }) => ({ k, t })),
    snapshot,
  );
}

/** @param {SearchGroup} group */
export function understood(group) {
  return group.total > group.items.length
    ? `${group.understood}, the first ${group.items.length} of ${count(group.total)}`
    : group.understood;
}

/**
 * Questions over the whole heap that the same text can be asked: texts and attributes of all objects, tasks.
 * @param {string} snapshot
 * @param {string} text
 * @returns {{title: string, detail: string, href: string, query?: Record<string, string>}[]} query: of the objects found
 */
export function furtherQuestions(snapshot, text) {
  const questions = [];
  if (knows('objects', 'text')) {
    questions.push({
      title: `Texts that contain “${text}”`,
      detail: 'str and bytes objects',
      href: href({ screen: 'objects', snapshot, query: { text } }),
      query: { text },
    });
  }
  if (knows('objects', 'attribute') && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) {
    questions.push({
      title: `Objects with an attribute ${text}`,
      detail: 'of whatever value',
      href: href({ screen: 'objects', snapshot, query: { attribute: `.${text}` } }),
      query: { attribute: `.${text}` },
    });
  }
  questions.push({
    title: `Tasks with “${text}”`,
    detail: 'in their name, coroutine, place, what they await or a local variable',
    href: href({ screen: 'tasks', snapshot, query: { filter: text } }),
  });
  return questions;
}
