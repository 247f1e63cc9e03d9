/**
 * What the present page offers by its own controls, as commands for the palette: tabs, ways to see it, columns to sort
 * by, choices. They are read from the page, so that a new screen has its commands without a line here.
 */
import { plain } from './format.js';

/** @typedef {{title: string, group: string, run: () => void}} PageCommand */

/** @returns {PageCommand[]} */
export function pageCommands() {
  const main = document.querySelector('main');
  if (!main) return [];
  return [
    ...links(main, '.tabs a:not([aria-current=true])', 'Tab'),
    ...links(main, '.switch a:not([aria-current=true])', 'Show as'),
    ...links(main, 'a.sort', 'Sort by'),
    ...choices(main),
  ];
}

/** @param {Element} main @param {string} selector @param {string} before @returns {PageCommand[]} */
function links(main, selector, before) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll(selector))].map((link) => ({
    title: `${before}: ${words(link)}`,
    group: 'This view',
    run: () => link.click(),
  }));
}

/** @param {Element} main @returns {PageCommand[]} */
function choices(main) {
  return [...main.querySelectorAll('select')].flatMap((select) =>
    [...select.options]
      .filter((option) => !option.selected)
      .map((option) => ({
        title: `${select.getAttribute('aria-label') ?? words(select.closest('label')?.firstChild)}: ${words(option)}`,
        group: 'This view',
        run: () => {
          select.value = option.value;
          select.dispatchEvent(new Event('change', { bubbles: true }));
        },
      })),
  );
}

/** @param {Node | null | undefined} node */
function words(node) {
  return plain(node?.textContent?.replace(/\s+/g, ' ').trim());
}
