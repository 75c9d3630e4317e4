// The player's keys. One table for the keyboard and the help.
import type { ReplayPlayer } from "./player";

export interface KeyBinding {
  /** Values of KeyboardEvent.key, letters in lower case; "Shift+" for a binding of its own. */
  readonly keys: readonly string[];
  /** The text in the help. */
  readonly shown: string;
  readonly does: string;
  run(player: ReplayPlayer): void;
}

const BIG_STEP = 10;

export const KEY_BINDINGS: readonly KeyBinding[] = [
  { keys: [" ", "k"], shown: "Space", does: "Play or pause", run: (p) => p.toggle() },
  { keys: ["ArrowRight"], shown: "→", does: "Step forward", run: (p) => p.stepBy(1) },
  { keys: ["ArrowLeft"], shown: "←", does: "Step back", run: (p) => p.stepBy(-1) },
  {
    keys: ["Shift+ArrowRight"],
    shown: "Shift →",
    does: `${BIG_STEP} forward`,
    run: (p) => p.stepBy(BIG_STEP),
  },
  {
    keys: ["Shift+ArrowLeft"],
    shown: "Shift ←",
    does: `${BIG_STEP} back`,
    run: (p) => p.stepBy(-BIG_STEP),
  },
  { keys: ["n", "."], shown: "N", does: "Next event", run: (p) => p.stepToEvent(1) },
  { keys: ["p", ","], shown: "P", does: "Previous event", run: (p) => p.stepToEvent(-1) },
  { keys: ["Shift+n"], shown: "Shift N", does: "Next setback", run: (p) => p.stepToEvent(1, true) },
  {
    keys: ["Shift+p"],
    shown: "Shift P",
    does: "Previous setback",
    run: (p) => p.stepToEvent(-1, true),
  },
  { keys: ["ArrowUp", "+", "="], shown: "↑", does: "Faster", run: (p) => p.changeSpeed(1) },
  { keys: ["ArrowDown", "-"], shown: "↓", does: "Slower", run: (p) => p.changeSpeed(-1) },
  { keys: ["s"], shown: "S", does: "Summary", run: (p) => p.toggleSummary() },
  { keys: ["t"], shown: "T", does: "Truth beside belief", run: (p) => p.toggleTruth() },
  { keys: ["Home"], shown: "Home", does: "To the start", run: (p) => p.seek(0) },
  { keys: ["End"], shown: "End", does: "To the end", run: (p) => p.seek(p.lastStep) },
  ...Array.from({ length: 10 }, (_, tenth) => ({
    keys: [String(tenth)],
    shown: "0 … 9",
    does: "To 0 % … 90 %",
    run: (p: ReplayPlayer) => p.seek((p.lastStep * tenth) / 10),
  })),
];

const BY_KEY = new Map(
  KEY_BINDINGS.flatMap((binding) => binding.keys.map((key) => [key, binding])),
);

/** The binding of a key event, if it has one. */
export function bindingOf(event: {
  readonly key: string;
  readonly shiftKey: boolean;
}): KeyBinding | undefined {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.shiftKey ? BY_KEY.get(`Shift+${key}`) : undefined) ?? BY_KEY.get(key);
}

/** The rows of the help: one per distinct text. */
export function shownBindings(): readonly KeyBinding[] {
  const rows = new Set<string>();
  return KEY_BINDINGS.filter(({ shown }) => !rows.has(shown) && rows.add(shown));
}
