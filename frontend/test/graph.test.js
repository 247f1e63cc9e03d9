import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgeText, inside, spansText } from '../src/main/resources/frontend/assets/graph/box.js';
import { dot } from '../src/main/resources/frontend/assets/graph/dot.js';
import { decode, encode, longest } from '../src/main/resources/frontend/assets/graph/encode.js';
import { History } from '../src/main/resources/frontend/assets/graph/history.js';
import * as model from '../src/main/resources/frontend/assets/graph/model.js';
import { picture } from '../src/main/resources/frontend/assets/graph/picture.js';
import { nearest, wayOf } from '../src/main/resources/frontend/assets/graph/routes.js';
import { svg } from '../src/main/resources/frontend/assets/graph/svg.js';

const at = (number) => `0x7f00000${(0x1000 + 16 * number).toString(16)}`;
const types = { list: '0x10', dict: '0x20', Node: '0x30' };

function node(number, type = 'Node', more = {}) {
  return {
    address: at(number),
    type: { address: types[type], name: `app.${type}` },
    kind: 'object',
    preview: [
      { k: 'punct', t: '<' },
      { k: 'type', t: `app.${type}` },
      { k: 'name', t: ` number=${number}` },
      { k: 'punct', t: '>' },
    ],
    sizeBytes: 100,
    memoryBytes: 100,
    state: 'live',
    references: 3,
    referrers: 1,
    hub: false,
    chips: [],
    chipTotal: 0,
    ...more,
  };
}

const edge = (from, to, text = '.next', count = 1) => ({
  from: at(from),
  to: at(to),
  count,
  labels: [{ text, class: 'attribute', evidence: null }],
});

/** 0 refers to 1, 2 (Node) and to twenty lists 10…29; 3 refers to 0 and 1; 1 refers to 4. */
function facts() {
  const nodes = new Map();
  for (const number of [0, 1, 2, 3, 4]) nodes.set(at(number), node(number));
  for (let number = 10; number < 30; number++) nodes.set(at(number), node(number, 'list'));
  const hood = (number, direction, groups) => ({ address: at(number), direction, groups, chips: [], chipTotal: 0 });
  const group = (type, members, count = members.length) => ({
    type: { address: types[type], name: `app.${type}` },
    count,
    bytes: 100 * count,
    members: members.map(at),
  });
  const hoods = new Map(
    [
      hood(0, 'references', [group('Node', [1, 2]), group('list', [], 20)]),
      hood(0, 'referrers', [group('Node', [3])]),
      hood(1, 'references', [group('Node', [4])]),
      hood(1, 'referrers', [group('Node', [0, 3])]),
      hood(3, 'references', [group('Node', [0, 1])]),
    ].map((each) => [model.hoodKey(each.address, each.direction), each]),
  );
  const edges = [edge(0, 1), edge(0, 2), edge(3, 0), edge(3, 1), edge(1, 4)];
  for (let number = 10; number < 30; number++) edges.push(edge(0, number, `[${number - 10}]`));
  return { nodes, hoods, edges };
}

const start = () => model.add(model.nothing(), [at(0)], null);
const addresses = (state) => [...state.spots.keys()];

test('expanding shows few of a type one by one and many as a group with its count and bytes', () => {
  const known = facts();
  const state = model.expand(start(), known, at(0), 'references');
  assert.deepEqual(addresses(state), [at(0), at(1), at(2)]);
  const { boxes, groups, arrows } = picture(state, known);
  assert.equal(boxes.length, 3);
  assert.deepEqual(
    groups.map(({ more, bytes, type }) => [more, bytes, type.name]),
    [[20, 2000, 'app.list']],
  );
  assert.ok(arrows.some((arrow) => arrow.from === at(0) && arrow.to === groups[0].id));
  assert.equal(boxes[0].references, 'open');
  assert.equal(boxes[1].references, 'closed');
});

test('of a group those shown one by one are taken off', () => {
  const known = facts();
  const opened = model.add(model.expand(start(), known, at(0), 'references'), [at(10), at(11)], at(0), 'references');
  const [group] = picture(opened, known).groups;
  assert.deepEqual([group.more, group.bytes], [18, 1800]);
  const all = model.add(
    opened,
    Array.from({ length: 20 }, (_, i) => at(10 + i)),
    at(0),
    'references',
  );
  assert.equal(picture(all, known).groups.length, 0);
});

test('where there is little room, more types become groups', () => {
  const known = facts();
  const state = model.expand(start(), known, at(0), 'references', 1);
  assert.deepEqual(addresses(state), [at(0)]);
  assert.deepEqual(
    picture(state, known).groups.map((group) => group.more),
    [2, 20],
  );
});

test('collapsing takes away what came of it, but neither what is pinned nor what another one shows', () => {
  const known = facts();
  let state = model.expand(start(), known, at(0), 'references');
  state = model.expand(state, known, at(1), 'references');
  assert.ok(state.spots.has(at(4)));
  assert.deepEqual(addresses(model.collapse(state, known, at(0), 'references')), [at(0)]);
  const pinned = model.collapse(model.togglePin(state, at(2)), known, at(0), 'references');
  assert.deepEqual(addresses(pinned), [at(0), at(2)]);
  assert.equal(pinned.spots.get(at(2)).by, null);
  let shared = model.expand(state, known, at(0), 'referrers');
  shared = model.expand(shared, known, at(3), 'references');
  const after = model.collapse(shared, known, at(0), 'references');
  assert.ok(after.spots.has(at(1)), 'the referrer shows it too');
  assert.equal(after.spots.get(at(1)).by, at(3));
});

test('expanding and collapsing again is where one was', () => {
  const known = facts();
  const state = model.expand(start(), known, at(0), 'references');
  assert.deepEqual(
    addresses(model.collapse(model.expand(state, known, at(1), 'references'), known, at(1), 'references')),
    addresses(state),
  );
});

test('a hidden type is not drawn, a dropped object is not taken for one more of its group', () => {
  const known = facts();
  const state = model.expand(start(), known, at(0), 'references');
  assert.equal(picture(model.hideType(state, types.list), known).groups.length, 0);
  assert.equal(picture(model.showType(model.hideType(state, types.list), types.list), known).groups.length, 1);
  const nodesHidden = picture(model.hideType(state, types.Node), known);
  assert.deepEqual(
    nodesHidden.boxes.map((box) => box.id),
    [at(0)],
    'the start is always drawn',
  );
  assert.equal(nodesHidden.hiddenNodes, 2);
  const dropped = model.drop(state, at(1));
  assert.deepEqual(
    picture(dropped, known).groups.map((group) => group.type.name),
    ['app.list'],
  );
  assert.ok(model.undrop(dropped).spots.has(at(1)));
});

test('a path is drawn along what is there and adds what is not', () => {
  const known = facts();
  const edges = [edge(3, 0), edge(3, 1), edge(1, 4)];
  const state = model.showPath(start(), [at(0), at(3), at(1), at(4)], edges);
  assert.deepEqual(addresses(state), [at(0), at(3), at(1), at(4)]);
  assert.equal(state.spots.get(at(3)).side, 'referrers');
  assert.equal(state.spots.get(at(1)).side, 'references');
  const drawn = picture(state, known);
  assert.equal(drawn.arrows.filter((arrow) => arrow.onPath).length, 3);
  assert.deepEqual(model.drop(state, at(1)).path, []);
});

test('undo and redo go back and forth, and a new step forgets what was undone', () => {
  const history = new History(1);
  history.push(2);
  history.push(3);
  history.undo();
  assert.equal(history.now, 2);
  history.redo();
  assert.equal(history.now, 3);
  history.undo();
  history.push(4);
  assert.equal(history.canRedo, false);
  history.undo();
  history.undo();
  history.undo();
  assert.deepEqual([history.now, history.canUndo], [1, false]);
});

test('a picture goes into a text and comes back with all places', () => {
  const known = facts();
  let state = model.expand(model.expand(start(), known, at(0), 'references'), known, at(0), 'referrers');
  const [group] = picture(state, known).groups;
  state = model.place(state, [
    [at(0), { x: 0, y: 0 }],
    [at(1), { x: 412, y: -1336 }],
    [at(2), { x: -20, y: 18 }],
    [at(3), { x: 2, y: 4 }],
    [group.id, { x: 300, y: 40 }],
  ]);
  state = model.togglePin(model.hideType(state, types.dict), at(2));
  state = model.drop(model.showPath(state, [at(0), at(1)], known.edges), at(3));
  const { text, kept } = encode(state);
  assert.equal(kept, 'whole');
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(decode(text), state);
});

test('what is no picture is none, and does not hang', () => {
  const { text } = encode(model.expand(start(), facts(), at(0), 'references'));
  for (const wrong of ['', '*', 'AAAA', '____________', text.slice(0, -3), `${'_'.repeat(5000)}`])
    assert.equal(decode(wrong), undefined);
  let seed = 7;
  for (let round = 0; round < 3000; round++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const place = seed % text.length;
    const letter = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[(seed >> 8) % 64];
    const state = decode(text.slice(0, place) + letter + text.slice(place + 1));
    if (state) assert.ok(state.spots.size <= model.mostNodes);
  }
});

test('a picture too large for a link loses places first, then all but what was expanded', () => {
  const grown = (count, far) => {
    let state = model.add(model.nothing(), [at(0)], null);
    state = model.add(
      state,
      Array.from({ length: count }, (_, i) => `0x${(0x7f0000000000 + i * far).toString(16)}`),
      at(0),
    );
    return model.togglePin(
      model.place(
        state,
        [...state.spots.keys()].map((id, i) => [id, { x: 1000 + 200 * i, y: -300 * i }]),
      ),
      at(0),
    );
  };
  const places = encode(grown(800, 64));
  assert.equal(places.kept, 'without places');
  const restored = decode(places.text);
  assert.equal(restored.spots.size, 801);
  assert.equal(restored.spots.get(at(0)).placed, true, 'what is pinned keeps its place');
  assert.equal([...restored.spots.values()].filter((spot) => spot.placed).length, 1);
  const all = encode(grown(999, 123456789));
  assert.equal(all.kept, 'expanded only');
  assert.deepEqual(addresses(decode(all.text)), [at(0)]);
  for (const { text } of [places, all]) assert.ok(text.length <= longest);
});

test('a box does not say the name of its type twice', () => {
  assert.equal(spansText(inside(node(3))), 'number=3');
  const weak = {
    ...node(1),
    preview: [
      { k: 'punct', t: '<' },
      { k: 'type', t: 'weakref' },
      { k: 'text', t: ' to x>' },
    ],
  };
  assert.equal(spansText(inside(weak)), '<weakref to x>');
  assert.equal(
    spansText(
      inside({
        ...node(1),
        preview: [
          { k: 'punct', t: '<' },
          { k: 'type', t: 'app.Node' },
          { k: 'punct', t: '>' },
        ],
      }),
    ),
    at(1),
  );
  assert.equal(edgeText(edge(0, 1, '.a', 3)), '.a +2');
  assert.equal(edgeText(edge(0, 1, '')), 'attribute');
});

test('arrows of an expansion are combs where there is room, others are bent', () => {
  const box = (x, y) => ({ x, y, width: 100, height: 40 });
  assert.equal(wayOf(box(0, 0), box(200, 90), 'from'), 'out');
  assert.equal(wayOf(box(0, 0), box(200, 90), 'to'), 'in');
  assert.equal(wayOf(box(0, 0), box(120, 90), 'from'), 'bent');
  assert.equal(wayOf(box(0, 0), box(200, 90), null), 'bent');
});

test('arrow keys go to the nearest box that way, joined ones before others', () => {
  const boxes = new Map(
    Object.entries({ a: [0, 0], b: [200, 0], c: [150, 60], d: [-200, 0], e: [0, 100] }).map(([id, [x, y]]) => [
      id,
      { x, y, width: 80, height: 40 },
    ]),
  );
  assert.equal(nearest(boxes, new Set(), 'a', 'right'), 'b');
  assert.equal(nearest(boxes, new Set(['c']), 'a', 'right'), 'c');
  assert.equal(nearest(boxes, new Set(), 'a', 'left'), 'd');
  assert.equal(nearest(boxes, new Set(), 'a', 'down'), 'e');
  assert.equal(nearest(boxes, new Set(), 'a', 'up'), undefined);
});

const hostile = '</text><script>alert(1)</script>"\\\u0000\u202e';

test('files made of the picture hold text from memory as text only', () => {
  const known = facts();
  known.nodes.set(
    at(1),
    node(1, 'Node', { type: { address: '0x30', name: `app.${hostile}` }, preview: [{ k: 'str', t: hostile }] }),
  );
  known.edges[0].labels[0].text = hostile;
  const drawn = picture(model.expand(start(), known, at(0), 'references'), known);
  const colours = Object.fromEntries(
    [
      'bg',
      'panel',
      'sunken',
      'line',
      'edge',
      'text',
      'soft',
      'faint',
      'accent',
      'bad',
      'warn',
      'str',
      'num',
      'kw',
      'type',
    ].map((name) => [name, '#123456']),
  );
  const image = svg(drawn, colours);
  assert.equal(image.includes('<script'), false);
  assert.equal(image.includes('\u0000'), false);
  assert.ok(image.includes('&#60;/text&#62;&#60;script&#62;'));
  const text = dot(drawn);
  for (const line of text.split('\n').filter((each) => each.includes('script')))
    assert.match(line, /^ {2}"(\\.|[^"\\])*"( -> "(\\.|[^"\\])*")? \[((\w+=(\w+|"(\\.|[^"\\])*"))(, )?)*\];$/);
  assert.ok(text.includes(`"${at(0)}" -> "${at(2)}" [label=".next"`));
});
