/**
 * What has been fetched. Views ask with `load` and get the present state of an answer at once; when it arrives, the
 * page is drawn again. What lies under /api/s/ never changes, so it is kept; the rest is refreshed by `refresh`.
 */
import { ApiError, at, get, watch } from './api.js';
import { GroupedRows } from './grouped.js';
import { Rows } from './rows.js';
import { TaskTree } from './task-tree.js';

/**
 * @template [T=any]
 * @typedef {{state: 'loading'} | {state: 'ready', value: T} | {state: 'error', error: ApiError} | {state: 'job', job: Job}}
 *   Loaded
 */

const keep = 400;

/** @type {Map<string, Loaded>} */
const answers = new Map();

/** @type {Map<string, Rows<any> | TaskTree | GroupedRows<any, any>>} */
const lists = new Map();

/** @type {Set<string>} */
const asking = new Set();

/** @type {Set<string>} */
const watched = new Set();

/** @type {() => void} */
let changed = () => {};

/** @param {() => void} redraw called when something arrived */
export function onChange(redraw) {
  changed = redraw;
}

/** Draws the page again, for state that lives outside the URL and the answers. */
export function redraw() {
  changed();
}

/**
 * @param {string} path
 * @returns {Loaded}
 */
export function load(path) {
  const known = answers.get(path);
  if (known) return known;
  trim(answers);
  answers.set(path, { state: 'loading' });
  refresh(path);
  return { state: 'loading' };
}

/** Fetches again, unless that is under way; until the answer is here the old one stands. @param {string} path */
export async function refresh(path) {
  if (asking.has(path)) return;
  asking.add(path);
  try {
    const value = await get(path);
    answers.set(path, { state: 'ready', value });
    // Not found yet: looked at again, as long as anybody may show it.
    if (value.search?.state === 'running') setTimeout(() => answers.has(path) && refresh(path), 300);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.waitsFor) follow(path, error.waitsFor);
    else answers.set(path, { state: 'error', error });
  } finally {
    asking.delete(path);
  }
  changed();
}

/** Forgets an answer, so that the next `load` asks again. @param {string} path */
export function forget(path) {
  answers.delete(path);
  changed();
}

/** Fetches again all answers whose path begins so, and lists too. @param {string} prefix */
export function refreshAll(prefix) {
  for (const path of [...lists.keys()]) if (path.startsWith(prefix)) lists.delete(path);
  for (const path of [...answers.keys()]) if (path.startsWith(prefix)) refresh(path);
}

/** Forgets everything about a snapshot, also that it was not here. @param {string} id */
export function forgetAbout(id) {
  for (const map of [answers, lists]) for (const path of [...map.keys()]) if (path.includes(id)) map.delete(path);
  changed();
}

/** Forgets everything: somebody else looks now. */
export function forgetAll() {
  answers.clear();
  lists.clear();
  changed();
}

/** The analysis runs: its progress stands for the answer until it is done. @param {string} path @param {string} jobId */
function follow(path, jobId) {
  /** @type {Job} */
  const started = {
    id: jobId,
    kind: 'analyse',
    title: '',
    state: 'running',
    stage: null,
    percent: null,
    secondsLeft: null,
  };
  if (answers.get(path)?.state !== 'job') answers.set(path, { state: 'job', job: started });
  const key = `${path} ${jobId}`;
  if (watched.has(key)) return;
  watched.add(key);
  watch(jobId, (job) => {
    answers.set(path, { state: 'job', job });
    if (job.state !== 'running') watched.delete(key);
    if (job.state === 'done') refresh(path);
    changed();
  });
}

/** A list in pages, kept so that going back shows it at once. @param {string} path @returns {Rows<any>} */
export function rows(path) {
  const known = lists.get(path);
  if (known instanceof Rows) return known;
  trim(lists, 40);
  const made = new Rows(path);
  made.onState = redraw;
  lists.set(path, made);
  return made;
}

/**
 * Groups that open to lists of their own.
 * @param {string} path of the groups
 * @param {(group: any) => string} memberPath of the members of one
 * @param {string} order of the members
 * @returns {GroupedRows<any, any>}
 */
export function grouped(path, memberPath, order) {
  const key = `groups ${path} ${order}`;
  const known = lists.get(key);
  if (known instanceof GroupedRows) return known;
  trim(lists, 40);
  const groups = new Rows(path);
  groups.onState = redraw;
  const made = new GroupedRows(groups, (group) => {
    const members = new Rows(memberPath(group));
    members.onState = redraw;
    return members;
  });
  lists.set(key, made);
  return made;
}

/**
 * @param {string} snapshot
 * @param {{filter?: string, state?: string}} query
 * @returns {TaskTree}
 */
export function tree(snapshot, query) {
  const path = at.tree(snapshot, query);
  const known = lists.get(path);
  if (known instanceof TaskTree) return known;
  trim(lists, 40);
  const made = new TaskTree((parent) => new Rows(parent ? at.tree(snapshot, { ...query, parent }) : path));
  made.root.rows.onState = redraw;
  lists.set(path, made);
  return made;
}

/** Drops the oldest half when full. @param {Map<string, unknown>} map @param {number} [most] */
function trim(map, most = keep) {
  if (map.size < most) return;
  for (const key of [...map.keys()].slice(0, most / 2)) map.delete(key);
}
