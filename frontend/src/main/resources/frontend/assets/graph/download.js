/** Gives the picture to the reader as a file. The PNG is the SVG, painted. */
import { say } from '../parts.js';
import { colours } from './colours.js';
import { dot } from './dot.js';
import { extent, svg } from './svg.js';

/** Browsers paint no larger canvas. */
const longestSide = 16_000;

/** @param {import('./picture.js').Picture} picture @param {'svg' | 'png' | 'dot'} format @param {Element} element in the theme */
export async function download(picture, format, element) {
  const name = `references-${picture.boxes[0]?.id ?? 'nothing'}.${format}`;
  if (format === 'dot') return offer(new Blob([dot(picture)], { type: 'text/vnd.graphviz' }), name);
  const text = new Blob([svg(picture, colours(element))], { type: 'image/svg+xml' });
  if (format === 'svg') return offer(text, name);
  const { width, height } = extent(picture);
  const painted = await paint(text, width, height);
  if (painted) offer(painted, name);
  else say('This browser cannot paint so large a picture: save it as SVG');
}

/** @param {Blob} text @param {number} width @param {number} height @returns {Promise<Blob | null>} */
async function paint(text, width, height) {
  const scale = Math.min(2, longestSide / Math.max(width, height));
  const image = new Image();
  const url = URL.createObjectURL(text);
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** @param {Blob} content @param {string} name */
function offer(content, name) {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(content);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
