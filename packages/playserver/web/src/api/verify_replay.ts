// Verifies a replay: with the engine in the browser if it can run, else on the server.
import { readReplay } from "../abr/reader";
import { verifyReplay } from "../abr/verify";
import type { ReplayHome } from "../address/routes";
import { api } from "./client";
import { getBytes } from "./request";
import { EngineError, loadEngine } from "../engine/engine";
import type { Verdict } from "../generated/api";

/** Simulate a replay again from its file alone; the message names where that was done. */
export async function verifyHere(home: ReplayHome, replayId: string): Promise<Verdict> {
  const engine = await loadEngine().catch((error: unknown) => {
    if (error instanceof EngineError) return null;
    throw error;
  });
  if (engine === null) return api.verify(home, replayId);
  const file = await getBytes(api.fileUrl(home, replayId));
  const verdict = await verifyReplay(engine, readReplay(file));
  return { ...verdict, message: `${verdict.message}; simulated in this browser` };
}
