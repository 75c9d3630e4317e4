import { describe, expect, it } from "vitest";
import type { Frame } from "../generated/api";
import {
  ALL,
  formatListQuery,
  isFiltered,
  parseCondition,
  parseListQuery,
  requestOf,
  selectRows,
  type Value,
} from "./list_query";
import { pickFrames, pickMetrics } from "./site_api";

describe("the query of a list", () => {
  it("reads what it writes", () => {
    const search =
      "?run=a&window=3&tag=milestone%3Aprofit%3A1&search=x&where=return%3E%3D100&where=steps%3C9" +
      "&sort=return&order=asc&columns=run%2Creturn&select=a%2Fw1&page=5";
    const query = parseListQuery(search);
    expect(query).toMatchObject({ where: ["return>=100", "steps<9"], page: 4, isAscending: true });
    expect(formatListQuery(query)).toBe(search);
    expect(formatListQuery(ALL)).toBe("");
    expect([isFiltered(query), isFiltered({ ...ALL, sort: "return" })]).toEqual([true, false]);
  });

  it.each(["?window=-1&page=x", "?window=&page=0", "?run=&tag=&policy=", "?where=return&search="])(
    "leaves %s open",
    (search) => expect(parseListQuery(search)).toEqual(ALL),
  );

  it("asks the server for a page, without what is the page's own", () => {
    const query = parseListQuery("?run=a&sort=return&columns=run&select=b&page=3");
    expect(requestOf(query, 50).toString()).toBe("run=a&sort=return&offset=100&limit=50");
  });

  it("parses conditions as the server does", () => {
    expect(parseCondition(" config.ppo.gamma >= 0.9 ")).toEqual({
      name: "config.ppo.gamma",
      operator: ">=",
      value: "0.9",
    });
    for (const text of ["return", "return>", ">3", "a b>1"])
      expect(parseCondition(text)).toBeNull();
  });
});

describe("rows selected without a server", () => {
  const rows: readonly Record<string, Value>[] = [
    { id: "c", return: 30, tag: ["x", "y"] },
    { id: "b", return: null, tag: [] },
    { id: "a", return: -4, tag: ["y"] },
  ];
  const found = (search: string) =>
    selectRows(
      rows,
      parseListQuery(search),
      (row, name) => row[name],
      ({ id }) => [String(id)],
    ).map(({ id }) => id);

  it.each([
    ["", "cba"],
    ["?order=asc", "abc"],
    ["?tag=y", "ca"],
    ["?search=B", "b"],
    ["?where=return<0", "a"],
    ["?where=return!=30", "a"],
    ["?where=return>=-4&where=return<=30", "ca"],
    ["?where=id=b", "b"],
    ["?sort=return", "cab"],
    ["?sort=return&order=asc", "acb"],
  ])("match %s", (search, ids) => expect(found(search).join("")).toBe(ids));
});

describe("the files of a site", () => {
  const frame = (step: number) => ({ step }) as Frame;

  it("gives frames across pages at a stride", () => {
    const pages = [[frame(2), frame(3)], [frame(4), frame(5)], [frame(6)]];
    const picked = pickFrames(pages, 1, 2, { start: 3, stop: 7, stride: 2 });
    expect(picked.map(({ step }) => step)).toEqual([3, 5]);
  });

  it("gives the curves that are there", () => {
    const one = { run_id: "a", total: 1, windows: [1], env_steps_total: [9], error: null };
    const list = { series: [{ ...one, values: { m: [2] } }] };
    expect(pickMetrics("a", list, ["m", "gone"])).toEqual([{ ...one, values: { m: [2] } }]);
  });
});
