/**
 * Where a list of any length stands. Browsers refuse elements higher than some 17 million pixels, so beyond a limit the
 * scroll bar is compressed: the wheel still moves row by row, dragging the bar jumps in proportion. Pure arithmetic.
 */

export const highest = 8_000_000;

/** The height of the element that makes the scroll bar. @param {number} content real height in pixels */
export function barHeight(content) {
  return Math.min(content, highest);
}

/**
 * The new position in the content after the bar moved.
 * @param {{top: number, barTop: number, newBarTop: number, content: number, view: number}} at all in pixels
 * @returns {number}
 */
export function moved({ top, barTop, newBarTop, content, view }) {
  const end = Math.max(0, content - view);
  if (content <= highest) return Math.min(newBarTop, end);
  const barEnd = highest - view;
  if (newBarTop <= 0) return 0;
  if (newBarTop >= barEnd - 1) return end;
  const step = newBarTop - barTop;
  const target = Math.abs(step) <= 2 * view ? top + step : (newBarTop / barEnd) * end;
  return Math.max(0, Math.min(end, target));
}

/** The bar's position for a position in the content. @param {number} top @param {number} content @param {number} view */
export function barTop(top, content, view) {
  return content <= highest ? top : (top / Math.max(1, content - view)) * (highest - view);
}
