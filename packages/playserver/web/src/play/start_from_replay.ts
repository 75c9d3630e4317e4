// Flights that start from a replay: taken over at a step, or flown against it.
import { readReplay, type Replay } from "../abr/reader";
import { api } from "../api/client";
import { getBytes } from "../api/request";
import { checkOptions, type Engine } from "../engine/engine";
import { Seeker } from "../engine/seeker";
import { humanize, shortDigest } from "../lib/format";
import { isTravel } from "../replay/actions";
import { replayPath } from "../address/routes";
import type { Flight } from "./flight";
import { freshFlight } from "./flight_form";
import type { PlayQuery, ReplayRef } from "./play_query";

/** Fetch and read a replay file. */
export async function fetchReplay(ref: ReplayRef, signal: AbortSignal): Promise<Replay> {
  return readReplay(await getBytes(api.fileUrl(ref.home, ref.replayId), signal));
}

/**
 * The flight that the query of an address asks for; null if it asks for none.
 *
 * @throws Error The replay or step does not exist.
 */
export async function flightFromQuery(
  engine: Engine,
  query: PlayQuery,
  signal: AbortSignal,
): Promise<Flight | null> {
  if (query.kind === "resume") return null;
  const replay = await fetchReplay(query, signal);
  const start = query.kind === "fork" ? forkFlight : raceFlight;
  return start(engine, replay, query, query.step);
}

function flightIn({ header: { seed, episode, options, player } }: Replay): Flight {
  return { ...freshFlight(checkOptions(options), seed, episode), policy: player.digest };
}

/** Take over a replay after some of its steps. */
export function forkFlight(engine: Engine, replay: Replay, ref: ReplayRef, step: number): Flight {
  const { actions, contentDigest } = replay;
  if (step > actions.length) {
    throw new RangeError(`The step is ${step}, the replay has ${actions.length}.`);
  }
  const flight = flightIn(replay);
  const seeker = new Seeker(engine, { ...flight, state: replay.state, actions });
  try {
    const visited = visitedUpTo(seeker, actions, step);
    const { world } = seeker.at(step);
    if (world.endCause !== null) {
      const end = humanize(world.endCause).toLowerCase();
      throw new RangeError(`The episode is over at step ${step} (${end}). Choose an earlier step.`);
    }
    const fork = {
      state: world.getState(),
      parent: { digest: contentDigest, step },
      visited: [...visited],
      name: nameOf(ref),
      href: replayPath(ref.home, ref.replayId, step),
    };
    return { ...flight, fork };
  } finally {
    seeker.close();
  }
}

/** Fly against a replay, from its state after some of its steps. */
export function raceFlight(engine: Engine, replay: Replay, ref: ReplayRef, step: number): Flight {
  const isWhole = step === 0 && replay.state === null;
  const start = isWhole ? flightIn(replay) : forkFlight(engine, replay, ref, step);
  return { ...start, rival: { home: ref.home, replayId: ref.replayId } };
}

/** The title of the replay's page. */
function nameOf({ home, replayId }: ReplayRef): string {
  return home === null ? shortDigest(replayId) : replayId;
}

/** The nodes visited in the first steps of a replay. */
function visitedUpTo(seeker: Seeker, actions: Uint8Array, step: number): Set<number> {
  const nodeAt = (at: number): number => seeker.at(at).world.node;
  const visited = new Set([nodeAt(0)]);
  for (let at = 1; at <= step; at += 1) if (isTravel(actions[at - 1]!)) visited.add(nodeAt(at));
  return visited;
}
