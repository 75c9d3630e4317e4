// Whether the page has a server or is a static site made by `playserver build-static`.

/** A tag that build-static writes into index.html. */
const MARK = 'meta[name="playserver-site"]';

export const IS_SITE = typeof document !== "undefined" && document.querySelector(MARK) !== null;

/** The path prefix under which the server is shown, as in "/belt"; "" at the root of a host. */
export const ROOT =
  typeof document === "undefined"
    ? ""
    : (document.querySelector<HTMLMetaElement>('meta[name="playserver-root"]')?.content ?? "");

/** The path of an address without the prefix of the server. */
export function withoutRoot(pathname: string, root = ROOT): string {
  return pathname === root || pathname.startsWith(`${root}/`)
    ? pathname.slice(root.length)
    : pathname;
}

/**
 * The href of a link to a path of the page. On a static site, which has a single HTML file, the path
 * follows a #.
 */
export function address(path: string): string {
  return IS_SITE ? `#${path}` : ROOT + path;
}

/** The URL of the replay player alone, a page of one file. */
export const PLAYER_PATH = IS_SITE ? "player.html" : `${ROOT}/player.html`;

/** The URL of a path under /api, relative to the page's base on a static site. */
export function apiUrl(path: string): string {
  return IS_SITE ? new URL(`api/${path}`, document.baseURI).href : `${ROOT}/api/${path}`;
}
