// What the rival of a duel flew: a stored replay, a recording at hand, or what a policy flies now.
import { readReplay } from "../abr/reader";
import { policyById } from "../api/policies";
import { checkOptions } from "../engine/engine";
import { fromBase64 } from "../lib/base64";
import { flyAndRecord } from "../player/live_flight";
import { flightStart } from "./autopilot";
import type { Flight, PolicyRival } from "./flight";
import type { Pilot } from "./pilot";
import type { Recording } from "./rival";
import { fetchReplay } from "./start_from_replay";

/**
 * The recording of a rival, to its end.
 *
 * @throws Error There is no such replay or policy.
 */
export async function recordingOf(
  pilot: Pilot,
  rival: NonNullable<Flight["rival"]>,
  signal: AbortSignal,
): Promise<Recording> {
  if ("policy" in rival) return flyRival(pilot, rival, signal);
  if ("replayId" in rival) return fetchReplay(rival, signal);
  const { state, options, ...world } = flightStart(pilot.session.flight);
  const header = { ...world, options: { ...checkOptions(options) }, player: { name: rival.name } };
  return { header, state, actions: fromBase64(rival.actions)! };
}

async function flyRival(
  { engine, session }: Pilot,
  { policy, step }: PolicyRival,
  signal: AbortSignal,
): Promise<Recording> {
  const { flight } = session;
  const source = await policyById(policy);
  if (source === undefined) throw new Error(`The page has no policy ${policy}.`);
  const before = Uint8Array.from(flight.actions.slice(0, step));
  const plan = { start: flightStart(flight), seed: flight.seed, before };
  return readReplay(await flyAndRecord(engine, await source.load(), plan, signal));
}
