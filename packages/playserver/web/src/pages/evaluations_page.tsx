// Saved evaluations and bundles below the runs folder; each player with its best, median and worst episode.
import { api } from "../api/client";
import { formatListQuery, parseListQuery, type ListQuery } from "../api/list_query";
import { useLastData, useResource } from "../api/resource";
import type { EvaluationList, SavedEvaluation } from "../generated/api";
import { formatAgo } from "../lib/format";
import { refine } from "../address/router";
import { evaluationHome, evaluationsPath, openPath, replayPath } from "../address/routes";
import { Empty, Failure, Pending, Stale } from "../ui/notice";
import { Pager } from "../ui/pager";
import { DataTable } from "../ui/table";
import { TextField } from "./list_tools";
import { PageHead } from "./page_head";
import { playerColumns } from "./player_columns";
import { RunTabs } from "./run_tabs";

const PER_PAGE = 20;
const REFRESH_MS = 15_000;

export function EvaluationsPage({ search }: { readonly search: string }) {
  const query = parseListQuery(search);
  const show = (wanted: ListQuery) => refine(evaluationsPath(formatListQuery(wanted)));
  const { page, search: text } = query;
  const { data, error } = useLastData(
    "evaluations",
    useResource(
      `${page} ${text}`,
      (signal) => api.evaluations(text, page, PER_PAGE, signal),
      () => REFRESH_MS,
    ),
  );
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Evaluations">
        <RunTabs here="evaluations" />
      </PageHead>
      <Search text={text} onEnter={(entered) => show({ ...query, search: entered, page: 0 })} />
      {data === null ? (
        <Pending error={error} what="evaluations" />
      ) : (
        <>
          <Stale error={error} />
          <Listed list={data} isFiltered={text !== ""} />
          <Pager
            label="Pages of evaluations"
            page={page}
            pages={Math.ceil(data.total / PER_PAGE)}
            before="Newer"
            after="Older"
            onShow={(wanted) => show({ ...query, page: wanted })}
          />
        </>
      )}
    </main>
  );
}

interface SearchProps {
  readonly text: string;
  readonly onEnter: (text: string) => void;
}

function Search({ text, onEnter }: SearchProps) {
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField label="Search" type="search" value={text} isLive onEnter={onEnter} />
    </form>
  );
}

interface ListedProps {
  readonly list: EvaluationList;
  readonly isFiltered: boolean;
}

function Listed({ list, isFiltered }: ListedProps) {
  if (list.total === 0) return <NoEvaluations isFiltered={isFiltered} />;
  return (
    <>
      {list.evaluations.map((one) => (
        <Saved key={one.evaluation_id} evaluation={one} />
      ))}
    </>
  );
}

function NoEvaluations({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No evaluation matches" />;
  return (
    <Empty title="No saved evaluation or bundle below the runs folder">
      <p>Save one, or open one from elsewhere by a drop on the page:</p>
      <pre>
        <code>trainkit evaluate runs/quickstart --save runs/scores</code>
      </pre>
      <a class="button" href={openPath()}>
        Open files
      </a>
    </Empty>
  );
}

function Saved({ evaluation }: { readonly evaluation: SavedEvaluation }) {
  const { evaluation_id: id, path, kind, created, players, error } = evaluation;
  return (
    <section class="panel table-panel" aria-label={path}>
      <header class="panel-head">
        <h2>{path}</h2>
        <span class="tag">{kind}</span>
        <p class="muted" title={created}>
          {formatAgo(created, Date.now())}
        </p>
      </header>
      {error === null ? (
        <DataTable
          columns={playerColumns((replayId) => replayPath(evaluationHome(id), replayId))}
          rows={players}
          keyOf={({ player }) => player}
        />
      ) : (
        <Failure error={new Error(error)} />
      )}
    </section>
  );
}
