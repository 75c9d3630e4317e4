// All replays, newest run and replay first, with filters in the address.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import { ALL_REPLAYS, formatReplayQuery, parseReplayQuery } from "../api/replay_query";
import type { ReplayQuery } from "../api/replay_query";
import { useLastData, useResource } from "../api/resource";
import { useRuns } from "../api/runs";
import type { FoundReplayList, Run } from "../generated/api";
import { formatNumber, humanize } from "../lib/format";
import { refine } from "../address/router";
import { replaysPath } from "../address/routes";
import { Empty, Pending, Stale } from "../ui/notice";
import { Pager } from "../ui/pager";
import { PageHead } from "./page_head";
import { ReplayTable } from "./replay_table";

const PER_PAGE = 50;

export function ReplaysPage({ search }: { readonly search: string }) {
  const query = parseReplayQuery(search);
  const runs = useRuns();
  const newest = runs.data?.runs.map((run) => `${run.run_id}@${run.latest_replay}`).join(" ");
  const found = useLastData(
    "replays",
    useResource(`${formatReplayQuery(query)} ${newest ?? ""}`, (signal) =>
      api.findReplays(query, PER_PAGE, signal),
    ),
  );
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Replays">
        {found.data !== null && <p class="muted">{countText(found.data.total)}</p>}
      </PageHead>
      <Filters query={query} runs={runs.data?.runs ?? []} found={found.data} />
      {found.data !== null && <Stale error={found.error ?? runs.error} />}
      {found.data === null ? (
        <Pending error={found.error} what="replays" />
      ) : (
        <Found query={query} found={found.data} />
      )}
    </main>
  );
}

function countText(total: number): string {
  return total === 1 ? "One replay" : `${formatNumber(total)} replays, newest first`;
}

function isFiltered(query: ReplayQuery): boolean {
  return formatReplayQuery({ ...query, page: 0 }) !== "";
}

function show(query: ReplayQuery): void {
  refine(replaysPath(formatReplayQuery(query)));
}

/** All values so far, sorted: a filter must not remove its own choices. */
function useKnownValues(values: readonly string[], chosen: string | null): readonly string[] {
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const missing = [...values, ...(chosen === null ? [] : [chosen])].filter(
    (value) => !known.has(value),
  );
  useEffect(() => {
    if (missing.length > 0) setKnown(new Set([...known, ...missing]));
  });
  return [...known].sort();
}

interface FiltersProps {
  readonly query: ReplayQuery;
  readonly runs: readonly Run[];
  readonly found: FoundReplayList | null;
}

function Filters({ query, runs, found }: FiltersProps) {
  const entries = found?.replays.map((replay) => replay.entry) ?? [];
  const allTags = entries.flatMap((entry) => entry.tags);
  const tags = useKnownValues(allTags, query.tag);
  const allPolicies = entries.map((entry) => entry.policy);
  const policies = useKnownValues(allPolicies, query.policy);
  const change = (changed: Partial<ReplayQuery>) => show({ ...query, page: 0, ...changed });
  return (
    <form class="filters" role="search" aria-label="Filters" onSubmit={(e) => e.preventDefault()}>
      <Choice
        label="Run"
        value={query.run}
        choices={runs.map((run) => run.run_id)}
        onChoose={(run) => change({ run })}
      />
      <WindowField window={query.window} onChoose={(window) => change({ window })} />
      <Choice
        label="Tag"
        value={query.tag}
        choices={tags}
        shown={(tag) => humanize(tag)}
        onChoose={(tag) => change({ tag })}
      />
      <Choice
        label="Policy"
        value={query.policy}
        choices={policies}
        onChoose={(policy) => change({ policy })}
      />
      {isFiltered(query) && (
        <button type="button" class="button" onClick={() => show(ALL_REPLAYS)}>
          Clear
        </button>
      )}
    </form>
  );
}

interface WindowFieldProps {
  readonly window: number | null;
  readonly onChoose: (window: number | null) => void;
}

/** The typed text stays while the page re-renders, until it is entered or the field is left. */
function WindowField({ window, onChoose }: WindowFieldProps) {
  const chosen = window === null ? "" : String(window);
  const [typed, setTyped] = useState(chosen);
  useEffect(() => setTyped(chosen), [chosen]);
  return (
    <label class="field">
      <span>Window</span>
      <input
        type="number"
        min="0"
        step="1"
        inputMode="numeric"
        placeholder="any"
        value={typed}
        onInput={({ currentTarget: { value } }) => setTyped(value)}
        onChange={({ currentTarget: { value } }) =>
          onChoose(/^\d{1,9}$/.test(value) ? Number(value) : null)
        }
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | null;
  readonly choices: readonly string[];
  readonly shown?: (choice: string) => string;
  readonly onChoose: (value: string | null) => void;
}

function Choice({ label, value, choices, shown = (text) => text, onChoose }: ChoiceProps) {
  const all = value === null || choices.includes(value) ? choices : [value, ...choices];
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value ?? ""}
        onChange={({ currentTarget }) => onChoose(currentTarget.value || null)}
      >
        <option value="">all</option>
        {all.map((choice) => (
          <option key={choice} value={choice}>
            {shown(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FoundProps {
  readonly query: ReplayQuery;
  readonly found: FoundReplayList;
}

function Found({ query, found }: FoundProps) {
  if (found.total === 0) {
    return isFiltered(query) ? (
      <Empty title="No replay matches">
        <p>Remove a filter, or choose another run.</p>
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
  const pages = Math.ceil(found.total / PER_PAGE);
  return (
    <>
      <div class="panel table-panel">
        <ReplayTable replays={found.replays} hasRuns />
      </div>
      <Pager
        label="Pages"
        page={query.page}
        pages={pages}
        before="Newer"
        after="Older"
        onShow={(page) => show({ ...query, page })}
      />
    </>
  );
}
