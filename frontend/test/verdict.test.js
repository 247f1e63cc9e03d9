import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLayered, layers } from '../src/main/resources/frontend/assets/layers.js';
import { proofOf, severity, verdictText } from '../src/main/resources/frontend/assets/verdict.js';

const member = (kind, name, more = {}) => ({
  kind,
  address: '0x10',
  thread: null,
  nativeId: null,
  name,
  function: '',
  place: null,
  detail: '',
  ...more,
});
const edge = (from, to, more = {}) => ({
  from,
  to,
  how: 'acquire',
  text: 'acquire · a.py:3',
  place: { file: '/x/a.py', line: 3, function: 'f', text: 'a.py:3' },
  sureness: 'recorded',
  via: [],
  ...more,
});
const verdict = (members, edges, more = {}) => ({
  kind: 'lock-never-released',
  certainty: 'likely',
  problem: true,
  forEver: true,
  sentence: 'It hangs.',
  reasons: [],
  members,
  edges,
  circle: false,
  memberCount: members.length,
  behind: { total: 0, byPlace: [] },
  unchecked: [],
  ...more,
});

test('waiters that do the same become one box, others stay', () => {
  const waiters = Array.from({ length: 6 }, (_, i) =>
    member('task', `w${i}`, { address: `0x2${i}`, function: 'want' }),
  );
  const members = [
    member('lock', 'Lock'),
    member('task', 'holder', { address: '0x30' }),
    ...waiters,
    member('thread', 't'),
  ];
  const edges = [
    edge(0, 1, { how: 'held by', sureness: 'inferred' }),
    ...waiters.map((_, i) => edge(i + 2, 0)),
    edge(8, 0),
  ];
  const { boxes, lines } = proofOf(verdict(members, edges), 'k');
  assert.deepEqual(
    boxes.map(({ title }) => title),
    ['Lock', 'holder', '6 tasks', 't'],
  );
  assert.deepEqual(
    lines.map(({ from, to, guessed }) => [from, to, guessed]),
    [
      [0, 1, true],
      [2, 0, false],
      [3, 0, false],
    ],
  );
});

test('in a circle everyone has a box', () => {
  const members = Array.from({ length: 5 }, (_, i) => member('task', `w${i}`));
  const edges = members.map((_, i) => edge(i, (i + 1) % 5));
  const { boxes, lines } = proofOf(verdict(members, edges, { circle: true }), 'k');
  assert.equal(boxes.length, 5);
  assert.equal(lines.length, 5);
});

test('those behind the only one are drawn by place, the rest as a number', () => {
  const byPlace = [9, 5, 4, 3, 2].map((count, i) => ({
    kind: 'task',
    function: 'f',
    place: null,
    count,
    sample: `0x${i}`,
  }));
  const { boxes } = proofOf(verdict([member('thread', 'MainThread')], [], { behind: { total: 23, byPlace } }), 'k');
  assert.deepEqual(
    boxes.map(({ title }) => title),
    ['MainThread', '9 tasks', '5 tasks', '4 tasks', '3 tasks', '2 more'],
  );
});

test('a thread is selected by its state, what is no object not at all', () => {
  const members = [member('thread', 't', { thread: '0xaa' }), member('native lock', 'pthread_mutex')];
  const { boxes } = proofOf(verdict(members, [edge(0, 1)]), 'k');
  assert.deepEqual(
    boxes.map(({ mark }) => mark),
    ['0xaa', ''],
  );
});

test('who waits stands left of what is waited for, and a circle ends', () => {
  const points = layers(
    4,
    [
      { from: 2, to: 0 },
      { from: 3, to: 0 },
      { from: 0, to: 1 },
    ],
    100,
    50,
  );
  assert.ok(points[2].x < points[0].x && points[0].x < points[1].x);
  assert.notEqual(points[2].y, points[3].y);
  const round = layers(
    3,
    [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 1 },
    ],
    100,
    50,
  );
  assert.ok(round.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
});

test('what nothing will end is bad, what may end is to be looked at', () => {
  assert.equal(severity({ kind: 'orphan-future', problem: true, forEver: true }), 'bad');
  assert.equal(severity({ kind: 'blocked-loop', problem: true, forEver: false }), 'warn');
  assert.equal(severity({ kind: 'waiting-for-peer', problem: true, forEver: false }), 'info');
  assert.equal(severity({ kind: 'none', problem: false, forEver: false }), 'ok');
});

test('the text names who waits for whom, and what is inferred', () => {
  const text = verdictText(verdict([member('lock', 'L'), member('task', 'T')], [edge(0, 1, { sureness: 'inferred' })]));
  assert.match(text, /lock L → T: acquire · a\.py:3 \(inferred\)/);
});

test('a circle that is cut closes over a box for all that are not drawn', () => {
  const members = Array.from({ length: 5 }, (_, i) => member('task', `w${i}`));
  const edges = members.slice(1).map((_, i) => edge(i, i + 1));
  const { boxes, lines, circle } = proofOf(verdict(members, edges, { memberCount: 100_000 }), 'k');
  assert.equal(circle, true);
  assert.equal(boxes[5].title, '… 99,995 more');
  assert.deepEqual([lines.at(-2).from, lines.at(-2).to, lines.at(-1).from, lines.at(-1).to], [4, 5, 5, 0]);
});

test('a knot does not stand in layers', () => {
  const knot = [
    { from: 0, to: 1 },
    { from: 1, to: 0 },
    { from: 1, to: 2 },
    { from: 2, to: 1 },
  ];
  assert.equal(isLayered(3, knot), false);
  assert.equal(isLayered(3, knot.slice(1, 3)), true);
});
