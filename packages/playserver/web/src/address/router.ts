// The browser's address as a signal, and links that change it without a page load.
import { signal } from "@preact/signals";
import { parseRoute, type Route } from "./routes";
import { IS_SITE, ROOT, withoutRoot } from "./site";

function currentRoute(): Route {
  if (!IS_SITE) return parseRoute(withoutRoot(location.pathname), location.search);
  const [path = "", query] = location.hash.slice(1).split("?", 2);
  return parseRoute(path, query === undefined ? "" : `?${query}`);
}

export const route = signal<Route>(currentRoute());

export function navigate(path: string): void {
  keepScroll();
  history.pushState(null, "", path);
  route.value = currentRoute();
  scrollTo(0, 0);
}

/** Store how far the page is scrolled in its history entry. */
function keepScroll(): void {
  history.replaceState({ top: scrollY }, "");
}

const RESTORE_MS = 5000;

/** Scroll to where the reader was, as soon as the page is long enough again. */
function restoreScroll(): void {
  const top: unknown = (history.state as { readonly top?: unknown } | null)?.top;
  if (typeof top !== "number" || top === 0) return;
  const until = performance.now() + RESTORE_MS;
  let isMoved = false;
  const inputs = ["wheel", "pointerdown", "keydown"] as const;
  const leave = (): void => {
    isMoved = true;
  };
  for (const kind of inputs) addEventListener(kind, leave, { once: true, passive: true });
  const follow = (): void => {
    if (isMoved || performance.now() > until) return;
    scrollTo(0, top);
    if (Math.abs(scrollY - top) > 1) requestAnimationFrame(follow);
  };
  follow();
}

/** Change the address of what is already shown, without a history entry. */
export function replaceAddress(path: string): void {
  history.replaceState(history.state, "", path);
}

/** Change what the page shows, like a filter does, without a history entry. */
export function refine(path: string): void {
  replaceAddress(path);
  route.value = currentRoute();
}

function isPlainClick(event: MouseEvent): boolean {
  const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return event.button === 0 && !hasModifier && !event.defaultPrevented;
}

/** Paths that the server answers itself. */
const SERVER_PATHS = /^\/(api\/|docs$|openapi\.json$)/;

/** The path in the page that a link leads to; null if the browser must follow it. */
function pathOf(link: Element): string | null {
  if (!(link instanceof HTMLAnchorElement || link instanceof SVGAElement)) return null;
  if (link.hasAttribute("download") || link.hasAttribute("target")) return null;
  const url = new URL(link.getAttribute("href") ?? "", document.baseURI);
  if (url.origin !== location.origin || !url.pathname.startsWith(`${ROOT}/`)) return null;
  if (SERVER_PATHS.test(withoutRoot(url.pathname))) return null;
  const isHere = url.pathname === location.pathname;
  if (IS_SITE) return isHere && url.hash.startsWith("#/") ? url.hash : null;
  return isHere && url.hash !== "" ? null : url.pathname + url.search;
}

function onClick(event: MouseEvent): void {
  if (!isPlainClick(event) || !(event.target instanceof Element)) return;
  const link = event.target.closest("a");
  const path = link === null ? null : pathOf(link);
  if (path === null) return;
  event.preventDefault();
  navigate(path);
}

/** Handle links and the browser's back and forward buttons. */
export function startRouter(): void {
  history.scrollRestoration = "manual"; // the browser scrolls before the content is there
  document.addEventListener("click", onClick);
  addEventListener("pagehide", keepScroll);
  addEventListener("popstate", () => {
    route.value = currentRoute();
    restoreScroll();
  });
  restoreScroll();
}
