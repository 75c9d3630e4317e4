// What a list shows: filters, search, conditions, order, columns, selection and page. Pure.
//
// The address of a list has the same parameters as the request to the server; only `columns`,
// `select` and `page` are the page's own.

/** Parameters that must equal a value: of replays, and of runs. */
const FILTERS = ["run", "window", "tag", "policy", "status", "algorithm"] as const;
export type Filter = (typeof FILTERS)[number];

export interface ListQuery {
  readonly filters: Readonly<Partial<Record<Filter, string>>>;
  readonly search: string;
  /** Conditions such as "return>=100", which must all hold. */
  readonly where: readonly string[];
  /** What to sort by; null for the newest first. */
  readonly sort: string | null;
  readonly isAscending: boolean;
  /** The columns by name; null for the usual ones. */
  readonly columns: readonly string[] | null;
  /** Keys of the selected rows. */
  readonly selected: readonly string[];
  /** Counted from 0. */
  readonly page: number;
}

export const ALL: ListQuery = {
  filters: {},
  search: "",
  where: [],
  sort: null,
  isAscending: false,
  columns: null,
  selected: [],
  page: 0,
};

function isNatural(text: string | null): text is string {
  return text !== null && /^\d{1,9}$/.test(text);
}

function listed(text: string | null): readonly string[] {
  return [...new Set((text ?? "").split(",").filter((part) => part !== ""))];
}

/** Parse a query; missing, empty or invalid parameters match everything. */
export function parseListQuery(search: string): ListQuery {
  const asked = new URLSearchParams(search);
  const filters: Partial<Record<Filter, string>> = {};
  for (const name of FILTERS) {
    const value = asked.get(name) ?? "";
    if (value !== "" && (name !== "window" || isNatural(value))) filters[name] = value;
  }
  const page = asked.get("page");
  return {
    filters,
    search: asked.get("search") ?? "",
    where: asked.getAll("where").filter((text) => parseCondition(text) !== null),
    sort: asked.get("sort") || null,
    isAscending: asked.get("order") === "asc",
    columns: asked.has("columns") ? listed(asked.get("columns")) : null,
    selected: listed(asked.get("select")),
    page: isNatural(page) ? Math.max(0, Number(page) - 1) : 0,
  };
}

/** The part of a query that the server answers. */
function conditionsOf(query: ListQuery): URLSearchParams {
  const written = new URLSearchParams(query.filters as Record<string, string>);
  if (query.search !== "") written.set("search", query.search);
  for (const condition of query.where) written.append("where", condition);
  if (query.sort !== null) written.set("sort", query.sort);
  if (query.isAscending) written.set("order", "asc");
  return written;
}

/** "?run=a&page=2", or "" for all; pages in an address count from 1. */
export function formatListQuery(query: ListQuery): string {
  const written = conditionsOf(query);
  if (query.columns !== null) written.set("columns", query.columns.join(","));
  if (query.selected.length > 0) written.set("select", query.selected.join(","));
  if (query.page > 0) written.set("page", String(query.page + 1));
  const text = written.toString();
  return text === "" ? "" : `?${text}`;
}

/** The parameters of a request for the page of the list. */
export function requestOf(query: ListQuery, limit: number): URLSearchParams {
  const written = conditionsOf(query);
  written.set("offset", String(query.page * limit));
  written.set("limit", String(limit));
  return written;
}

/** Whether a query leaves anything out. */
export function isFiltered({ filters, search, where }: ListQuery): boolean {
  return Object.keys(filters).length > 0 || search !== "" || where.length > 0;
}

/** What a condition compares or a column shows; a list of tags has any of its values. */
export type Value = number | string | boolean | null | undefined | readonly string[];

export interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
}

/** "return >= 100" in its parts; null for another text. */
export function parseCondition(text: string): Condition | null {
  const match = /^\s*([A-Za-z_][\w.\-/]*)\s*(>=|<=|!=|=|>|<)\s*(.*\S)\s*$/s.exec(text);
  return match === null ? null : { name: match[1]!, operator: match[2]!, value: match[3]! };
}

function holds({ operator, value: wanted }: Condition, value: Value): boolean {
  if (value === null || value === undefined) return false;
  const isNumber = typeof value === "number" && !Number.isNaN(Number(wanted));
  const [left, right] = isNumber ? [value, Number(wanted)] : [String(value), wanted];
  if (operator.startsWith("!")) return left !== right;
  const isEqual = left === right;
  if (operator === "=") return isEqual;
  return (
    (operator.startsWith(">") ? left > right : left < right) || (operator[1] === "=" && isEqual)
  );
}

/**
 * The rows that match, in order, as the server would select them: for a site without one.
 *
 * @param rows Newest first.
 * @param textsOf What the search looks into.
 */
export function selectRows<T>(
  rows: readonly T[],
  query: ListQuery,
  valueIn: (row: T, name: string) => Value,
  textsOf: (row: T) => readonly string[],
): readonly T[] {
  const conditions = query.where.flatMap((text) => parseCondition(text) ?? []);
  const text = query.search.toLowerCase();
  const found = rows.filter(
    (row) =>
      Object.entries(query.filters).every(([name, wanted]) => {
        const value = valueIn(row, name);
        return Array.isArray(value) ? value.includes(wanted) : String(value) === wanted;
      }) &&
      conditions.every((one) => holds(one, valueIn(row, one.name))) &&
      textsOf(row).some((one) => one.toLowerCase().includes(text)),
  );
  const { sort, isAscending } = query;
  if (sort === null) return isAscending ? found.toReversed() : found;
  const [low, high] = isAscending ? [-1, 1] : [1, -1];
  return found.toSorted((a, b) => {
    const [left, right] = [valueIn(a, sort), valueIn(b, sort)];
    if (left == null || right == null) return Number(left == null) - Number(right == null);
    return left < right ? low : left > right ? high : 0;
  });
}
