// What the map and the panels need of whoever shows an episode: a replay's player, or one by hand.
import type { ReadonlySignal } from "@preact/signals";
import type { Track } from "./track";

export interface EpisodeView {
  /** The step that is shown. */
  readonly step: ReadonlySignal<number>;
  /** How far the ship has come on the trip that is drawn, 0..1. */
  readonly progress: ReadonlySignal<number>;
  /** Grows when steps become known. */
  readonly version: ReadonlySignal<number>;
  readonly store: { readonly track: Track };
  /** Someone chose a step. */
  seek(step: number): void;
  pause(): void;
}
