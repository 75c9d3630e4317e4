// Defers less urgent rendering until after the next paint.
import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

/** A signal's value, updated after each repaint: components that use it do not delay the frame. */
export function useAfterPaint<T>(source: ReadonlySignal<T>): T {
  const [value, setValue] = useState(() => source.peek());
  useEffect(() => {
    let repaint = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function update(): void {
      repaint = 0;
      setValue(() => source.peek());
    }
    const stop = effect(() => {
      void source.value;
      if (repaint !== 0) return; // the scheduled update reads the latest value
      repaint = requestAnimationFrame(() => {
        timer = setTimeout(update, 0);
      });
    });
    return () => {
      stop();
      cancelAnimationFrame(repaint);
      clearTimeout(timer);
    };
  }, [source]);
  return value;
}
