/**
 * Who looks: everybody on this machine (`open`), somebody with the server's token (`owner`), with links that were shared
 * with them (`guest`), or nobody yet. A key in the URL's fragment is exchanged for a cookie and taken out of the address
 * bar before anything else happens; it is never sent as part of a URL.
 */
import * as api from './api.js';
import { takeKey } from './route.js';
import { forgetAll, load } from './store.js';

/** @type {Problem | undefined} */
let refused;

/** Why the key that was given does not open anything. */
export const keyProblem = () => refused;

/** @param {string} key @returns {Promise<boolean>} whether it opened something */
export async function logIn(key) {
  try {
    await api.logIn(key);
    refused = undefined;
    return true;
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    refused = error.problem;
    return false;
  } finally {
    forgetAll();
  }
}

/** Calls back when the key of the URL, if there is one, was exchanged. */
export async function begin() {
  const key = takeKey();
  if (key) await logIn(key);
}

/** @returns {import('./store.js').Loaded<Session>} */
export const session = () => load(api.at.session());

/** @returns {Session | undefined} */
function known() {
  const answer = session();
  return answer.state === 'ready' ? answer.value : undefined;
}

/** Whether notes, labels, captures and deletions are for this reader. */
export function mayChange() {
  const kind = known()?.kind;
  return kind === 'open' || kind === 'owner';
}

/** Whether links can be made that let others in. */
export const mayShare = () => known()?.kind === 'owner';

/** What was shared with this reader. */
export const sharedWithMe = () => known()?.shares ?? [];

/** The share that lets this reader see a snapshot; undefined for who may see all. @param {string | undefined} snapshot */
export function shareOf(snapshot) {
  const now = known();
  return now?.kind === 'guest' ? now.shares.find((share) => share.snapshotId === snapshot) : undefined;
}
