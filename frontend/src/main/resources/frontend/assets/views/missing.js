/** A URL that names no screen. */
import { html } from 'lit-html';

/** @type {import('../app.js').View} */
export const missingView = {
  title: () => 'Not found',
  needs: () => ({}),
  draw: () => html`<h1 class="away">Not found</h1><section class="notice"><h2>There is no such page</h2>
    <p>The address names no screen of Ouroscope. A link to a snapshot looks like <code>/s/3f2a…/overview</code>.</p>
    <p class="row"><a class="btn primary" href="/">All snapshots</a></p></section>`,
};
