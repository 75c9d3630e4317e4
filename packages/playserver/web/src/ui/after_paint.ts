// What may be drawn a moment later than the rest.
import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

/** A signal's value as of the last repaint: whoever reads it is drawn after it, not within it. */
export function useAfterPaint<T>(source: ReadonlySignal<T>): T {
  const [value, setValue] = useState(() => source.peek());
  useEffect(() => {
    let repaint = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function take(): void {
      repaint = 0;
      setValue(() => source.peek());
    }
    const stop = effect(() => {
      void source.value;
      if (repaint !== 0) return; // it takes the latest then
      repaint = requestAnimationFrame(() => (timer = setTimeout(take, 0)));
    });
    return () => {
      stop();
      cancelAnimationFrame(repaint);
      clearTimeout(timer);
    };
  }, [source]);
  return value;
}
