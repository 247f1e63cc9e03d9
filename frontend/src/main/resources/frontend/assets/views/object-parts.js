/** The columns of an object's parts: its fields, items, referrers and references. */
import { html } from 'lit-html';
import { count, plain } from '../format.js';
import { reference } from '../python.js';

/** @param {string[]} names */
const heads = (names) =>
  names.map((name) => html`<span role="columnheader" class=${name === '#' ? 'r' : ''}>${name}</span>`);

/** @param {unknown} content @param {string} [classes] */
const cell = (content, classes = 'clip') => html`<span role="gridcell" class=${classes}>${content}</span>`;

const evidenceTexts = /** @type {Record<Evidence, string>} */ ({
  confirmed: 'Nearly all objects of this type hold a counted reference at this offset: reference counts add up.',
  likely: "The object's reference count adds up with this reference and not without, but too few objects show it.",
  unconfirmed: 'A word that is the address of an object; reference counts do not tell whether it is a reference.',
  borrowed: 'A word that is the address of an object, whose reference count is explained without it.',
});

/** @param {{class: string, evidence?: Evidence | null}} row */
function kind({ class: name, evidence }) {
  if (!evidence) return html`<span class="soft">${plain(name)}</span>`;
  return html`<span class="soft" title=${evidenceTexts[evidence]}>${plain(name)}, <span class="evidence ${evidence}">${evidence}</span></span>`;
}

/**
 * @param {string} part
 * @param {string} snapshot
 * @param {ObjectDetail} object
 * @returns {import('../list.js').Columns}
 */
export function partColumns(part, snapshot, object) {
  const show = (/** @type {Ref | null | undefined} */ ref) => reference(ref, snapshot);
  switch (part) {
    case 'fields':
      return {
        label: 'Fields',
        kind: 'table',
        layout: 'field-columns',
        head: heads(['Name', 'Value', 'Kind']),
        cells: (/** @type {FieldRow} */ row) => [
          cell(html`<span class="mono" title=${plain(row.name)}>${plain(row.name)}</span>`),
          cell(
            row.value
              ? show(row.value)
              : html`<code class="py">${plain(row.text) || html`<span class="faint">not set</span>`}</code>`,
          ),
          cell(kind(row)),
        ],
      };
    case 'items':
      return object.itemKind === 'mapping'
        ? {
            label: 'Items',
            kind: 'table',
            layout: 'mapping-columns',
            head: heads(['#', 'Key', 'Value']),
            cells: (/** @type {ItemRow} */ row) => [
              cell(count(row.index), 'r num faint'),
              cell(show(row.key)),
              cell(show(row.value)),
            ],
          }
        : {
            label: 'Items',
            kind: 'table',
            layout: 'sequence-columns',
            head: heads(['#', 'Value', 'Type']),
            cells: (/** @type {ItemRow} */ row) => [
              cell(count(row.index), 'r num faint'),
              cell(show(row.value)),
              cell(html`<span class="mono soft">${plain(row.value?.type.replace(/^builtins\./, ''))}</span>`),
            ],
          };
    case 'referrers':
      return {
        label: 'Referrers',
        kind: 'table',
        layout: 'referrer-columns',
        head: heads(['Who refers to it', 'By', 'Kind', 'Type']),
        cells: (/** @type {ReferrerRow} */ row) => link(row.from, row),
      };
    default:
      return {
        label: 'References',
        kind: 'table',
        layout: 'referrer-columns',
        head: heads(['What it refers to', 'By', 'Kind', 'Type']),
        cells: (/** @type {ReferenceRow} */ row) => link(row.to, row),
      };
  }

  /** @param {Ref} ref @param {{label: string, class: string, evidence?: Evidence | null}} row */
  function link(ref, row) {
    return [
      cell(show(ref)),
      cell(html`<span class="mono" title=${plain(row.label)}>${plain(row.label)}</span>`),
      cell(kind(row)),
      cell(html`<span class="mono soft" title=${plain(ref.type)}>${plain(ref.type.replace(/^builtins\./, ''))}</span>`),
    ];
  }
}
