/**
 * Starts everything: on each change of the URL or of the fetched data, draws the frame with the view of that URL. A view
 * says what it `needs` by URL of the API; its `draw` runs only when all of it is here. Loading, progress of an analysis
 * and errors are shown in one way for all views, here.
 */
import { render } from 'lit-html';
import { at, onUnknownReader } from './api.js';
import { listenToDrops, takeFiles } from './drop.js';
import { frame } from './frame.js';
import './help.js';
import { listenToKeys } from './keys.js';
import './list.js';
import './palette.js';
import { errorCard, jobView, loadingView } from './parts.js';
import * as route from './route.js';
import { begin, mayChange, session } from './session.js';
import { load, onChange, refresh } from './store.js';
import * as upload from './upload.js';
import { cycleView } from './views/cycle.js';
import { filesView } from './views/files.js';
import { graphView } from './views/graph.js';
import { hangView } from './views/hang.js';
import { homeView } from './views/home.js';
import { locksView } from './views/locks.js';
import { loginView } from './views/login.js';
import { missingView } from './views/missing.js';
import { notesView } from './views/notes.js';
import { objectView } from './views/object.js';
import { objectsView } from './views/objects.js';
import { overviewView } from './views/overview.js';
import { rawView } from './views/raw.js';
import { searchView } from './views/search.js';
import { sharedView } from './views/shared.js';
import { stringsView } from './views/strings.js';
import { taskView } from './views/task.js';
import { tasksView } from './views/tasks.js';
import { threadsView } from './views/threads.js';
import { typesView } from './views/types.js';
import { askAgain, isHere, wantedView, whenItComes } from './views/wanted.js';

/**
 * @typedef {{
 *   title: (route: any, data: any) => string,
 *   needs: (route: any) => Record<string, string>,
 *   draw: (route: any, data: any) => unknown,
 *   enter?: () => (() => void) | void,
 *   fills?: boolean,
 * }} View enter: called when the screen is shown, returns what to do when it is left; fills: scrolls within itself
 */

/** @type {Record<route.Screen, View>} */
const views = {
  home: homeView,
  overview: overviewView,
  hang: hangView,
  tasks: tasksView,
  cycle: cycleView,
  task: taskView,
  threads: threadsView,
  locks: locksView,
  strings: stringsView,
  files: filesView,
  raw: rawView,
  types: typesView,
  objects: objectsView,
  object: objectView,
  graph: graphView,
  notes: notesView,
  shared: sharedView,
  search: searchView,
  missing: missingView,
};

/** The page before may stand this long while the next one loads: quicker answers then never flicker. */
const patienceMillis = 150;

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
let place = '';
let shownPlace = '';
let arrivedAt = 0;
/** @type {View | undefined} */
let shownView;
/** @type {(() => void) | void} */
let leave;
let queued = false;
let moves = 0;

function draw() {
  queued = false;
  const here = route.current();
  if (!admitted(here)) return;
  if (here.snapshot && mayChange()) {
    const known = isHere(here.snapshot);
    if (known === undefined) return;
    if (!known) {
      takeFiles({ wanted: here.snapshot });
      return wanted(here);
    }
  }
  const view = views[here.screen];
  if (view !== shownView) {
    leave?.();
    shownView = view;
    leave = view.enter?.();
  }
  const now = `${here.screen} ${here.snapshot} ${here.address} ${here.index}`;
  if (now !== place) {
    place = now;
    arrivedAt = performance.now();
  }
  const needs = view.needs(here);
  const answers = Object.entries(needs).map(([name, path]) => ({ name, path, ...load(path) }));
  const blocking =
    answers.find((answer) => answer.state === 'error') ??
    answers.find((answer) => answer.state === 'job') ??
    answers.find((answer) => answer.state === 'loading');
  const data = Object.fromEntries(
    answers.flatMap((answer) => (answer.state === 'ready' ? [[answer.name, answer.value]] : [])),
  );
  if (blocking?.state === 'loading' && shownPlace && shownPlace !== place) {
    const waited = performance.now() - arrivedAt;
    if (waited < patienceMillis) return void setTimeout(redraw, patienceMillis - waited);
  }
  const absent = here.snapshot && blocking?.state === 'error' && blocking.error.kind === 'no-such-snapshot';
  takeFiles(absent && mayChange() ? { wanted: here.snapshot } : here.screen === 'home' ? {} : undefined);
  if (absent && mayChange()) return wanted(here);
  const content = blocking ? stateView(blocking) : view.draw(here, data);
  const title = blocking ? screenName(here.screen) : view.title(here, data);
  document.title = here.screen === 'home' ? title : `${title} · Ouroscope`;
  render(frame(here, { title, content, fills: !!view.fills && !blocking }), root);
  if (shownPlace !== place) {
    shownPlace = place;
    const main = root.querySelector('main');
    main?.scrollTo(0, 0);
    // The link that was followed may be gone: the keyboard then goes on from the new content.
    if (document.activeElement === document.body && moves++) main?.focus({ preventScroll: true });
  }
}

/** Whether the reader may look at this place; if not, says so. @param {route.Route} here */
function admitted(here) {
  const who = session();
  if (who.state === 'ready') {
    const { kind, shares } = who.value;
    if (kind === 'open' || kind === 'owner') return true;
    if (kind === 'guest' && here.snapshot && shares.some((share) => share.snapshotId === here.snapshot)) return true;
    bare('Ouroscope', loginView(here, who.value));
  } else if (who.state === 'error') bare('Ouroscope', errorCard(who.error, at.session()));
  return false;
}

/** A page without a snapshot around it. @param {string} title @param {unknown} content */
function bare(title, content) {
  document.title = title === 'Ouroscope' ? title : `${title} · Ouroscope`;
  render(frame({ screen: 'missing', query: {} }, { title, content, fills: false }), root);
}

/** What a page is called while its own name is not known. @param {route.Screen} screen */
const screenName = (screen) =>
  screen === 'files' ? 'Files & sockets' : `${screen[0].toUpperCase()}${screen.slice(1)}`;

let asking = 0;

/** The link's snapshot is not here: its file is asked for, and looked for. @param {route.Route} here */
function wanted(here) {
  bare('Snapshot wanted', wantedView(here));
  whenItComes(/** @type {string} */ (here.snapshot));
  clearTimeout(asking);
  asking = setTimeout(() => route.current().snapshot === here.snapshot && askAgain(), 2_500);
}

/** @param {any} answer */
function stateView(answer) {
  if (answer.state === 'error') return errorCard(answer.error, answer.path);
  if (answer.state === 'job') return jobView(answer.job, answer.path);
  return loadingView;
}

/** Draws once, soon, however often it is called. */
function redraw() {
  if (queued) return;
  queued = true;
  queueMicrotask(draw);
}

onChange(redraw);
onUnknownReader(() => refresh(at.session()));
upload.onArrival((id, wasWanted) => {
  if (!wasWanted && route.current().screen === 'home') upload.open(id);
});
listenToKeys();
listenToDrops();
begin().then(() => route.start(redraw));
