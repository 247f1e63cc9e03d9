import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxHeight, ring } from '../src/main/resources/frontend/assets/ring.js';
import { Rows } from '../src/main/resources/frontend/assets/rows.js';
import { barHeight, barTop, highest, moved } from '../src/main/resources/frontend/assets/scrolling.js';
import { TaskTree } from '../src/main/resources/frontend/assets/task-tree.js';

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Rows that number themselves. */
function numbers(total, make = (index) => index) {
  const asked = [];
  const fetchPage = async (path) => {
    const offset = Number(new URL(path, 'http://x').searchParams.get('offset'));
    asked.push(offset);
    return { total, offset, items: Array.from({ length: Math.min(100, total - offset) }, (_, i) => make(offset + i)) };
  };
  return { asked, rows: new Rows('/list', fetchPage) };
}

test('rows come in pages, each asked for once', async () => {
  const { asked, rows } = numbers(1_000_000);
  rows.begin().begin();
  await settle();
  assert.equal(rows.length, 1_000_000);
  assert.equal(rows.row(0), 0);
  assert.equal(rows.row(999_999), undefined);
  assert.equal(rows.row(999_998), undefined);
  await settle();
  assert.equal(rows.row(999_999), 999_999);
  assert.deepEqual(asked, [0, 999_900]);
});

test('a list that a search fills is looked at until the search is over, as long as somebody shows it', async () => {
  let found = 1;
  let state = 'running';
  let looks = 0;
  const fetchPage = async (path) => {
    if (path.includes('offset=0')) looks++;
    return { total: found, items: Array.from({ length: found }, (_, i) => i), search: { job: 'j', state } };
  };
  const rows = new Rows('/found', fetchPage);
  let showing = true;
  rows.onState = () => showing && rows.begin();
  rows.begin();
  await settle();
  assert.equal(rows.length, 1);
  found = 3;
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(rows.row(2), 2);
  showing = false;
  await new Promise((resolve) => setTimeout(resolve, 700));
  const seen = looks;
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(looks, seen, 'nobody shows it any more');
  showing = true;
  found = 5;
  state = 'done';
  rows.begin();
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(rows.row(4), 4);
  assert.equal(rows.search.state, 'done');
});

/** A forest in which every task waits for `width` others, down to `depth`. */
async function forest(width, depth, roots) {
  const level = (address) => (address ? address.split('.').length : 0);
  const tree = new TaskTree((parent) => {
    const childCount = level(parent) + 1 < depth ? width : 0;
    const make = (index) => ({ address: parent ? `${parent}.${index}` : `r${index}`, childCount });
    return numbers(parent ? width : roots, make).rows;
  });
  tree.begin();
  await settle();
  return tree;
}

const shown = (tree) =>
  Array.from({ length: tree.length }, (_, index) => {
    const row = tree.row(index);
    return row.kind === 'more' ? `+${row.hidden}` : row.task.address;
  });

test('an opened task shows its children below itself', async () => {
  const tree = await forest(2, 3, 3);
  tree.toggle('1', true);
  await settle();
  tree.toggle('1.0', true);
  await settle();
  assert.deepEqual(shown(tree), ['r0', 'r1', 'r1.0', 'r1.0.0', 'r1.0.1', 'r1.1', 'r2']);
  assert.equal(tree.opened(), '1.0');
  tree.toggle('1', false);
  assert.deepEqual(shown(tree), ['r0', 'r1', 'r2']);
});

test('the URL opens the same nodes again, as their pages arrive', async () => {
  const tree = await forest(2, 4, 3);
  tree.unfold('1.0.1,2');
  for (let round = 0; round < 5; round++) await settle();
  assert.equal(tree.length, 3 + 2 + 2 + 2 + 2);
  assert.equal(tree.opened(), '1.0.1,2');
  tree.unfold('-');
  assert.equal(tree.length, 3);
});

test('many children are cut with a row that shows the rest', async () => {
  const tree = await forest(250, 2, 2);
  tree.toggle('0', true);
  await settle();
  assert.equal(tree.length, 2 + 100 + 1);
  assert.equal(tree.row(101).hidden, 150);
  tree.more(tree.row(101).path);
  assert.equal(tree.length, 2 + 250);
});

test('a task that stands above itself repeats, and there the path ends', async () => {
  const ring = { a: 'b', b: 'c', c: 'a' };
  const tree = new TaskTree(
    (parent) => numbers(1, () => ({ address: parent ? ring[parent] : 'a', childCount: 1 })).rows,
  );
  tree.begin();
  await settle();
  for (const path of ['0', '0.0', '0.0.0', '0.0.0.0']) {
    tree.toggle(path, true);
    await settle();
  }
  assert.deepEqual(shown(tree), ['a', 'b', 'c', 'a']);
  assert.equal(tree.row(3).task.repeats, true);
  assert.equal(tree.row(0).task.repeats, undefined);
});

test('a single root unfolds by itself', async () => {
  const tree = await forest(3, 3, 1);
  tree.unfold(undefined);
  await settle();
  assert.deepEqual(shown(tree), ['r0', 'r0.0', 'r0.1', 'r0.2']);
});

test('a short list scrolls as it is', () => {
  const at = { top: 0, barTop: 0, newBarTop: 500, content: 10_000, view: 400 };
  assert.equal(barHeight(10_000), 10_000);
  assert.equal(moved(at), 500);
});

test('in a list higher than browsers allow the wheel moves by rows and the bar reaches both ends', () => {
  const content = 28 * 10_000_000;
  const view = 800;
  assert.equal(barHeight(content), highest);
  const start = barTop(1_000_000, content, view);
  assert.equal(moved({ top: 1_000_000, barTop: start, newBarTop: start + 100, content, view }), 1_000_100);
  assert.equal(moved({ top: 0, barTop: 0, newBarTop: highest - view, content, view }), content - view);
  assert.equal(moved({ top: 5, barTop: 5, newBarTop: 0, content, view }), 0);
  const half = moved({ top: 0, barTop: 0, newBarTop: (highest - view) / 2, content, view });
  assert.ok(Math.abs(half - (content - view) / 2) < 1);
});

test('no two tasks of a drawn cycle overlap, and neighbours leave room for the label', () => {
  for (let count = 1; count <= 61; count++) {
    const box = 150;
    const label = 120;
    const points = ring(count, box, label, 1000);
    assert.equal(points.length, count);
    points.forEach((a, i) => {
      points.slice(i + 1).forEach((b) => {
        const apart = Math.abs(a.x - b.x) >= box || Math.abs(a.y - b.y) >= boxHeight;
        assert.ok(apart, `${count} tasks: ${JSON.stringify([a, b])}`);
      });
      const next = points[(i + 1) % count];
      const room = count === 1 || Math.abs(a.x - next.x) >= box + label || Math.abs(a.y - next.y) >= boxHeight + 30;
      assert.ok(room, `${count} tasks, edge ${i}`);
    });
  }
});
