// What the map and the panels need to show an episode, from a replay player or a flight.
import type { ReadonlySignal } from "@preact/signals";
import type { Track } from "./track";

export interface EpisodeView {
  /** The shown step. */
  readonly step: ReadonlySignal<number>;
  /** Share of the drawn trip, 0..1. */
  readonly progress: ReadonlySignal<number>;
  /** Grows when steps become known. */
  readonly version: ReadonlySignal<number>;
  readonly store: { readonly track: Track };
  /** Go to a step, which stops playing and closes a summary. */
  visit(step: number): void;
}
