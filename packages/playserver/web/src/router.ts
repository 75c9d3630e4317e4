// The browser's address as a signal, and links that change it without loading the page anew.
import { signal } from "@preact/signals";
import { parseRoute, type Route } from "./routes";

function currentRoute(): Route {
  return parseRoute(location.pathname, location.search);
}

export const route = signal<Route>(currentRoute());

export function navigate(path: string): void {
  history.pushState(null, "", path);
  route.value = currentRoute();
  scrollTo(0, 0);
}

/** Note another address for what is shown already; leaves no step in the history. */
export function replaceAddress(path: string): void {
  history.replaceState(null, "", path);
}

function isPlainClick(event: MouseEvent): boolean {
  const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return event.button === 0 && !hasModifier && !event.defaultPrevented;
}

function onClick(event: MouseEvent): void {
  if (!isPlainClick(event) || !(event.target instanceof Element)) return;
  const link = event.target.closest("a");
  if (link === null || link.target !== "" || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || link.pathname.startsWith("/api/")) return;
  if (link.hash !== "" && link.pathname === location.pathname) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

/** Follow links and the browser's back and forward buttons. */
export function startRouter(): void {
  document.addEventListener("click", onClick);
  addEventListener("popstate", () => {
    route.value = currentRoute();
  });
}
