// Opens the replay of a window from a point of a chart.
import { navigate } from "../address/router";
import { replayPath } from "../address/routes";
import { api } from "../api/client";
import { ALL } from "../api/list_query";

/** Open the newest replay of a run that is not newer than a window; none does nothing. */
export async function openWindow(runId: string, window: number): Promise<void> {
  const where = [`window<=${window}`];
  const query = { ...ALL, filters: { run: runId }, where, sort: "window" };
  const [found] = (await api.findReplays(query, 1)).replays;
  if (found !== undefined) navigate(replayPath(runId, found.entry.replay_id));
}
