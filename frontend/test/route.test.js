import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknown } from '../src/main/resources/frontend/assets/choices.js';
import {
  changed,
  extended,
  href,
  link,
  parse,
  placeIn,
  takeKey,
  wantedFile,
} from '../src/main/resources/frontend/assets/route.js';

const snapshot = '3f'.repeat(32);

test('every screen has one URL that leads back to it', () => {
  const routes = [
    { screen: 'home', query: {} },
    { screen: 'shared', query: { offset: '100' } },
    { screen: 'notes', snapshot, query: { filter: '<b>', offset: '50' } },
    { screen: 'overview', snapshot, query: {} },
    { screen: 'tasks', snapshot, query: { filter: 'a b&c', state: 'pending', open: '0,3.12' } },
    { screen: 'task', snapshot, address: '0x7f0000000010', query: {} },
    { screen: 'hang', snapshot, query: { verdict: '3', offset: '20', thread: '0x7f0000000010' } },
    { screen: 'cycle', snapshot, index: 0, query: { selected: '0x7f0000000010' } },
    { screen: 'threads', snapshot, query: { thread: '0x7f0000000010', from: '100' } },
    { screen: 'locks', snapshot, query: { kind: 'lock', waited: 'true', lock: '0x7f0000000010' } },
    { screen: 'types', snapshot, query: { sort: 'size', order: 'asc', filter: '<b>' } },
    { screen: 'objects', snapshot, query: { type: '0x9', state: 'freed' } },
    { screen: 'object', snapshot, address: '0xabc', query: { tab: 'referrers' } },
  ];
  for (const route of routes) assert.deepEqual(parse(href(route)), route);
});

test('a cycle is not taken for a task, nor an overview without its name for nothing', () => {
  assert.equal(parse(`/s/${snapshot}/tasks/cycle/12`).index, 12);
  assert.equal(parse(`/s/${snapshot}`).screen, 'overview');
  assert.equal(href({ screen: 'overview', snapshot }), `/s/${snapshot}/overview`);
});

test('what is no place is missing', () => {
  for (const path of [
    '/x',
    '/s/xyz/tasks',
    `/s/${snapshot}/object/12`,
    `/s/${snapshot}/tasks/cycle/-1`,
    '//evil.example/s',
  ]) {
    assert.equal(parse(path).screen, 'missing');
  }
});

test('parameters a screen does not know are dropped, empty ones are left out', () => {
  assert.deepEqual(parse(`/s/${snapshot}/types?sort=name&evil=1`).query, { sort: 'name' });
  const tasks = parse(`/s/${snapshot}/tasks?filter=a&state=done`);
  assert.equal(changed(tasks, { filter: undefined, state: '' }), `/s/${snapshot}/tasks`);
});

test('the trail grows with each step and is cut where the reader returns to', () => {
  const at = (screen, more = {}) => href({ screen, snapshot, ...more });
  const tasks = { href: at('tasks', { query: { filter: 'x' } }), title: 'Tasks' };
  const task = { href: at('task', { address: '0x1' }), title: 'Task-1' };
  const first = extended([], tasks, task.href);
  assert.deepEqual(first, [tasks]);
  const second = extended(first, task, at('object', { address: '0x2' }));
  assert.deepEqual(second, [tasks, task]);
  assert.deepEqual(extended(second, { href: at('object', { address: '0x2' }), title: 'dict' }, task.href), [tasks]);
  assert.deepEqual(extended(second, task, at('overview')), []);
});

test('a link says which file it means, in the fragment, and nothing of it is taken on trust', () => {
  const at = (hash) =>
    Object.assign(globalThis, {
      location: { origin: 'http://x', pathname: `/s/${snapshot}/types`, search: '?sort=size', hash },
    });
  at('');
  const text = link({ id: snapshot, file: 'a b&c.core', size: 2 ** 40, captured: '2026-11-22T09:14:05Z' });
  assert.ok(text.startsWith(`http://x/s/${snapshot}/types?sort=size#`));
  at(new URL(text).hash);
  assert.deepEqual(wantedFile(), { file: 'a b&c.core', size: 2 ** 40, captured: '2026-11-22T09:14:05Z' });
  for (const hash of ['#missing', '#size=-1&captured=soon', '#size=1e400&file=', '#%']) {
    at(hash);
    assert.deepEqual(wantedFile(), { file: undefined, size: undefined, captured: undefined });
  }
});

test('a key is taken out of the address bar', () => {
  const replaced = [];
  Object.assign(globalThis, {
    location: { pathname: '/s/x', search: '?a=b', hash: '#key=s-e_c' },
    history: { state: { trail: [] }, replaceState: (...how) => replaced.push(how) },
  });
  assert.equal(takeKey(), 's-e_c');
  assert.deepEqual(replaced, [[{ trail: [] }, '', '/s/x?a=b']]);
});

test('a note is pinned to the place within its snapshot', () => {
  assert.equal(placeIn(parse(`/s/${snapshot}/object/0xabc?tab=raw`)), '/object/0xabc?tab=raw');
});

test('a view or tab that a screen does not have is told', () => {
  const at = (screen, query) => unknown({ screen, snapshot, query });
  assert.deepEqual(at('tasks', { view: 'table', group: 'place' }), []);
  assert.deepEqual(at('tasks', { view: 'tabel' }), [['view', 'tabel']]);
  assert.deepEqual(at('object', { tab: 'holds', view: 'flat' }), [['tab', 'holds']]);
  assert.deepEqual(at('overview', {}), []);
});
