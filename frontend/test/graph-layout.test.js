import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeNew, tidy } from '../src/main/resources/frontend/assets/graph/layout.js';

/** A seeded sequence of numbers in [0, 1). */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Items in the order in which expansions would bring them, without places. */
function grown(count, seed) {
  const next = random(seed);
  return Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    x: 0,
    y: 0,
    width: 110 + Math.floor(next() * 130),
    height: next() < 0.5 ? 46 : 66,
    placed: false,
    pinned: false,
    by: index ? `n${Math.floor(next() * Math.min(index, 12))}` : null,
    side: next() < 0.6 ? 'references' : 'referrers',
    label: Math.floor(next() * 120),
  }));
}

const placed = (items, places) =>
  items.map((item) => (places.has(item.id) ? { ...item, ...places.get(item.id), placed: true } : item));

function assertNoOverlap(items, what) {
  for (const [index, a] of items.entries())
    for (const b of items.slice(index + 1)) {
      const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      assert.ok(apart, `${a.id} and ${b.id} overlap (${what})`);
    }
}

const seeds = Array.from({ length: 25 }, (_, index) => 1000 + index);

test('a tidy layout has no overlaps and every item', () => {
  for (const seed of seeds) {
    const items = grown(20 + (seed % 7) * 30, seed);
    const places = tidy(items);
    assert.equal(places.size, items.length);
    assertNoOverlap(placed(items, places), `seed ${seed}`);
  }
});

test('what is new is placed without overlap, and nothing else moves', () => {
  for (const seed of seeds) {
    const all = grown(120, seed);
    let items = placed(all.slice(0, 20), tidy(all.slice(0, 20)));
    for (let end = 40; end <= all.length; end += 20) {
      const before = items;
      const wanted = [...items, ...all.slice(end - 20, end)];
      const places = placeNew(wanted);
      for (const item of before) assert.equal(places.has(item.id), false, `${item.id} moves (seed ${seed})`);
      items = placed(wanted, places);
      assert.ok(items.every((item) => item.placed));
      assertNoOverlap(items, `seed ${seed}`);
    }
  }
});

test('the same picture is laid out the same', () => {
  assert.deepEqual([...tidy(grown(90, 3))], [...tidy(grown(90, 3))]);
});

test('what an object refers to stands right of it, what refers to it left', () => {
  const items = grown(40, 5).map((item, index) => ({ ...item, by: index ? 'n0' : null }));
  const places = tidy(items);
  for (const item of items.slice(1)) {
    const right = places.get(item.id).x > places.get('n0').x;
    assert.equal(right, item.side === 'references', item.id);
  }
});

test('pinned items and the first one stay where they are when all is tidied', () => {
  const items = placed(grown(60, 8), tidy(grown(60, 8)));
  const moved = items.map((item) =>
    item.id === 'n7' ? { ...item, x: 333, y: -777, pinned: true } : item.id === 'n0' ? { ...item, x: 50, y: 60 } : item,
  );
  const places = tidy(moved);
  assert.deepEqual(places.get('n7'), { x: 333, y: -777 });
  assert.deepEqual(places.get('n0'), { x: 50, y: 60 });
  assertNoOverlap(placed(moved, places), 'after tidying');
});

test('rings and orphans of owners get a place too', () => {
  const ring = grown(6, 2).map((item, index) => ({ ...item, by: index ? `n${(index % 5) + 1}` : 'gone' }));
  assertNoOverlap(placed(ring, tidy(ring)), 'a ring');
  assert.equal(placeNew([{ ...ring[0], placed: true }, ...ring.slice(1)]).size, 5);
});

test('a thousand boxes are laid out', () => {
  const items = grown(1000, 11);
  assert.equal(tidy(items).size, 1000);
});
