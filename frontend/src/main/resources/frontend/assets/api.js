/**
 * The only file that fetches. Addresses of the API are built here, answers are JSON, every failure is an ApiError that
 * carries the server's problem+json, so that a view can show title, detail and hint.
 */

/** @typedef {Record<string, string | number | undefined>} Query */

export class ApiError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  /** The last part of the type: "not-found", "not-ready", … */
  get kind() {
    return this.problem.type.slice(this.problem.type.lastIndexOf('/') + 1);
  }

  /** The job after which the same question has an answer. */
  get waitsFor() {
    return this.kind === 'not-ready' ? this.problem.jobId : undefined;
  }
}

/** @param {string} path @param {Query} [query] */
function address(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, `${value}`);
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** Where everything is. @type {Record<string, (...parts: any[]) => string>} */
export const at = {
  info: () => '/api/info',
  snapshots: () => '/api/snapshots?limit=500',
  processes: () => '/api/processes',
  jobs: () => '/api/jobs',
  snapshot: (/** @type {string} */ id) => `/api/snapshots/${id}`,
  overview: (/** @type {string} */ id) => `/api/s/${id}/overview`,
  types: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/types`, query),
  typeModules: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/types/modules`, query),
  typeMap: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/types/map`, query),
  objects: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/objects`, query),
  object: (/** @type {string} */ id, /** @type {string} */ object) => `/api/s/${id}/objects/${object}`,
  part: (/** @type {string} */ id, /** @type {string} */ object, /** @type {string} */ part) =>
    `/api/s/${id}/objects/${object}/${part}`,
  memory: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/memory`, query),
  expression: (/** @type {string} */ id, /** @type {string} */ object, /** @type {number | undefined} */ others) =>
    address(`/api/s/${id}/objects/${object}/path`, { others }),
  search: (/** @type {string} */ id, /** @type {string} */ q, /** @type {number | undefined} */ limit) =>
    address(`/api/s/${id}/search`, { q, limit }),
  tasks: (/** @type {string} */ id) => `/api/s/${id}/tasks`,
  tree: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/tasks/tree`, query),
  taskTable: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/tasks/table`, query),
  taskGroups: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/tasks/groups`, query),
  verdicts: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/hang/verdicts`, query),
  verdict: (/** @type {string} */ id, /** @type {number} */ index) => `/api/s/${id}/hang/verdicts/${index}`,
  waitGroups: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/hang/groups`, query),
  standing: (/** @type {string} */ id, /** @type {string} */ what) => `/api/s/${id}/hang/of/${what}`,
  locks: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/locks`, query),
  sourceLines: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/sources/lines`, query),
  waiters: (/** @type {string} */ id, /** @type {string} */ what) => `/api/s/${id}/locks/${what}/waiters`,
  cycle: (/** @type {string} */ id, /** @type {number} */ index) => `/api/s/${id}/tasks/cycles/${index}`,
  threads: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/threads`, query),
  threadGroups: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/threads/groups`, query),
  thread: (/** @type {string} */ id, /** @type {string} */ thread, /** @type {Query} */ query) =>
    address(`/api/s/${id}/threads/${thread}`, query),
  files: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/files`, query),
  strings: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/strings`, query),
  stringLengths: (/** @type {string} */ id, /** @type {Query} */ query) =>
    address(`/api/s/${id}/strings/lengths`, query),
  duplicates: (/** @type {string} */ id, /** @type {Query} */ query) =>
    address(`/api/s/${id}/strings/duplicates`, query),
  regions: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/regions`, query),
  find: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/find`, query),
  file: (/** @type {string} */ id, /** @type {string} */ fd) => `/api/s/${id}/files/${fd}`,
  suspended: (/** @type {string} */ id) => `/api/s/${id}/suspended?limit=100`,
  graphNodes: (/** @type {string} */ id, /** @type {string[]} */ nodes) => `/api/s/${id}/graph/nodes?nodes=${nodes}`,
  graphEdges: (/** @type {string} */ id, /** @type {string[]} */ nodes) => `/api/s/${id}/graph/edges?nodes=${nodes}`,
  neighbours: (/** @type {string} */ id, /** @type {string[]} */ nodes, /** @type {string} */ direction) =>
    `/api/s/${id}/graph/neighbours?direction=${direction}&address=${nodes}`,
  group: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/graph/group`, query),
  path: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/s/${id}/graph/path`, query),
  task: (/** @type {string} */ id, /** @type {string} */ task) => `/api/s/${id}/tasks/${task}`,
  taskFacts: (/** @type {string} */ id, /** @type {string} */ task) => `/api/s/${id}/tasks/${task}/facts`,
  notes: (/** @type {string} */ id, /** @type {Query} */ query) => address(`/api/snapshots/${id}/notes`, query),
  notesFile: (/** @type {string} */ id) => `/api/snapshots/${id}/notes.json`,
  download: (/** @type {string} */ id) => `/api/snapshots/${id}/file`,
  session: () => '/api/session',
  grants: (/** @type {Query} */ query = {}) => address('/api/grants', query),
};

/** @param {string} path @param {number} offset @param {number} limit */
export function page(path, offset, limit) {
  return `${path}${path.includes('?') ? '&' : '?'}offset=${offset}&limit=${limit}`;
}

let unknownReader = () => {};

/** Calls back when an answer says that the reader may not look, or no longer. @param {() => void} listener */
export function onUnknownReader(listener) {
  unknownReader = listener;
}

/** @param {string} path @param {{method?: string, body?: unknown}} [how] @returns {Promise<any>} */
async function call(path, { method = 'GET', body } = {}) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: method === 'GET' ? {} : { 'Content-Type': 'application/json' },
      body: method === 'GET' ? undefined : body instanceof Blob ? body : JSON.stringify(body ?? {}),
    });
  } catch {
    throw new ApiError({
      type: '/problems/unreachable',
      title: 'The Ouroscope server does not answer',
      status: 0,
      detail: 'The server was stopped, or the connection to it is broken.',
      hint: 'Start it again and reload this page.',
    });
  }
  const text = await response.text();
  const json = parsed(text);
  if (response.status === 401 && path !== at.session()) unknownReader();
  // The analysis has begun and the answer follows: 202, as a 4xx would stand in the browser's console as an error.
  const waiting = response.status === 202 && json?.type === '/problems/not-ready';
  if (response.ok && !waiting && (json !== undefined || text === '')) return json;
  throw new ApiError(
    typeof json?.title === 'string'
      ? { type: '/problems/unknown', ...json }
      : {
          type: '/problems/unknown',
          title: `The server answered ${response.status}`,
          status: response.status,
          detail: path,
        },
  );
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} path */
export const get = (path) => call(path);

/** How soon a search is looked at again that runs. */
const lookAgainMillis = 300;

/**
 * An answer that a search has to find first, when it is found.
 * @param {string} path @param {(search: Search) => void} [onProgress]
 */
export async function found(path, onProgress = () => {}) {
  while (true) {
    const answer = await get(path);
    if (answer.search?.state !== 'running') return answer;
    onProgress(answer.search);
    await new Promise((done) => setTimeout(done, lookAgainMillis));
  }
}

/** @param {number} pid @returns {Promise<{jobId: string}>} */
export const capture = (pid) => call('/api/captures', { method: 'POST', body: { pid } });

/** @param {string} id @param {string} label @returns {Promise<Snapshot>} */
export const rename = (id, label) => call(at.snapshot(id), { method: 'PATCH', body: { label } });

/** @param {string} id */
export const remove = (id) => call(at.snapshot(id), { method: 'DELETE' });

/** @param {string} id */
export const cancel = (id) => call(`/api/jobs/${id}`, { method: 'DELETE' });

/** @param {string} id @returns {Promise<Job>} */
export const job = (id) => call(`/api/jobs/${id}`);

/**
 * Follows a job until it ends; the stream of events is open only that long. When the stream breaks, the job is asked
 * for once a second, so that its end is never missed.
 * @param {string} id
 * @param {(job: Job) => void} onChange
 */
export function watch(id, onChange) {
  const events = new EventSource(`/api/jobs/${id}/events`);
  events.addEventListener('job', (event) => {
    const now = /** @type {Job} */ (JSON.parse(event.data));
    if (now.state !== 'running') events.close();
    onChange(now);
  });
  events.addEventListener('error', async () => {
    events.close();
    const now = await job(id).catch((error) => lost(id, error));
    onChange(now);
    if (now.state === 'running') setTimeout(() => watch(id, onChange), 1000);
  });
}

/** @param {string} id @param {ApiError} error @returns {Job} */
function lost(id, error) {
  const { title, detail, hint } = error.problem;
  return {
    id,
    kind: 'analyse',
    title: 'Lost',
    state: 'failed',
    stage: null,
    percent: null,
    secondsLeft: null,
    problem: { title, detail, hint },
  };
}

/** @param {string} name @param {number} sizeBytes @returns {Promise<{jobId: string}>} */
export const announceUpload = (name, sizeBytes) => call('/api/uploads', { method: 'POST', body: { name, sizeBytes } });

/**
 * Sends a file; how that ends is told by its job, unless the file never reaches it. XMLHttpRequest, because fetch does not
 * say how much was sent.
 * @param {string} job @param {File} file @param {(bytes: number) => void} onSent
 * @param {(status: number) => void} onBroken called with the status of a refusal, 0 where the connection ended
 * @returns {() => void} to stop it
 */
export function sendFile(job, file, onSent, onBroken) {
  const request = new XMLHttpRequest();
  request.addEventListener('error', () => onBroken(0));
  request.addEventListener('load', () => request.status >= 400 && onBroken(request.status));
  request.upload.addEventListener('progress', (event) => onSent(event.loaded));
  request.open('PUT', `/api/uploads/${job}`);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
  return () => request.abort();
}

/** @typedef {{path: string, title: string, text: string, version?: number}} NoteDraft */

/** @param {string} id @param {NoteDraft} draft @returns {Promise<Note>} */
export const addNote = (id, draft) => call(at.notes(id, {}), { method: 'POST', body: draft });

/** @param {string} id @param {string} note @param {NoteDraft} draft @returns {Promise<Note>} */
export const changeNote = (id, note, draft) => call(`${at.notes(id, {})}/${note}`, { method: 'PATCH', body: draft });

/** @param {string} id @param {string} note */
export const removeNote = (id, note) => call(`${at.notes(id, {})}/${note}`, { method: 'DELETE' });

/** @param {string} id @param {File} file @returns {Promise<{taken: number}>} */
export const importNotes = (id, file) => call(at.notesFile(id), { method: 'PUT', body: file });

/** @param {string} key the server's token, or that of a shared link @returns {Promise<Session>} */
export const logIn = (key) => call(at.session(), { method: 'POST', body: { key } });

/** @param {{snapshotId: string, hours: number, label: string}} order @returns {Promise<{grant: Grant, key: string}>} */
export const makeGrant = (order) => call(at.grants(), { method: 'POST', body: order });

/** @param {string} id */
export const revokeGrant = (id) => call(`${at.grants()}/${id}`, { method: 'DELETE' });
