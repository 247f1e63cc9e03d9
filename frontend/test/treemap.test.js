import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted, squarified } from '../src/main/resources/frontend/assets/treemap.js';

const area = { x: 10, y: 20, width: 600, height: 400 };

/** Small numbers that are the same in every run. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

test('areas are in proportion to values, lie inside and do not overlap', () => {
  for (let seed = 1; seed < 60; seed++) {
    const next = random(seed);
    const values = Array.from({ length: 1 + Math.floor(next() * 40) }, () => Math.floor(next() ** 4 * 10_000));
    const rects = squarified(values, area);
    const sum = values.reduce((a, b) => a + b, 0);
    assert.equal(rects.length, values.length);
    rects.forEach((rect, index) => {
      const share = sum ? (values[index] / sum) * area.width * area.height : 0;
      assert.ok(Math.abs(rect.width * rect.height - share) < 1e-6 * area.width * area.height, `seed ${seed}`);
      assert.ok(rect.x >= area.x - 1e-6 && rect.y >= area.y - 1e-6, `seed ${seed}`);
      assert.ok(rect.x + rect.width <= area.x + area.width + 1e-6, `seed ${seed}`);
      assert.ok(rect.y + rect.height <= area.y + area.height + 1e-6, `seed ${seed}`);
      for (const other of rects.slice(index + 1)) {
        const wide = Math.min(rect.x + rect.width, other.x + other.width) - Math.max(rect.x, other.x);
        const high = Math.min(rect.y + rect.height, other.y + other.height) - Math.max(rect.y, other.y);
        assert.ok(wide < 1e-6 || high < 1e-6, `seed ${seed}: two overlap`);
      }
    });
  }
});

test('the example of the paper: 6, 6, 4, 3, 2, 2, 1 in 6 by 4', () => {
  const rects = squarified([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 });
  const first = rects.slice(0, 2).map(({ width, height }) => [width, height]);
  assert.deepEqual(first, [
    [3, 2],
    [3, 2],
  ]);
  const ratios = rects.map(({ width, height }) => Math.max(width / height, height / width));
  assert.ok(Math.max(...ratios) < 3);
});

test('the order of the values does not matter to the areas, and zeros have none', () => {
  const [small, none, large] = squarified([1, 0, 9], { x: 0, y: 0, width: 10, height: 10 });
  assert.equal(none.width * none.height, 0);
  assert.equal(Math.round(large.width * large.height), 90);
  assert.equal(Math.round(small.width * small.height), 10);
  assert.deepEqual(squarified([], area), []);
  assert.equal(squarified([0, 0], area)[0].width, 0);
});

test('a label stands only where it says something', () => {
  assert.equal(fitted('dict', 100), 'dict');
  assert.equal(fitted('collections.OrderedDict', 100), 'collections.…');
  assert.equal(fitted('dictionary', 20), '');
});
