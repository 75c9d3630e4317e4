// Runs that differ in their seed only, as one group, and what differs between configurations. Pure.
import { flattenConfig } from "../lib/config";

export type Config = Readonly<Record<string, unknown>>;

/** Keys in which seeds of one experiment may differ: they change no rule of its training. */
const OWN_KEYS = /^(seed|run_dir|sync_to|artifact_hook|wandb\..*)$/;
const NAMED_MAX = 3; // keys in the name of a group

export interface Group {
  readonly label: string;
  /** Ids of its runs, in the order in which they were given. */
  readonly runs: readonly string[];
}

export interface Difference {
  readonly key: string;
  /** By run; null where the run has no such key. */
  readonly values: ReadonlyMap<string, string | null>;
}

/** The keys whose values differ between runs; `run_dir` always does and is left out. */
export function differencesOf(configs: ReadonlyMap<string, Config>): readonly Difference[] {
  const flat = new Map([...configs].map(([id, config]) => [id, new Map(flattenConfig(config))]));
  const keys = new Set([...flat.values()].flatMap((one) => [...one.keys()]));
  keys.delete("run_dir");
  return [...keys].flatMap((key) => {
    const values = new Map([...flat].map(([id, one]) => [id, one.get(key) ?? null]));
    return new Set(values.values()).size > 1 ? [{ key, values }] : [];
  });
}

/** The groups of runs; a run without a configuration is a group of its own. */
export function groupsOf(
  ids: readonly string[],
  configs: ReadonlyMap<string, Config>,
): readonly Group[] {
  const known = new Map([...configs].filter(([id]) => ids.includes(id)));
  const differing = differencesOf(known).filter(({ key }) => !OWN_KEYS.test(key));
  const byKey = new Map<string, string[]>();
  for (const id of ids) {
    const key = known.has(id)
      ? JSON.stringify(differing.map(({ values }) => values.get(id)))
      : `run ${id}`;
    byKey.set(key, [...(byKey.get(key) ?? []), id]);
  }
  return [...byKey.values()].map((runs) => {
    const first = runs[0]!;
    if (runs.length === 1) return { label: first, runs };
    const named = differing
      .slice(0, NAMED_MAX)
      .map(({ key, values }) => `${key} ${values.get(first)}`);
    const label = named.length === 0 ? first : named.join(", ");
    return { label: `${label} (${runs.length} seeds)`, runs };
  });
}
