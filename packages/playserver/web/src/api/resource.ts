// Hooks for data that loads: loading, ready, failed, and stale after a failed refresh.
import { useEffect, useRef, useState } from "preact/hooks";
import { isReachable } from "./request";

export interface Resource<T> {
  /** The latest data; null before the first answer. */
  readonly data: T | null;
  /** Why the last attempt failed, or null. With data beside it, the data is stale. */
  readonly error: Error | null;
}

const EMPTY = { data: null, error: null };

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * Load when `key` changes, and again every `refreshMs(data)`; null stops refreshing.
 *
 * A hidden tab does not refresh; it does so at once when it becomes visible. What failed because the
 * server did not answer loads again as soon as it answers.
 */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  refreshMs: (data: T | null) => number | null = () => null,
): Resource<T> {
  const [state, setState] = useState<Resource<T> & { readonly key: string }>({ key, ...EMPTY });
  const latest = useRef({ load, refreshMs });
  latest.current = { load, refreshMs }; // `key` alone decides when to load
  useEffect(() => {
    const stop = poll(
      (signal) => latest.current.load(signal),
      (data) => latest.current.refreshMs(data),
      (resource) => setState({ key, ...resource }),
    );
    return stop;
  }, [key]);
  return state.key === key ? state : EMPTY;
}

/** Load now and again after each wait; returns a function that stops it. */
function poll<T>(
  load: (signal: AbortSignal) => Promise<T>,
  refreshMs: (data: T | null) => number | null,
  onChange: (resource: Resource<T>) => void,
): () => void {
  const aborter = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let data: T | null = null;
  let hasFailed = false;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    hasFailed = false;
    try {
      data = await load(aborter.signal);
      onChange({ data, error: null });
    } catch (error) {
      if (isAbort(error) || aborter.signal.aborted) return;
      hasFailed = !isReachable.peek();
      onChange({ data, error: error as Error });
    }
    const wait = refreshMs(data);
    if (wait !== null && !aborter.signal.aborted) timer = setTimeout(next, wait);
  }
  function next(): void {
    if (document.visibilityState === "visible") void refresh();
    else document.addEventListener("visibilitychange", next, { once: true });
  }

  const stopWaiting = isReachable.subscribe((isBack) => {
    if (isBack && hasFailed) void refresh();
  });
  void refresh();
  return () => {
    aborter.abort();
    stopWaiting();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", next);
  };
}

/** The last data while newer data loads, as long as `owner` is the same: the page does not blink. */
export function useLastData<T>(owner: string, resource: Resource<T>): Resource<T> {
  const last = useRef({ owner, data: null as T | null });
  if (last.current.owner !== owner) last.current = { owner, data: null };
  if (resource.data !== null) last.current.data = resource.data;
  return { data: last.current.data, error: resource.error };
}
