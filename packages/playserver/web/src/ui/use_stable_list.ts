// A list that stays the same object while its elements do, for the dependencies of hooks.
import { useRef } from "preact/hooks";

export function useStableList<T>(list: readonly T[]): readonly T[] {
  const last = useRef(list);
  const isSame =
    last.current.length === list.length && list.every((one, index) => one === last.current[index]);
  if (!isSame) last.current = list;
  return last.current;
}
