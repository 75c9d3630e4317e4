// A list of a page: its table, or why it is empty, what is selected, and the pages.
import type { ComponentChildren } from "preact";
import { ApiError } from "../api/client";
import type { ListQuery } from "../api/list_query";
import { formatNumber } from "../lib/format";
import { Failure, Pending, Stale } from "../ui/notice";
import { Pager } from "../ui/pager";
import { DataTable, type DataColumn } from "../ui/table";
import { shownColumns, type ListTools } from "./list_tools";

export const PER_PAGE = 50;

interface ListFrameProps<T> extends ListTools {
  /** What the list contains, in the plural. */
  readonly what: string;
  readonly columns: readonly DataColumn<T>[];
  /** Null before the first answer. */
  readonly rows: readonly T[] | null;
  readonly total: number;
  readonly error: Error | null;
  readonly keyOf: (row: T) => string;
  /** In place of the table if there is no row. */
  readonly empty: ComponentChildren;
  /** What can be done with the selected rows. */
  readonly children?: ComponentChildren;
}

export function ListFrame<T>(props: ListFrameProps<T>) {
  const { query, show, what, columns, rows, total, error, keyOf, empty, children } = props;
  if (error instanceof ApiError && error.status === REFUSED) return <Failure error={error} />;
  if (rows === null) return <Pending error={error} what={what} />;
  const sorted = (sort: string, isAscending: boolean) =>
    show({ ...query, sort, isAscending, page: 0 });
  return (
    <>
      <Stale error={error} />
      {total === 0 ? (
        empty
      ) : (
        <div class="panel table-panel">
          <DataTable
            columns={shownColumns(columns, query)}
            {...{ rows, keyOf }}
            order={{ sort: query.sort, isAscending: query.isAscending, onSort: sorted }}
            selection={{
              selected: query.selected,
              onSelect: (selected) => show({ ...query, selected }),
            }}
          />
        </div>
      )}
      <Pages {...{ query, show, what, total }} />
      {query.selected.length > 0 && (
        <SelectedBar query={query} show={show}>
          {children}
        </SelectedBar>
      )}
    </>
  );
}

const REFUSED = 422;

interface PagesProps extends ListTools {
  readonly what: string;
  readonly total: number;
}

function Pages({ query, show, what, total }: PagesProps) {
  const isByAge = query.sort === null && !query.isAscending;
  return (
    <Pager
      label={`Pages of ${what}`}
      page={query.page}
      pages={Math.ceil(total / PER_PAGE)}
      before={isByAge ? "Newer" : "Previous"}
      after={isByAge ? "Older" : "Next"}
      onShow={(page) => show({ ...query, page })}
    />
  );
}

interface SelectedBarProps extends ListTools {
  readonly children: ComponentChildren;
}

function SelectedBar({ query, show, children }: SelectedBarProps) {
  return (
    <div class="selected-bar panel" role="region" aria-label="Selected">
      <span class="num">{formatNumber(query.selected.length)} selected</span>
      {children}
      <button type="button" class="button" onClick={() => show({ ...query, selected: [] })}>
        Clear selection
      </button>
    </div>
  );
}

/** "3,007 replays, newest first". */
export function countText(total: number, singular: string, query: ListQuery): string {
  const what = total === 1 ? singular : `${singular}s`;
  const isByAge = query.sort === null && !query.isAscending;
  return `${formatNumber(total)} ${what}${isByAge && total > 1 ? ", newest first" : ""}`;
}
