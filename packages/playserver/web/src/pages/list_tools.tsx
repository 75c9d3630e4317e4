// The controls of a list: search, choices, conditions, order and columns, all in the address.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { ALL, isFiltered, parseCondition, type Filter, type ListQuery } from "../api/list_query";
import type { DataColumn } from "../ui/table";
import { toggled } from "../ui/table";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";

export interface ListTools {
  readonly query: ListQuery;
  readonly show: (query: ListQuery) => void;
}

interface ToolsProps<T> extends ListTools {
  readonly columns: readonly DataColumn<T>[];
  /** Names that a condition can compare. */
  readonly names: readonly string[];
  /** An example of a condition. */
  readonly example: string;
  /** Whether any of `names` can be a column, too. */
  readonly canAddColumns?: boolean;
  readonly children?: ComponentChildren;
}

export function ListControls<T>(props: ToolsProps<T>) {
  const { query, show, columns, names, example, canAddColumns = false, children } = props;
  const change = (changed: Partial<ListQuery>) => show({ ...query, page: 0, ...changed });
  return (
    <form class="filters" role="search" aria-label="Filters" onSubmit={(e) => e.preventDefault()}>
      <TextField
        label="Search"
        type="search"
        value={query.search}
        isLive
        onEnter={(search) => change({ search })}
      />
      {children}
      <Conditions {...{ query, names, example, change }} />
      <OrderField columns={columns} query={query} change={change} />
      <ColumnChooser {...{ columns, names, query, change, canAddColumns }} />
      {isFiltered(query) && (
        <button
          type="button"
          class="button"
          onClick={() => show({ ...ALL, columns: query.columns, selected: query.selected })}
        >
          Clear
        </button>
      )}
    </form>
  );
}

interface ToolProps {
  readonly query: ListQuery;
  readonly change: (changed: Partial<ListQuery>) => void;
}

const PAUSE_MS = 250; // of typing, before a search starts

interface TextFieldProps {
  readonly label: string;
  readonly type: "search" | "number" | "text";
  readonly value: string;
  readonly placeholder?: string;
  readonly list?: string;
  /** Whether a pause of typing enters the text, too. */
  readonly isLive?: boolean;
  readonly onEnter: (text: string) => void;
}

/** The typed text stays while the page is drawn again, until it is entered or the field is left. */
export function TextField({ label, value, isLive = false, onEnter, ...input }: TextFieldProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts a search
  useEffect(() => {
    if (!isLive || typed === value) return undefined;
    const timer = setTimeout(() => onEnter(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...input}
        min={input.type === "number" ? 0 : undefined}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== value) onEnter(currentTarget.value);
        }}
      />
    </label>
  );
}

interface ChoiceProps extends ListTools {
  readonly label: string;
  readonly name: Filter;
  readonly choices: readonly string[];
  readonly shown?: (choice: string) => string;
}

/** A filter by one of some values. */
export function Choice({ label, name, choices, shown = (text) => text, query, show }: ChoiceProps) {
  const value = query.filters[name];
  const all = value === undefined || choices.includes(value) ? choices : [value, ...choices];
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value ?? ""}
        onChange={({ currentTarget }) => show(withFilter(query, name, currentTarget.value))}
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

/** The first page with a filter; an empty text removes it. */
export function withFilter(query: ListQuery, name: Filter, value: string): ListQuery {
  const { [name]: _, ...others } = query.filters;
  return { ...query, page: 0, filters: value === "" ? others : { ...others, [name]: value } };
}

/** All values so far, sorted: a filter must not remove its own choices. */
export function useKnownValues(values: readonly string[]): readonly string[] {
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const missing = values.filter((value) => !known.has(value));
  useEffect(() => {
    if (missing.length > 0) setKnown(new Set([...known, ...missing]));
  });
  return [...known].sort();
}

interface ConditionsProps extends ToolProps {
  readonly names: readonly string[];
  readonly example: string;
}

function Conditions({ query, change, names, example }: ConditionsProps) {
  const [error, setError] = useState<string | null>(null);
  const [entered, setEntered] = useState(0);
  const id = useId();
  const add = (text: string) => {
    setError(null);
    if (text.trim() === "") return;
    const condition = parseCondition(text);
    if (condition === null) {
      return setError(`Expected a name, a comparison and a value: ${example}`);
    }
    setEntered(entered + 1);
    const { name, operator, value } = condition;
    change({ where: [...new Set([...query.where, name + operator + value])] });
  };
  return (
    <>
      <TextField
        key={entered}
        label="Condition"
        type="text"
        value=""
        placeholder={example}
        list={id}
        onEnter={add}
      />
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Chips query={query} change={change} />
      {error !== null && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}

/** The conditions, each to be removed. */
function Chips({ query, change }: ToolProps) {
  return (
    <>
      {query.where.map((text) => (
        <button
          key={text}
          type="button"
          class="button condition-chip num"
          onClick={() => change({ where: query.where.filter((one) => one !== text) })}
        >
          <span class="visually-hidden">Remove </span>
          {text}
          <Icon name="cross" />
        </button>
      ))}
    </>
  );
}

interface ColumnsProps<T> extends ToolProps {
  readonly columns: readonly DataColumn<T>[];
}

/** The order as a field, for screens on which the table has no head. */
function OrderField<T>({ columns, query, change }: ColumnsProps<T>) {
  const value = `${query.sort ?? ""} ${query.isAscending ? "asc" : ""}`.trim();
  const sortable = columns.filter((one) => one.isSortable === true);
  return (
    <label class="field order-field">
      <span>Order</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const [sort = "", order] = currentTarget.value.split(" ");
          change({ sort: sort || null, isAscending: order === "asc" });
        }}
      >
        <option value="">newest first</option>
        {sortable.flatMap(({ name, label }) => [
          <option key={label} value={name}>{`${label}, highest first`}</option>,
          <option key={`${label} asc`} value={`${name} asc`}>{`${label}, lowest first`}</option>,
        ])}
      </select>
    </label>
  );
}

interface ChooserProps<T> extends ColumnsProps<T> {
  readonly names: readonly string[];
  readonly canAddColumns: boolean;
}

function ColumnChooser<T>({ columns, names, query, change, canAddColumns }: ChooserProps<T>) {
  const [isOpen, setOpen] = useState(false);
  const named = columns.flatMap(({ name, label }) => (name === undefined ? [] : [{ name, label }]));
  const usual = named.map(({ name }) => name);
  const shown = query.columns ?? usual;
  const others = canAddColumns ? names.filter((name) => !usual.includes(name)) : [];
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Columns
      </button>
      {isOpen && (
        <Dialog title="Columns" onCancel={() => setOpen(false)}>
          <div class="checks column-checks" tabIndex={0} role="group" aria-label="Columns">
            {[...named, ...others.map((name) => ({ name, label: name }))].map(({ name, label }) => (
              <label key={name} class="check">
                <input
                  type="checkbox"
                  checked={shown.includes(name)}
                  onChange={() => change({ columns: toggled(shown, name), page: query.page })}
                />
                <span>{label}</span>
              </label>
            ))}
          </div>
          <div class="dialog-buttons">
            <button type="button" class="button" onClick={() => change({ columns: null })}>
              Usual columns
            </button>
            <button type="button" class="button button-primary" onClick={() => setOpen(false)}>
              Close
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** The columns that a query shows: the first and unnamed ones always. */
export function shownColumns<T>(
  columns: readonly DataColumn<T>[],
  { columns: chosen }: ListQuery,
): readonly DataColumn<T>[] {
  if (chosen === null) return columns;
  return columns.filter(({ name }) => name === undefined || chosen.includes(name));
}
