// Takes what is dropped anywhere on the page, unless a part of it takes it first.
import { useEffect, useRef, useState } from "preact/hooks";

/** @returns Whether something is held over the page. */
export function useDrop(take: (transfer: DataTransfer | null) => void): boolean {
  const latest = useRef(take);
  latest.current = take;
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const kinds = ["dragover", "dragleave", "drop"] as const;
    const handle = (event: DragEvent): void => {
      const isTaken = event.defaultPrevented;
      const isLeaving = event.type === "drop" || event.relatedTarget === null;
      setOver(!isTaken && (event.type === "dragover" || !isLeaving));
      if (isTaken || event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      if (event.type === "drop") latest.current(event.dataTransfer);
    };
    for (const kind of kinds) document.addEventListener(kind, handle);
    return () => {
      for (const kind of kinds) document.removeEventListener(kind, handle);
    };
  }, []);
  return isOver;
}
