/** Verdicts in words and as a picture: pure functions of what the server says. */
import { count, place, plain, plural, shortName } from './format.js';

const titles = /** @type {Record<VerdictKind, string>} */ ({
  'task-deadlock': 'Deadlock of tasks',
  'thread-deadlock': 'Deadlock of threads',
  'mixed-deadlock': 'Deadlock of tasks and threads',
  'pool-starved': 'Pool starved by its own work',
  'orphan-future': 'Nobody left to finish it',
  'lock-never-released': 'Lock never released',
  'queue-without-producer': 'Queue that nobody serves',
  'blocked-loop': 'Event loop blocked',
  'gil-held-in-c': 'GIL held in native code',
  'waiting-for-peer': 'Waiting for the other side',
  'cpu-bound': 'Busy computing',
  waiting: 'Waiting, not stuck',
  none: 'Nothing wrong',
});

/** @param {VerdictKind} kind */
export const verdictTitle = (kind) => titles[kind] ?? plain(kind);

/** @param {{problem: boolean, forEver: boolean, kind: VerdictKind}} verdict @returns {'bad' | 'warn' | 'info' | 'ok'} */
export function severity({ problem, forEver, kind }) {
  if (problem && forEver) return 'bad';
  if (kind === 'waiting-for-peer' || kind === 'cpu-bound') return 'info';
  return problem ? 'warn' : 'ok';
}

/** What each certainty means. */
export const certaintyWords = {
  certain: 'It follows from what the process’s memory records',
  likely: 'It rests on something inferred, or native code could know better',
  possible: 'Something that was seen may yet end it',
};

const looks =
  /** @type {Record<ThingKind, [import('./icons.js').IconName, import('./proof-graph.js').Box['shape']]>} */ ({
    task: ['task', 'runs'],
    'trio task': ['task', 'runs'],
    greenlet: ['coroutine', 'runs'],
    thread: ['thread', 'thread'],
    future: ['future', 'future'],
    work: ['future', 'future'],
    lock: ['lock', 'lock'],
    'native lock': ['lock', 'lock'],
    'import lock': ['lock', 'lock'],
    GIL: ['lock', 'lock'],
    semaphore: ['lock', 'lock'],
    condition: ['lock', 'lock'],
    event: ['flag', 'queue'],
    barrier: ['flag', 'queue'],
    queue: ['queue', 'queue'],
    pool: ['queue', 'queue'],
    nursery: ['gather', 'queue'],
    'event loop': ['loop', 'outside'],
    'file descriptor': ['plug', 'outside'],
    process: ['process', 'outside'],
    other: ['other', 'outside'],
  });

/** @param {ThingKind} kind */
export const thingIcon = (kind) => looks[kind]?.[0] ?? 'other';

/** @param {HangMember} member */
export const memberName = ({ name, kind }) => plain(name) || kind;

/** What a click on it selects: an object, or a thread by its state. @param {HangMember} member */
export function memberMark({ kind, address, thread }) {
  if (kind === 'thread') return thread ?? '';
  return kind === 'native lock' || kind === 'GIL' ? '' : (address ?? '');
}

/** @param {HangMember} member */
function box(member) {
  const { kind } = member;
  const title = memberName(member);
  const runs = plain(shortName(member.function || member.place?.function || ''));
  const second = kind === 'task' ? runs || 'task' : kind === 'thread' ? `thread${runs ? ` · ${runs}` : ''}` : kind;
  const [icon, shape] = looks[kind] ?? looks.other;
  return { title, second: second === title ? '' : second, icon, shape, mark: memberMark(member) };
}

/** @param {Where | null} where */
export const placeOf = (where) => (where ? place(where.file, where.line) : '');

/** So many that do the same become one box. */
const foldedFrom = 4;
const behindShown = 4;

/** @param {Verdict} verdict @param {string} key @returns {import('./proof-graph.js').Proof} */
export function proofOf(verdict, key) {
  const { members, edges, circle } = verdict;
  const tone = { bad: /** @type {const} */ ('bad'), warn: /** @type {const} */ ('warn') };
  /** @type {import('./proof-graph.js').Box[]} */
  const boxes = [];
  /** Number of its box by number of the member. @type {Map<number, number>} */
  const boxOf = new Map();
  /** @type {Set<string>} */
  const drawn = new Set();
  const alike = circle || isCut(verdict) ? new Map() : alikes(verdict);
  for (const [index, member] of members.entries()) {
    const group = alike.get(index);
    if (group && group[0] !== index) continue;
    for (const each of group ?? [index]) boxOf.set(each, boxes.length);
    const own = box(member);
    boxes.push(group ? { ...own, title: `${count(group.length)} ${member.kind}s`, second: own.second } : own);
  }
  /** @type {import('./proof-graph.js').Line[]} */
  const lines = edges.flatMap((edge) => {
    const from = /** @type {number} */ (boxOf.get(edge.from));
    const to = /** @type {number} */ (boxOf.get(edge.to));
    const same = `${from} ${to} ${edge.how}`;
    if (drawn.has(same)) return [];
    drawn.add(same);
    return [
      {
        from,
        to,
        how: plain(edge.how),
        where: edge.how === 'held by' ? '' : placeOf(edge.place),
        code: edge.how === 'held by' ? '' : plain(edge.place?.source?.text),
        mark: memberMark(members[edge.from]) || memberMark(members[edge.to]),
        guessed: edge.sureness === 'inferred',
      },
    ];
  });
  const proof = {
    key,
    boxes,
    lines,
    circle,
    tone: tone[/** @type {'bad'} */ (severity(verdict))] ?? 'calm',
    name: 'The proof',
  };
  if (isCut(verdict)) {
    const last = boxes.length;
    boxes.push({
      title: `… ${count(verdict.memberCount - members.length)} more`,
      second: 'not drawn',
      icon: 'other',
      shape: 'more',
      mark: '',
    });
    lines.push({ from: last - 1, to: last, how: '', where: '', mark: '', guessed: false, aside: true });
    lines.push({ from: last, to: 0, how: '', where: '', mark: '', guessed: false, aside: true });
    return { ...proof, circle: true };
  }
  if (!circle && members.length === 1) addBehind(proof, verdict);
  return proof;
}

/** Whether it is a circle of which only the beginning is told. @param {Verdict} verdict */
function isCut({ members, edges, circle, memberCount }) {
  const chain = edges.every(({ from, to }, index) => from === index && to === index + 1);
  return !circle && members.length > 2 && memberCount > members.length && edges.length === members.length - 1 && chain;
}

/** Those who wait for the one, by place. @param {import('./proof-graph.js').Proof} proof @param {Verdict} verdict */
function addBehind({ boxes, lines }, { behind: { byPlace, total } }) {
  const shown = byPlace.slice(0, behindShown);
  const rest = total - shown.reduce((sum, { count: number }) => sum + number, 0);
  for (const { kind, count: number, function: name, place: where, sample } of shown) {
    lines.push({
      from: boxes.length,
      to: 0,
      how: 'waits',
      where: placeOf(where),
      mark: sample,
      guessed: false,
      aside: true,
    });
    const [icon] = looks[kind] ?? looks.other;
    boxes.push({
      title: plural(number, kind),
      second: plain(shortName(name || where?.function || '')),
      icon,
      shape: 'runs',
      mark: sample,
      aside: true,
    });
  }
  if (rest <= 0) return;
  lines.push({ from: boxes.length, to: 0, how: 'wait', where: 'elsewhere', mark: '', guessed: false, aside: true });
  boxes.push({ title: `${count(rest)} more`, second: 'in the table', icon: 'other', shape: 'more', mark: '' });
}

/**
 * Members for which nobody waits and that wait at one place in the same way for the same: all their numbers by each number.
 * @param {Verdict} verdict @returns {Map<number, number[]>}
 */
function alikes({ members, edges }) {
  const awaited = new Set(edges.map(({ to }) => to));
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const [index, member] of members.entries()) {
    const own = edges.filter(({ from }) => from === index);
    if (awaited.has(index) || own.length !== 1) continue;
    const [{ to, how }] = own;
    const where = [member.kind, member.function, member.place?.file, member.place?.line, to, how].join('\n');
    groups.set(where, [...(groups.get(where) ?? []), index]);
  }
  const many = [...groups.values()].filter((group) => group.length >= foldedFrom);
  return new Map(many.flatMap((group) => group.map((index) => /** @type {const} */ ([index, group]))));
}

/** For a chat or an issue. @param {Verdict} verdict */
export function verdictText({ sentence, kind, certainty, reasons, members, edges, behind, unchecked, memberCount }) {
  const known = edges.map(({ from, to, text, sureness }) => {
    const guess = sureness === 'inferred' ? ' (inferred)' : '';
    return `  ${nameAndPlace(members[from])} → ${memberName(members[to])}: ${plain(text)}${guess}`;
  });
  const alone = edges.length
    ? []
    : members.map((member) => `  ${nameAndPlace(member)} ${plain(member.detail)}`.trimEnd());
  return [
    plain(sentence),
    `  ${kind}, ${certainty}`,
    ...reasons.map((reason) => `  ${plain(reason)}`),
    ...known,
    ...alone,
    ...(memberCount > members.length ? [`  … ${count(memberCount - members.length)} more take part`] : []),
    ...(behind.total ? [`  ${plural(behind.total, 'task or thread waits', 'tasks and threads wait')} behind`] : []),
    ...unchecked.map((each) => `  Not checked: ${plain(each)}`),
  ].join('\n');
}

/** @param {HangMember} member */
function nameAndPlace(member) {
  const runs = plain(shortName(member.function));
  return `${member.kind} ${memberName(member)}${runs ? ` (${runs})` : ''}`;
}
