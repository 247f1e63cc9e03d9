/** Lines of the program as it stood at the capture: one beneath a place, and on demand a few around it. */
import { html, nothing } from 'lit-html';
import { at } from './api.js';
import { plain } from './format.js';
import { icon } from './icons.js';
import { errorCard } from './parts.js';
import { changed, current, go } from './route.js';
import { load } from './store.js';

const changedSince = 'The file was changed after the process began: what stands there may not be what runs';
const keywords =
  'False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield';
const tokens = new RegExp(
  `(?<comment>#.*)|(?<str>[rbfuRBFU]{0,2}(?:"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'))|(?<kw>\\b(?:${keywords.replaceAll(' ', '|')})\\b)|(?<num>\\b\\d[\\w.]*)`,
  'g',
);

/** Coloured text. @param {string} line */
function painted(line) {
  const text = plain(line);
  const parts = [];
  let from = 0;
  for (const token of text.matchAll(tokens)) {
    const { comment, str, kw } = token.groups ?? {};
    const look = comment ? 'dim' : str ? 'str' : kw ? 'kw' : 'num';
    parts.push(text.slice(from, token.index), html`<span class=${`py-${look}`}>${token[0]}</span>`);
    from = token.index + token[0].length;
  }
  return [...parts, text.slice(from)];
}

/** @param {boolean} newer */
const mark = (newer) =>
  newer ? html`<span class="tag warn" title=${changedSince}>${icon('warn')}file changed since</span>` : nothing;

/** The line at a place, in a table or a list. @param {SourceLine | null | undefined} source */
export function codeLine(source) {
  return source
    ? html`<span class="code-line"><code title=${plain(source.text)}>${painted(source.text)}</code>${mark(source.newer)}</span>`
    : nothing;
}

/** Under a frame: its line, which opens to those around it. @param {string} snapshot @param {{file: string | null, line: number | null, source?: SourceLine | null}} where */
export function codeAt(snapshot, { file, line, source }) {
  if (!source || !file || !line) return nothing;
  const here = `${file}:${line}`;
  const open = current().query.code === here;
  const toggle = () => go(changed(current(), { code: open ? undefined : here }), { replace: true });
  return html`<div class="code-at"><button type="button" class="code-row" aria-expanded=${open ? 'true' : 'false'} title=${open ? 'Show this line only' : 'Show the lines around it'} @click=${toggle}>
      ${icon(open ? 'down' : 'right')}<code>${painted(source.text)}</code>${mark(source.newer)}</button>
    ${open ? around(at.sourceLines(snapshot, { file, line, before: 4, after: 4 }), line) : nothing}</div>`;
}

/** @param {string} path @param {number} line */
function around(path, line) {
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return nothing;
  const { lines } = /** @type {SourcePart} */ (answer.value);
  const texts = lines.filter(({ text }) => text.trim());
  const indent = Math.min(...texts.map(({ text }) => text.length - text.trimStart().length));
  return html`<ol class="code-around">${lines.map(
    ({ number, text }) =>
      html`<li class=${number === line ? 'here' : ''} aria-current=${number === line ? 'true' : nothing}><span class="num faint">${number}</span><code>${painted(text.slice(indent))}</code></li>`,
  )}</ol>`;
}

/** Beneath a stack of which no line is known. @param {(SourceLine | null | undefined)[]} sources of its places */
export function noCode(sources) {
  return !sources.length || sources.some(Boolean)
    ? nothing
    : html`<p class="faint no-code" title="A capture takes the files along that it can read; other tools take none">No source of these places in this snapshot.</p>`;
}
