/**
 * How well a short text that somebody typed fits a longer one: its letters in their order, best at beginnings of words
 * and side by side. Pure functions.
 */

const wordStart = 8;
const neighbour = 5;
const letter = 1;

/**
 * @param {string} typed
 * @param {string} text
 * @returns {{score: number, at: number[]} | undefined} where the letters are, or undefined if they are not all there
 */
export function fit(typed, text) {
  const wanted = [...typed.toLowerCase()].filter((c) => c.trim());
  const letters = [...text];
  const lower = letters.map((c) => c.toLowerCase());
  if (wanted.length > 60 || letters.length > 400) return undefined;
  // best[i]: the best score of the letters so far with the last one at i, and where the one before it was.
  /** @type {Map<number, {score: number, at: number[]}>} */
  let best = new Map([[-1, { score: 0, at: [] }]]);
  for (const c of wanted) {
    /** @type {Map<number, {score: number, at: number[]}>} */
    const next = new Map();
    for (let i = 0; i < lower.length; i++) {
      if (lower[i] !== c) continue;
      const gain = letter + (startsWord(letters, i) ? wordStart : 0);
      for (const [last, way] of best) {
        if (last >= i) continue;
        const score = way.score + gain + (last === i - 1 && last >= 0 ? neighbour : 0);
        if (score > (next.get(i)?.score ?? -1)) next.set(i, { score, at: [...way.at, i] });
      }
    }
    best = next;
  }
  let found;
  for (const way of best.values()) if (!found || way.score > found.score) found = way;
  return found && { score: found.score - letters.length / 100, at: found.at };
}

/** @param {string[]} letters @param {number} i */
function startsWord(letters, i) {
  return i === 0 || !/[\p{L}\p{N}]/u.test(letters[i - 1]);
}

/**
 * Those that fit, best first; all in their order if nothing was typed.
 * @template T
 * @param {string} typed
 * @param {readonly T[]} items
 * @param {(item: T) => string} text
 * @returns {{item: T, at: number[]}[]}
 */
export function ranked(typed, items, text) {
  if (!typed.trim()) return items.map((item) => ({ item, at: [] }));
  return items
    .flatMap((item, order) => {
      const found = fit(typed, text(item));
      return found ? [{ item, at: found.at, score: found.score, order }] : [];
    })
    .sort((a, b) => b.score - a.score || a.order - b.order);
}
