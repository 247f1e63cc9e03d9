/** The proof of a verdict: drawn, and the same as a table. */
import { html, nothing } from 'lit-html';
import { count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import '../proof-graph.js';
import { source, taskHref } from '../python.js';
import { changed, go } from '../route.js';
import { codeLine } from '../source-code.js';
import { memberMark, memberName, proofOf } from '../verdict.js';
import { functionName, memberLink } from './hang-parts.js';

/** Beyond so many the table comes first. */
const easyToDraw = 30;
const detailColumn = 6;

/** What the Inspector shows of a member. @param {HangMember} member */
const inspected = (member) =>
  member.kind === 'thread'
    ? { thread: memberMark(member) || undefined, selected: undefined }
    : { selected: memberMark(member) || undefined, thread: undefined };

/** @param {import('../route.js').Route} route @param {Verdict} verdict @param {string} key */
export function proofParts(route, verdict, key) {
  if (!verdict.members.length) return nothing;
  const parts = [drawing(route, verdict, key), table(route, verdict)];
  return verdict.members.length > easyToDraw ? parts.reverse() : parts;
}

/** @param {import('../route.js').Route} route @param {Verdict} verdict @param {string} key */
function drawing(route, verdict, key) {
  const { members, edges, memberCount, circle, behind } = verdict;
  const threads = new Set(members.filter(({ kind }) => kind === 'thread').map(memberMark));
  const samples = new Set(behind.byPlace.filter(({ kind }) => kind === 'thread').map(({ sample }) => sample));
  const select = (/** @type {string} */ mark) => {
    const thread = threads.has(mark) || samples.has(mark);
    go(changed(route, thread ? { thread: mark, selected: undefined } : { selected: mark, thread: undefined }), {
      replace: true,
    });
  };
  const guessed = edges.some(({ sureness }) => sureness === 'inferred');
  const some = memberCount > members.length ? `${count(members.length)} of ${count(memberCount)} who take part · ` : '';
  return html`<section class="card"><h2>${circle ? 'The circle' : edges.length ? 'Who waits for what' : 'Where it stands'}
      <span>${some}${guessed ? 'dashed: inferred · ' : ''}click for stack and locals</span></h2>
    <ouro-proof .proof=${proofOf(verdict, key)} .selected=${route.query.thread ?? route.query.selected} .select=${select}></ouro-proof></section>`;
}

/** @param {import('../route.js').Route} route @param {Verdict} verdict */
function table(route, verdict) {
  const { members, edges } = verdict;
  /** @type {{member: HangMember, edge: HangEdge | undefined}[]} */
  const rows = members.flatMap((member, index) => {
    /** @type {(HangEdge | undefined)[]} */
    const own = edges.filter(({ from }) => from === index);
    return (own.length ? own : [undefined]).map((edge) => ({ member, edge }));
  });
  const more = members.some(({ detail }) => detail);
  const selected = (/** @type {HangMember} */ member) => {
    const mark = memberMark(member);
    return !!mark && mark === (member.kind === 'thread' ? route.query.thread : route.query.selected);
  };
  const click = (/** @type {Event} */ event, /** @type {HangMember} */ member) => {
    if (!memberMark(member) || /** @type {Element} */ (event.target).closest('a, button')) return;
    go(changed(route, inspected(member)), { replace: true });
  };
  return html`<section class="card"><h2>${members.length === 1 ? 'As a table' : 'The same as a table'} ${verdict.circle ? html`<span>in waiting order</span>` : nothing}</h2>
    <div class="card-scroll"><table class="rows proof-table"><thead><tr><th scope="col">Who</th><th scope="col">In</th><th scope="col">At</th>
      <th scope="col">How</th><th scope="col">Whom</th><th scope="col">Known</th>${more ? html`<th scope="col">More</th>` : nothing}<th><span class="away">Inspect</span></th></tr></thead>
    <tbody>${rows.map(
      ({
        member,
        edge,
      }) => html`<tr class=${selected(member) ? 'selected' : ''} @click=${(/** @type {Event} */ event) => click(event, member)}>
        ${cells(route, members, member, edge, more).map((content, index) => html`<td class=${index === detailColumn ? 'wraps' : ''}>${content}</td>`)}
        <td class="r">${memberMark(member) ? html`<a class="as-link" href=${changed(route, inspected(member))} data-replace title="Inspect" aria-label="Inspect ${memberName(member)}">${icon('right')}</a>` : nothing}</td></tr>`,
    )}</tbody></table></div>
    ${verdict.memberCount > members.length ? theRest(/** @type {string} */ (route.snapshot), verdict) : nothing}</section>`;
}

/** @param {string} snapshot @param {Verdict} verdict */
function theRest(snapshot, { kind, members, memberCount }) {
  const rest = plural(memberCount - members.length, 'more takes part', 'more take part');
  const address = kind === 'task-deadlock' && members[0].kind === 'task' ? members[0].address : undefined;
  const whole = address
    ? html` The page of <a href=${taskHref(snapshot, address)}>${memberName(members[0])}</a> leads to the whole cycle.`
    : nothing;
  return html`<p class="card-text soft">${rest} in the same way; <code>ouroscope hang --json</code> and the groups below count them.${whole}</p>`;
}

/** @param {import('../route.js').Route} route @param {HangMember[]} members @param {HangMember} member @param {HangEdge | undefined} edge @param {boolean} more a column for details */
function cells(route, members, member, edge, more) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const where = edge?.place ?? member.place;
  const runs = member.kind === 'task' || member.kind === 'thread';
  const via = edge?.via.map(
    (address, index) =>
      html`<a class="faint" href=${taskHref(snapshot, address)} title="What lies between: ${address}">${index ? ' ' : ''}${edge.via.length === 1 ? 'future' : index + 1}</a>`,
  );
  return [
    memberLink(snapshot, member),
    runs ? functionName(member.kind, member.function, member.place) : nothing,
    where && (runs || edge?.how !== 'held by')
      ? html`${source(where.file, where.line)}${codeLine(where.source)}`
      : nothing,
    edge ? plain(edge.how) : nothing,
    edge
      ? html`${memberLink(snapshot, members[edge.to])}${via?.length ? html` <span class="faint">over ${via}</span>` : nothing}`
      : nothing,
    edge
      ? edge.sureness === 'inferred'
        ? html`<span class="tag warn" title="It follows from what stands on a stack, memory does not record it">${icon('warn')}inferred</span>`
        : html`<span class="soft">recorded</span>`
      : nothing,
    ...(more ? [html`<span class="soft">${plain(member.detail)}</span>`] : []),
  ];
}
