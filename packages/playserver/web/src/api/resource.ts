// A hook for what is loaded: loading, ready, failed, and stale when a refresh failed.
import { useEffect, useMemo, useState } from "preact/hooks";

export interface Resource<T> {
  /** The last that arrived, or null before the first. */
  readonly data: T | null;
  /** Why the last attempt failed, or null. With data beside it, the data are stale. */
  readonly error: Error | null;
}

const EMPTY = { data: null, error: null };

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * Load when `key` changes, and again every `refreshMs(data)`; null stops refreshing.
 *
 * A hidden tab does not refresh; it does so at once when it is shown again.
 */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  refreshMs: (data: T | null) => number | null = () => null,
): Resource<T> {
  const [state, setState] = useState<Resource<T> & { readonly key: string }>({ key, ...EMPTY });

  useEffect(() => {
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let latest: T | null = null;

    async function refresh(): Promise<void> {
      clearTimeout(timer);
      try {
        latest = await load(aborter.signal);
        setState({ key, data: latest, error: null });
      } catch (error) {
        if (isAbort(error) || aborter.signal.aborted) return;
        setState({ key, data: latest, error: error as Error });
      }
      const wait = refreshMs(latest);
      if (wait !== null && !aborter.signal.aborted) timer = setTimeout(next, wait);
    }
    function next(): void {
      if (document.visibilityState === "visible") void refresh();
      else document.addEventListener("visibilitychange", next, { once: true });
    }

    void refresh();
    return () => {
      aborter.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", next);
    };
  }, [key]);

  return state.key === key ? state : EMPTY;
}

/** The last data while newer are on their way, as long as `owner` is the same: nothing blinks. */
export function useKept<T>(owner: string, resource: Resource<T>): Resource<T> {
  const kept = useMemo(() => ({ data: null as T | null }), [owner]);
  if (resource.data !== null) kept.data = resource.data;
  return { data: kept.data, error: resource.error };
}
