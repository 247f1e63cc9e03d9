/** Bytes of memory as rows: each word with its name, its value and what it leads to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryRows, rowsOf } from '../src/main/resources/frontend/assets/memory-rows.js';

const ref = { address: '0x1000', type: 'builtins.list', preview: [] };

/** @type {any} */
const view = {
  address: '0x1000',
  length: 32,
  runs: [
    {
      address: '0x1000',
      length: 20,
      hex: `0300000000000000${'00'.repeat(6)}9e7f${'ff'.repeat(4)}`,
      missing: null,
      region: 0,
    },
    { address: '0x1014', length: 12, hex: null, missing: 'left out', region: null },
  ],
  words: [{ address: '0x1008', value: '0x1000', object: ref, offset: 0, state: 'live', region: 0 }],
  names: [
    { address: '0x1000', length: 8, name: 'ob_refcnt', of: '0x1000' },
    { address: '0x1000', length: 32, name: 'all of it', of: '0x1000' },
    { address: '0x1010', length: 4, name: 'flags', of: '0x1000' },
    { address: '0x1014', length: 4, name: 'gone', of: '0x1000' },
  ],
  objects: [{ start: '0x0ff0', end: '0x1020', object: ref, state: 'live' }],
  regions: [{ start: '0x1000', end: '0x2000', permissions: 'rw-', path: '[heap]' }],
};

test('a word has the narrowest name of its place, its number, and what it leads to', () => {
  const rows = rowsOf(view, 8);
  assert.equal(rows.length, 4);
  assert.deepEqual(rows[0].words[0].names, [{ name: 'ob_refcnt', value: 3n, of: '0x1000' }]);
  assert.equal(rows[0].words[0].begins?.object, ref);
  assert.equal(rows[1].words[0].word?.object, ref);
  assert.equal(rows[1].words[0].region?.path, '[heap]');
});

test('what the snapshot does not have is no number, and says why', () => {
  const rows = rowsOf(view, 8);
  assert.deepEqual(rows[2].bytes, [255, 255, 255, 255, null, null, null, null]);
  assert.deepEqual(
    rows[2].words[0].names.map(({ name, value }) => [name, value]),
    [
      ['flags', 0xffffffffn],
      ['gone', null],
    ],
  );
  assert.equal(rows[0].missing, null);
  assert.equal(rows[2].missing, 'left out');
  assert.equal(rows[3].missing, 'left out');
});

test('sixteen bytes a row hold two words', () => {
  const rows = rowsOf(view, 16);
  assert.equal(rows.length, 2);
  assert.equal(rows[0].words.length, 2);
});

test('rows are asked for by the page, from an aligned address on, beyond what a double can hold', async () => {
  /** @type {string[]} */
  const asked = [];
  const rows = new MemoryRows('s', '0xfffffffffffff003', 100, {
    fetchView: async (path) => {
      asked.push(path);
      return { ...view, address: '0xfffffffffffff000', length: 103, runs: [], words: [], names: [], objects: [] };
    },
  });
  assert.equal(rows.length, 13);
  assert.equal(rows.row(12), undefined);
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(asked, ['/api/s/s/memory?address=0xfffffffffffff000&length=103']);
  assert.equal(rows.row(12)?.address, 0xfffffffffffff060n);
  assert.equal(rows.indexOf('0xfffffffffffff061'), 12);
});
