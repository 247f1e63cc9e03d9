import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesFrom } from '../src/main/resources/frontend/assets/format.js';
import { asked, cleared, filters, joined } from '../src/main/resources/frontend/assets/object-filters.js';
import { changed, parse } from '../src/main/resources/frontend/assets/route.js';

const place = `/s/${'3f'.repeat(32)}/objects`;

test('each filter has its words, and the URL without it', () => {
  const route = parse(`${place}?type=0x10&subclasses=true&text=a%20b&regex=true&minSize=1536&state=garbage&sort=size`);
  const all = filters(route.query, { name: 'builtins.dict' });
  assert.deepEqual(
    all.map(({ label, value }) => `${label} ${value}`),
    ['type dict', 'text matches a b', 'size ≥ 1.5 kB', 'state garbage'],
  );
  assert.equal(changed(route, all[0].without), `${place}?minSize=1536&state=garbage&text=a+b&regex=true&sort=size`);
  assert.equal(changed(route, cleared), `${place}?sort=size`);
  assert.equal(asked(route.query).type, '0x10');
});

test('each test of an attribute can go alone once the server has told them apart', () => {
  const query = { attribute: ".a = 1 and .b ~ 'x and y'" };
  assert.equal(filters(query).length, 1);
  const told = filters(query, { tests: ['.a == 1', ".b ~ 'x and y'"] });
  assert.deepEqual(
    told.map(({ value, without }) => [value, without.attribute]),
    [
      ['.a == 1', ".b ~ 'x and y'"],
      [".b ~ 'x and y'", '.a == 1'],
    ],
  );
  assert.equal(joined('.a == 1', '.c'), '.a == 1 and .c');
  assert.equal(joined(undefined, '.c'), '.c');
});

test('sizes are read as they are written', () => {
  assert.equal(bytesFrom('512'), 512);
  assert.equal(bytesFrom('10 kB'), 10240);
  assert.equal(bytesFrom('1.5MiB'), 1572864);
  assert.equal(bytesFrom('2g'), 2 * 1024 ** 3);
  for (const text of ['', 'big', '-1', '1 x', '99999999999 PB']) assert.equal(bytesFrom(text), undefined);
});
