/**
 * Files dropped anywhere on the page. Where a screen takes them it says so; elsewhere a file dropped by mistake must not
 * make the browser leave the page for it.
 */
import { uploadAll } from './upload.js';

/** @type {{wanted?: string} | undefined} */
let target;

/** What a file that is dropped now is taken for; undefined where none is taken. @param {{wanted?: string} | undefined} next */
export function takeFiles(next) {
  target = next;
}

const hasFiles = (/** @type {DragEvent} */ event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

/** @param {boolean} on */
function mark(on) {
  document.documentElement.classList.toggle('dropping', on && !!target);
}

export function listenToDrops() {
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = target ? 'copy' : 'none';
    mark(true);
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) mark(false);
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(false);
    if (target) uploadAll([...(event.dataTransfer?.files ?? [])], target.wanted);
  });
}
