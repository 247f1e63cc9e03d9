import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../src/main/resources/frontend/assets/format.js';

test('counts are grouped, and short where there is no room', () => {
  assert.equal(format.count(1234567), '1,234,567');
  assert.equal(format.count(null), '–');
  assert.deepEqual([9_999, 10_000, 8_412_345, 84_123_450].map(format.shortCount), ['9,999', '10 k', '8.4 M', '84 M']);
});

test('sizes have two or three figures and a unit', () => {
  const sizes = [0, 1023, 1024, 1536, 10_240, 1_042_432, 1.9e9, 5 * 1024 ** 4];
  assert.deepEqual(sizes.map(format.bytes), [
    '0 B',
    '1023 B',
    '1.0 kB',
    '1.5 kB',
    '10 kB',
    '1.0 MB',
    '1.8 GB',
    '5.0 TB',
  ]);
});

test('times are said in the two largest units', () => {
  assert.deepEqual([3, 60, 200, 11_520, 90_000].map(format.duration), [
    '3 s',
    '1 min',
    '3 min 20 s',
    '3 h 12 min',
    '1 d 1 h',
  ]);
  assert.deepEqual([0.42, 61.4, 2_500, 65_000].map(format.millis), ['0.4 ms', '61 ms', '2,500 ms', '1 min 5 s']);
});

test('a share never shows as nothing when it is something', () => {
  assert.deepEqual(
    [0, 1, 42, 720].map((part) => format.percent(part, 1000)),
    ['0 %', '0.1 %', '4.2 %', '72 %'],
  );
  assert.equal(format.percent(1, 1e6), '<0.1 %');
  assert.equal(format.percent(999_999, 1e6), '>99.9 %', 'nearly all is not all');
  assert.equal(format.percent(9_972, 10_000), '99.7 %');
  assert.equal(format.percent(1, 0), '–');
});

test('a place is the file name and the line', () => {
  assert.equal(format.place('/app/very/deep/generate.py', 21), 'generate.py:21');
  assert.equal(format.place('<string>', null), '<string>');
  assert.equal(format.place(null, 3), '');
});

test('control characters and marks that reorder writing become visible', () => {
  assert.equal(format.plain('a\u0000b\u202Egnp.exe\u2066\ud800'), 'a\\x00b\\u202egnp.exe\\u2066\\ud800');
  assert.equal(format.plain('two\nlines'), 'two\\x0alines');
  assert.equal(format.plain('two\nlines', { lines: true }), 'two\nlines');
  assert.equal(format.plain('<b>שלום 😀</b>'), '<b>שלום 😀</b>');
  assert.equal(format.plain(undefined), '');
});

test('a plural agrees with its number', () => {
  assert.equal(format.plural(1, 'task'), '1 task');
  assert.equal(format.plural(2000, 'process', 'processes'), '2,000 processes');
});
