// Records a flight as a replay.
import { recordEpisode } from "../abr/record";
import type { ReplayFile } from "../abr/writer";
import type { Engine } from "../engine/engine";
import type { Flight } from "./flight";

/**
 * Make the replay file of a flight.
 *
 * @param name The player's name.
 */
export function recordFlight(engine: Engine, flight: Flight, name: string): ReplayFile {
  const { fork } = flight;
  return recordEpisode(engine, {
    ...flight,
    state: fork?.state ?? null,
    actions: Uint8Array.from(flight.actions),
    parent: fork?.parent ?? null,
    player: { kind: "human", name, version: "", digest: null },
    extra: {
      ...(flight.hasUndone ? { practice: true } : {}),
      ...(flight.flown.length > 0 ? { flown: flight.flown } : {}),
    },
  });
}
