// A policy as the rival of a duel: it flies the world of the flight from a step on.
import { readReplay, type Replay } from "../abr/reader";
import { loadPolicies } from "../api/policies";
import { flyAndRecord } from "../player/live_flight";
import { flightStart } from "./autopilot";
import type { PolicyRival } from "./flight";
import type { Pilot } from "./pilot";

/**
 * Let the rival fly to its end.
 *
 * @throws Error The page has no such policy.
 */
export async function flyRival(
  { engine, session }: Pilot,
  { policy, step }: PolicyRival,
  signal: AbortSignal,
): Promise<Replay> {
  const { flight } = session;
  const source = (await loadPolicies()).find(({ id }) => id === policy);
  if (source === undefined) throw new Error(`The page has no policy ${policy}.`);
  const before = Uint8Array.from(flight.actions.slice(0, step));
  const plan = { start: flightStart(flight), seed: flight.seed, before };
  return readReplay(await flyAndRecord(engine, await source.load(), plan, signal));
}
