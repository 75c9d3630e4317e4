// A table of rows: columns with an order, rows that can be selected, and names of cells on small screens.
import type { ComponentChildren } from "preact";

export interface Column {
  readonly label: string;
  readonly isRight?: boolean;
  /** Whether only screen readers get the label. */
  readonly isHidden?: boolean;
  readonly title?: string;
}

/** The head row of a table whose rows are written by hand. */
export function TableHead({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <Head key={column.label} column={column} order={undefined} />
        ))}
      </tr>
    </thead>
  );
}

export interface DataColumn<T> extends Column {
  /** What the list can be sorted by, and the column's name in an address. */
  readonly name?: string;
  /** Whether its head sorts the list. */
  readonly isSortable?: boolean;
  readonly isMuted?: boolean;
  readonly className?: string;
  readonly cell: (row: T, index: number) => ComponentChildren;
}

export interface TableOrder {
  readonly sort: string | null;
  readonly isAscending: boolean;
  readonly onSort: (sort: string, isAscending: boolean) => void;
}

export interface TableSelection {
  readonly selected: readonly string[];
  readonly onSelect: (selected: readonly string[]) => void;
}

interface DataTableProps<T> {
  /** The first one names the row. */
  readonly columns: readonly DataColumn<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly order?: TableOrder;
  readonly selection?: TableSelection;
}

export function DataTable<T>({ columns, rows, keyOf, order, selection }: DataTableProps<T>) {
  return (
    <table class="data-table stack-table">
      <thead>
        <tr>
          {selection !== undefined && (
            <th scope="col" class="select-cell">
              <span class="visually-hidden">Select</span>
            </th>
          )}
          {columns.map((column) => (
            <Head key={column.label} column={column} order={order} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf(row)}>
            {selection !== undefined && <SelectCell {...selection} name={keyOf(row)} />}
            {columns.map((column, place) => (
              <Cell key={column.label} isFirst={place === 0} {...{ column, row, index }} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface HeadProps {
  readonly column: Column & Pick<DataColumn<never>, "name" | "isSortable">;
  readonly order: TableOrder | undefined;
}

function Head({ column, order }: HeadProps) {
  const { label, name, isSortable, isRight, isHidden, title } = column;
  const isBy = order !== undefined && name !== undefined && order.sort === name;
  const direction = order?.isAscending === true ? "ascending" : "descending";
  return (
    <th
      scope="col"
      class={isRight === true ? "right" : undefined}
      title={title}
      aria-sort={isBy ? direction : undefined}
    >
      {isHidden === true ? (
        <span class="visually-hidden">{label}</span>
      ) : isSortable === true && order !== undefined ? (
        <button
          type="button"
          class="sort"
          onClick={() => order.onSort(name!, isBy && !order.isAscending)}
        >
          {label}
          <span aria-hidden="true">{isBy ? (order.isAscending ? " ↑" : " ↓") : ""}</span>
        </button>
      ) : (
        label
      )}
    </th>
  );
}

function SelectCell({ name, selected, onSelect }: TableSelection & { readonly name: string }) {
  return (
    <td class="select-cell">
      <label>
        <input
          type="checkbox"
          checked={selected.includes(name)}
          onChange={() => onSelect(toggled(selected, name))}
        />
        <span class="visually-hidden">Select {name}</span>
      </label>
    </td>
  );
}

interface CellProps<T> {
  readonly column: DataColumn<T>;
  readonly row: T;
  readonly index: number;
  readonly isFirst: boolean;
}

function Cell<T>({ column, row, index, isFirst }: CellProps<T>) {
  const content = column.cell(row, index);
  if (isFirst) return <th scope="row">{content}</th>;
  const { label, isRight, isMuted, isHidden, className } = column;
  const kinds = [
    isRight === true ? "right num" : "",
    isMuted === true ? "muted" : "",
    isHidden === true ? "row-action" : "",
    className ?? "",
  ].filter((kind) => kind !== "");
  return (
    <td data-label={isHidden === true ? undefined : label} class={kinds.join(" ") || undefined}>
      {content}
    </td>
  );
}

/** The list with an element added, or removed if it is in the list. */
export function toggled(list: readonly string[], element: string): readonly string[] {
  return list.includes(element) ? list.filter((one) => one !== element) : [...list, element];
}
