// Whether a server is behind the page, or only files that `playserver build-static` wrote.

/** Written into index.html by build-static; its content is where the site describes itself. */
const MARK = 'meta[name="playserver-site"]';

export const IS_SITE = typeof document !== "undefined" && document.querySelector(MARK) !== null;

/**
 * What a link to a path of the page says. A file host knows one address only, so that there the
 * path stands behind a #.
 */
export function address(path: string): string {
  return IS_SITE ? `#${path}` : path;
}

/** The URL of something under /api, with the base path under which the page itself lies. */
export function apiUrl(path: string): string {
  return IS_SITE ? new URL(`api/${path}`, document.baseURI).href : `/api/${path}`;
}
