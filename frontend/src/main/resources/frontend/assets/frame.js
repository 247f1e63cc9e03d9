/** What surrounds every view: top bar, rail, breadcrumb and Inspector. */
import { html, nothing } from 'lit-html';
import { at } from './api.js';
import { unknownChoices } from './choices.js';
import { exactTime, millis, plain, plural, shortCount, time } from './format.js';
import { icon } from './icons.js';
import { inspector } from './inspector.js';
import { noteButton, noteCount, pinned } from './notes.js';
import { href, inspected, trail } from './route.js';
import { searchBox } from './search-box.js';
import { mayChange, mayShare, shareOf } from './session.js';
import { shareButton } from './share.js';
import { load } from './store.js';
import { themeButton } from './theming.js';

/**
 * @param {import('./route.js').Route} route
 * @param {{title: string, content: unknown, fills: boolean}} page
 */
export function frame(route, { title, content, fills }) {
  const answer = route.snapshot ? load(at.overview(route.snapshot)) : undefined;
  const overview = answer && ready(answer);
  const selected = route.snapshot ? inspected(route) : undefined;
  return html`<a class="skip" href="#main">Skip to content</a>
    <div class="app ${route.snapshot ? '' : 'no-rail'} ${selected ? 'inspecting' : ''}">
      <header class="top">
        <a class="brand" href="/" data-anew>${icon('brand')}<span class="word">Ouroscope</span></a>
        ${route.snapshot && answer?.state !== 'error' ? chip(route.snapshot, overview) : nothing}
        ${route.snapshot ? searchBox(route) : html`<span class="spring"></span>`}
        ${route.snapshot && mayChange() ? noteButton(route) : nothing}
        ${route.snapshot ? shareButton(route) : mayShare() && route.screen !== 'shared' ? html`<a class="btn" href="/shared">Shared links</a>` : nothing}
        ${themeButton()}
      </header>
      ${route.snapshot ? rail(route, overview) : nothing}
      <main id="main" tabindex="-1" class=${fills ? 'fills' : ''}>
        ${route.snapshot ? html`${crumbs(route, title, overview)}${pinned(route, mayChange())}${unknownChoices(route)}` : nothing}${content}
      </main>
      ${route.snapshot && selected ? inspector(route) : nothing}
    </div>
    <div id="toast" role="status" aria-live="polite"></div>`;
}

/** Who was let in to look sees until when. @param {string} snapshot */
function guest(snapshot) {
  const share = shareOf(snapshot);
  return share
    ? html`<p class="guest" title=${exactTime(share.until)}>Shared with you, read-only, until ${time(share.until)}</p>`
    : nothing;
}

/** @param {import('./store.js').Loaded} answer */
const ready = (answer) => (answer.state === 'ready' ? answer.value : undefined);

/** @param {string} id @param {Overview | undefined} overview */
function chip(id, overview) {
  const shot = overview?.snapshot ?? /** @type {Snapshot | undefined} */ (ready(load(at.snapshot(id))));
  if (!shot) return html`<span class="chip"><span class="mono">${id.slice(0, 12)}</span></span>`;
  const version = shot.pythonVersion ?? overview?.python?.version;
  const facts = [
    shot.pid ? `pid ${shot.pid}` : '',
    version ? `CPython ${plain(version)}` : '',
    shot.capturedAt ? html`<span title=${exactTime(shot.capturedAt)}>${time(shot.capturedAt)}</span>` : '',
    shot.pauseMillis
      ? html`<span title="How long the process stood still while its memory was copied">paused ${millis(shot.pauseMillis)}</span>`
      : '',
  ];
  return html`<div class="chip">
    <b title=${[plain(shot.process ?? shot.file), plain(shot.commandLine)].filter(Boolean).join('\n')}>${plain(shot.process ?? shot.file)}</b>
    ${facts.map((fact, i) => (fact ? html`<span class="fact ${i === 3 ? 'pause' : ''}">${fact}</span>` : nothing))}
    ${overview ? completeness(id, overview) : nothing}
  </div>`;
}

/** @param {string} id @param {Overview} overview */
function completeness(id, overview) {
  return overview.complete
    ? html`<span class="tag ok">${icon('check')}complete</span>`
    : html`<a class="tag warn" href="${href({ screen: 'overview', snapshot: id })}#missing">${icon('warn')}partial</a>`;
}

/** @param {import('./route.js').Route} route @param {Overview | undefined} overview */
function rail(route, overview) {
  const snapshot = route.snapshot;
  const verdicts =
    snapshot && overview
      ? /** @type {Page<VerdictHead> | undefined} */ (ready(load(at.verdicts(snapshot, {}))))
      : undefined;
  const stuck = verdicts?.items.filter((verdict) => verdict.problem && verdict.forEver).length;
  const badge = stuck
    ? html`<span class="tag bad" title="${plural(stuck, 'verdict')}: nothing scheduled will end it">${icon('cross')}${stuck}</span>`
    : nothing;
  const screens = /** @type {const} */ ([
    ['overview', 'Overview', undefined, ['overview']],
    ['hang', 'Hang', undefined, ['hang']],
    ['tasks', 'Tasks', overview?.tasks.total, ['tasks', 'task', 'cycle']],
    ['threads', 'Threads', overview?.threads.total, ['threads']],
    ['locks', 'Locks', undefined, ['locks']],
    ['types', 'Types', undefined, ['types']],
    ['objects', 'Objects', overview?.objects.count, ['objects', 'object']],
    ['strings', 'Strings', undefined, ['strings']],
    ['graph', 'Graph', undefined, ['graph']],
    ['files', 'Files & sockets', undefined, ['files']],
    ['raw', 'Raw', undefined, ['raw']],
    ['notes', 'Notes', snapshot ? noteCount(snapshot) || undefined : undefined, ['notes']],
  ]);
  return html`<nav class="rail" aria-label="Screens">${screens.map(
    ([screen, name, number, members]) => html`<a href=${href({ screen, snapshot })} data-anew
      aria-current=${/** @type {readonly string[]} */ (members).includes(route.screen) ? 'page' : nothing}>
      <span>${name}</span><span class="rail-end">${screen === 'hang' ? badge : nothing}${number === undefined ? nothing : html`<span class="num">${shortCount(number)}</span>`}</span></a>`,
  )}${snapshot ? guest(snapshot) : nothing}</nav>`;
}

/** @param {import('./route.js').Route} route @param {string} title @param {Overview | undefined} overview */
function crumbs(route, title, overview) {
  if (route.screen === 'overview') return nothing;
  const shot = overview?.snapshot;
  const start = {
    href: href({ screen: 'overview', snapshot: route.snapshot }),
    title: plain(shot?.process ?? shot?.file) || 'Overview',
  };
  const between = trail().filter((crumb) => crumb.href.startsWith(`/s/${route.snapshot}`));
  const back = between.length ? between : parent(route);
  return html`<nav class="crumbs" aria-label="How you got here"><ol>
    ${[start, ...back].map((crumb) => html`<li><a href=${crumb.href}>${plain(crumb.title)}</a></li>`)}
    <li aria-current="page">${plain(title)}</li></ol></nav>`;
}

/** Where a place belongs, for a link that was pasted. @param {import('./route.js').Route} route */
function parent({ screen, snapshot }) {
  if (screen === 'task' || screen === 'cycle') return [{ href: href({ screen: 'tasks', snapshot }), title: 'Tasks' }];
  if (screen === 'object') return [{ href: href({ screen: 'objects', snapshot }), title: 'Objects' }];
  if (screen === 'objects') return [{ href: href({ screen: 'types', snapshot }), title: 'Types' }];
  return [];
}
