// A worker that lets a policy fly an episode: several fly at the same time, and the page stays quick.
import { readReplay } from "../abr/reader";
import { loadEngine } from "../engine/engine";
import { flyAndRecord, type FlightPlan } from "../player/live_flight";
import { readPolicy } from "../policy/policy_file";

export interface Order {
  /** A policy file. */
  readonly policy: Uint8Array;
  readonly plan: FlightPlan;
}

/** The net profit, or why it did not fly. */
export type Outcome = { readonly profit: number } | { readonly reason: string };

async function fly({ policy, plan }: Order): Promise<Outcome> {
  try {
    const never = new AbortController().signal; // the page ends the worker instead
    const file = await flyAndRecord(await loadEngine(), readPolicy(policy), plan, never);
    return { profit: readReplay(file).result.netProfit };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

self.onmessage = ({ data }: MessageEvent<Order>) =>
  void fly(data).then((done) => postMessage(done));
