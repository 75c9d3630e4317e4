// Whether a replay is true: the engine here tells if it can run, else the server.
import { readReplay } from "../abr/reader";
import { verifyReplay } from "../abr/verify";
import { api, type ReplayHome } from "../api/client";
import { getBytes } from "../api/request";
import { EngineError, loadEngine } from "../engine/engine";
import type { Verdict } from "../generated/api";

/** Simulate a replay again, from its file alone, and say who did it. */
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
