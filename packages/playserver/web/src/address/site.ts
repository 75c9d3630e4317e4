// Whether the page has a server or is a static site made by `playserver build-static`.

/** A tag that build-static writes into index.html. */
const MARK = 'meta[name="playserver-site"]';

export const IS_SITE = typeof document !== "undefined" && document.querySelector(MARK) !== null;

/**
 * The href of a link to a path of the page. On a static site, which has a single HTML file, the path
 * follows a #.
 */
export function address(path: string): string {
  return IS_SITE ? `#${path}` : path;
}

/** The URL of a path under /api, relative to the page's base on a static site. */
export function apiUrl(path: string): string {
  return IS_SITE ? new URL(`api/${path}`, document.baseURI).href : `/api/${path}`;
}
