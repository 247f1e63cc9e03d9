/** Cytoscape, fetched and run when the first drawing is shown: pages without one do not pay for it. */

/** @typedef {typeof import('cytoscape')} Library */

/** @type {Promise<Library> | undefined} */
let library;

/** Cytoscape's function that makes a drawing. @returns {Promise<Library>} */
export function drawingLibrary() {
  library ??= import('cytoscape').then(({ default: cytoscape }) => {
    // It would tell the console of every arrow between boxes that the reader's hand lays over each other.
    cytoscape.warnings(false);
    return cytoscape;
  });
  return library;
}
