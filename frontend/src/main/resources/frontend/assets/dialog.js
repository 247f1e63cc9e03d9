/**
 * Dialogs are made and left in one way. A dialog that is only closed keeps the focus in its hidden field until the browser
 * gets round to telling that it closed; keys pressed meanwhile, as by somebody who types `Esc / name` at once, would go
 * there and be lost. So a dialog that is left is gone at once, and the focus is back where it was.
 */

/**
 * An empty dialog of the page; `showModal()` shows it when it is drawn.
 * @param {string} classes @param {{byBackdrop?: boolean}} [how] byBackdrop: a click beside it leaves it
 */
export function newDialog(classes, { byBackdrop = false } = {}) {
  const dialog = document.createElement('dialog');
  dialog.className = `dialog ${classes}`.trim();
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    leave(dialog);
  });
  // Also left by a gesture of the system, which no key tells.
  dialog.addEventListener('close', () => dialog.remove());
  if (byBackdrop) dialog.addEventListener('click', (event) => event.target === dialog && leave(dialog));
  document.body.append(dialog);
  return dialog;
}

/** @param {HTMLDialogElement} dialog @param {string} [value] what it answers */
export function leave(dialog, value) {
  dialog.close(value);
  dialog.remove();
}
