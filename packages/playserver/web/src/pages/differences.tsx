// What differs between the configurations of runs, as a table.
import type { Look } from "../analytics/colors";
import { differencesOf, type Config } from "../analytics/groups";
import { runPath } from "../address/routes";
import { DataTable, type DataColumn } from "../ui/table";

const ROWS_MAX = 50;

interface DifferencesProps {
  readonly configs: ReadonlyMap<string, Config>;
  readonly lookOf: (runId: string) => Look;
}

export function Differences({ configs, lookOf }: DifferencesProps) {
  if (configs.size < 2) return null;
  const keys = differencesOf(configs);
  const columns: readonly DataColumn<string>[] = [
    {
      label: "Run",
      cell: (id) => (
        <>
          <span class="dot" style={{ background: `var(${lookOf(id).color})` }} />{" "}
          <a class="row-link" href={runPath(id)}>
            {id}
          </a>
        </>
      ),
    },
    ...keys.map(({ key, values }) => ({
      label: key,
      isRight: true,
      cell: (id: string) => values.get(id) ?? "–",
    })),
  ];
  return (
    <section class="panel table-panel" aria-label="Differences of configuration">
      <header class="panel-head">
        <h2>Differences of configuration</h2>
        <p class="muted">
          {keys.length === 0 ? "none" : `${keys.length} keys`}
          {configs.size > ROWS_MAX && `; the first ${ROWS_MAX} of ${configs.size} runs`}
        </p>
      </header>
      {keys.length > 0 && (
        <DataTable
          columns={columns}
          rows={[...configs.keys()].slice(0, ROWS_MAX)}
          keyOf={(id) => id}
        />
      )}
    </section>
  );
}
