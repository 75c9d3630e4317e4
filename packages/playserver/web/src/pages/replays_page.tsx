// All replays, newest run and replay first, with filters in the address.
import { parseListQuery, formatListQuery } from "../api/list_query";
import { useRuns } from "../api/runs";
import { refine } from "../address/router";
import { replaysPath } from "../address/routes";
import { countText } from "./list_frame";
import { PageHead } from "./page_head";
import { ReplayList, useReplays } from "./replay_list";
import { WatchBest } from "./watch_best";

export function ReplaysPage({ search }: { readonly search: string }) {
  const query = parseListQuery(search);
  const runs = useRuns().data?.runs ?? [];
  const newest = runs.map((run) => `${run.run_id}@${run.latest_replay}`).join(" ");
  const found = useReplays(query, newest);
  const total = found.data?.total ?? 0;
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Replays">
        {total > 0 && (
          <div class="facts">
            <p class="muted">{countText(total, "replay", query)}</p>
            <WatchBest query={query} isPrimary />
          </div>
        )}
      </PageHead>
      <ReplayList
        query={query}
        show={(wanted) => refine(replaysPath(formatListQuery(wanted)))}
        found={found}
        runs={runs.map((run) => run.run_id)}
      />
    </main>
  );
}
