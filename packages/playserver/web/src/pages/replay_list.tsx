// A list of replays with its controls: of all runs, or of one.
import { useState } from "preact/hooks";
import { api } from "../api/client";
import { ALL, formatListQuery, isFiltered, type Filter, type ListQuery } from "../api/list_query";
import { useLastData, useResource, type Resource } from "../api/resource";
import type { FoundReplay, FoundReplayList } from "../generated/api";
import { Empty } from "../ui/notice";
import { CompareReplays } from "./compare_replays";
import { ListFrame, PER_PAGE } from "./list_frame";
import { Choice, ListControls, TextField, useKnownValues, withFilter } from "./list_tools";
import { REPLAY_COLUMNS, REPLAY_NUMBERS, tagText } from "./replay_table";

/** A page of the replays that match; loaded again when `version` changes. */
export function useReplays(query: ListQuery, version: string): Resource<FoundReplayList> {
  const { columns: _, selected: __, ...asked } = query;
  const key = formatListQuery({ ...ALL, ...asked });
  return useLastData(
    "replays",
    useResource(`${key} ${version}`, (signal) => api.findReplays(query, PER_PAGE, signal)),
  );
}

export function replayKey({ run_id: runId, entry }: FoundReplay): string {
  return `${runId}/${entry.replay_id}`;
}

interface ReplayListProps {
  readonly query: ListQuery;
  readonly show: (query: ListQuery) => void;
  readonly found: Resource<FoundReplayList>;
  /** The runs to choose from; null for the replays of one run. */
  readonly runs: readonly string[] | null;
}

export function ReplayList({ query, show, found, runs }: ReplayListProps) {
  const [isComparing, setComparing] = useState(false);
  const columns =
    runs === null ? REPLAY_COLUMNS.filter(({ label }) => label !== "Run") : REPLAY_COLUMNS;
  const number = query.selected.length;
  return (
    <>
      <ListControls {...{ query, show, columns }} names={REPLAY_NUMBERS} example="return>=100">
        <ReplayFilters {...{ query, show, runs }} entries={found.data?.replays ?? []} />
      </ListControls>
      <ListFrame
        {...{ query, show, columns }}
        what="replays"
        rows={found.data?.replays ?? null}
        total={found.data?.total ?? 0}
        error={found.error}
        keyOf={replayKey}
        empty={<NoReplays isFiltered={isFiltered(query)} />}
      >
        <button
          type="button"
          class="button button-primary"
          disabled={number < 2}
          title={number < 2 ? "Select two or more" : undefined}
          onClick={() => setComparing(true)}
        >
          Compare
        </button>
      </ListFrame>
      {isComparing && <CompareReplays keys={query.selected} onClose={() => setComparing(false)} />}
    </>
  );
}

interface FiltersProps extends Pick<ReplayListProps, "query" | "show" | "runs"> {
  readonly entries: readonly FoundReplay[];
}

function ReplayFilters({ query, show, runs, entries }: FiltersProps) {
  const tags = useKnownValues(entries.flatMap(({ entry }) => entry.tags));
  const policies = useKnownValues(entries.map(({ entry }) => entry.policy));
  const choice = (label: string, name: Filter, choices: readonly string[]) => ({
    ...{ label, name, choices, query, show },
  });
  return (
    <>
      {runs !== null && <Choice {...choice("Run", "run", runs)} />}
      <TextField
        label="Window"
        type="number"
        placeholder="any"
        value={query.filters.window ?? ""}
        onEnter={(text) => show(withFilter(query, "window", /^\d{1,9}$/.test(text) ? text : ""))}
      />
      <Choice {...choice("Tag", "tag", tags)} shown={tagText} />
      <Choice {...choice("Policy", "policy", policies)} />
    </>
  );
}

function NoReplays({ isFiltered: hasFilter }: { readonly isFiltered: boolean }) {
  return hasFilter ? (
    <Empty title="No replay matches">
      <p>Remove a filter or a condition.</p>
    </Empty>
  ) : (
    <Empty title="No replays yet">
      <p>Train a policy; each window of a run leaves a replay here:</p>
      <pre>
        <code>trainkit run quickstart</code>
      </pre>
    </Empty>
  );
}
