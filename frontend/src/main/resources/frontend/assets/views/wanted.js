/**
 * A link whose snapshot is not here: which file is wanted, a place to drop it, and then on to where the link leads. Drawn
 * by app.js in place of any screen.
 */
import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import { bytes, count, exactTime, plain, time } from '../format.js';
import { icon } from '../icons.js';
import { confirm, copyButton, say } from '../parts.js';
import { href, wantedFile } from '../route.js';
import { forgetAbout, load, redraw, refresh } from '../store.js';
import { chooseButton, current, dismiss, uploadCard } from '../upload.js';

/** @param {import('../route.js').Route} route */
export function wantedView(route) {
  const id = /** @type {string} */ (route.snapshot);
  const { file, size, captured } = wantedFile();
  const facts = [
    ['File', file ? html`<span class="mono wrap">${plain(file)}</span>` : nothing],
    [
      'Size',
      size ? html`<span title="${count(size)} bytes">${bytes(size)}</span>, when it is not compressed` : nothing,
    ],
    ['Captured', captured ? html`<span title=${exactTime(captured)}>${time(captured)}</span>` : nothing],
    ['Id', html`<span class="row"><span class="mono wrap">${id}</span>${copyButton(id, 'Copy', 'btn small')}</span>`],
  ];
  return html`<div class="page wanted"><header class="page-head"><h1>The snapshot of this link is not here yet</h1></header>
    <p class="lede">The link leads into a snapshot that this Ouroscope does not have. Give it the file, and it goes on to the
      place that the link means${place(route)}.</p>
    <dl class="facts card card-text">${facts.map(([name, value]) => (value === nothing ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`))}</dl>
    ${other(id)} ${current()?.state === 'other' ? nothing : uploadCard()}
    ${
      current()
        ? nothing
        : html`<div class="drop-zone"><p><b>Drop the file here</b></p>
          <p class="soft">A core file, plain or compressed with zstd (.zst). It is kept in this machine's store and read as it comes.</p>
          <p>${chooseButton(id, 'Choose a file', 'btn primary')}</p></div>`
    }
    <p class="soft">You do not have the file? Whoever sent the link does: in their Ouroscope, <b>Share</b> has a download of it.
      If you put it into the store by hand, this page notices.</p>
    <p class="row after"><a class="btn" href="/" data-anew>All snapshots</a></p></div>`;
}

const names = /** @type {Record<string, string>} */ ({
  cycle: 'a cycle of tasks',
  task: 'the task',
  object: 'the object',
  files: 'files and sockets',
});

/** @param {import('../route.js').Route} route */
function place({ screen, address }) {
  if (screen === 'overview') return nothing;
  return html`: <b>${names[screen] ?? screen}${address ? html` <span class="mono">${address}</span>` : nothing}</b>`;
}

/** What came is another snapshot. @param {string} wanted */
function other(wanted) {
  const upload = current();
  if (upload?.state !== 'other' || !upload.snapshotId) return nothing;
  const id = upload.snapshotId;
  const answer = load(api.at.snapshot(id));
  const shot = /** @type {Snapshot | undefined} */ (answer.state === 'ready' ? answer.value : undefined);
  return html`<section class="notice bad" role="alert"><h2>${icon('warn')}This is another snapshot</h2>
    <p>${plain(upload.file.name)} holds other content than the link means${
      shot?.capturedAt
        ? html`: it is of ${plain(shot.process)}${shot.pid ? `, pid ${shot.pid}` : ''}, captured ${time(shot.capturedAt)}`
        : nothing
    }. Its id is</p><p class="mono wrap">${id}</p><p>and the link wants</p><p class="mono wrap">${wanted}</p>
    <p class="row">${chooseButton(wanted, 'Choose another file', 'btn primary')}
      <a class="btn" href=${href({ screen: 'overview', snapshot: id })} @click=${dismiss}>Open it anyway</a>
      ${upload.wasHere ? nothing : html`<button type="button" class="btn" @click=${() => remove(id)}>Remove it again</button>`}</p></section>`;
}

/** @param {string} id */
async function remove(id) {
  const sure = await confirm({
    title: 'Remove this snapshot?',
    text: 'Its file is deleted from the store of this machine. The file that you gave stays as it is.',
    action: 'Remove',
  });
  if (!sure) return;
  try {
    await api.remove(id);
    say('Removed');
  } catch (error) {
    say(`Not removed: ${plain(/** @type {Error} */ (error).message)}`);
  }
  dismiss();
}

/** Whose absence from the list was looked up anew. */
let lookedFor = '';
let looking = false;

/**
 * Whether there is such a snapshot, as the list of all says: to ask for one that is not here would be an error in the
 * browser's console. Undefined until that is known. @param {string} id
 */
export function isHere(id) {
  const path = api.at.snapshots();
  const answer = load(path);
  if (answer.state !== 'ready') return answer.state === 'loading' ? undefined : true;
  const { items, total } = /** @type {Page<Snapshot>} */ (answer.value);
  if (total > items.length || items.some((each) => each.id?.startsWith(id))) {
    lookedFor = '';
    return true;
  }
  if (lookedFor === id) return looking ? undefined : false;
  // The list may be older than the snapshot.
  lookedFor = id;
  looking = true;
  refresh(path).finally(() => {
    looking = false;
    redraw();
  });
  return undefined;
}

/** Asks the list, which is no error in the browser's console, until the snapshot is in it. @param {string} id */
export function whenItComes(id) {
  const answer = load(api.at.snapshots());
  const items = /** @type {Snapshot[]} */ (answer.state === 'ready' ? answer.value.items : []);
  if (items.some((each) => each.id?.startsWith(id))) forgetAbout(id);
}

export const askAgain = () => refresh(api.at.snapshots());
