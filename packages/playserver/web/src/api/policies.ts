// The policies that can be chosen: those that come with the page, and those of the runs' checkpoints.
import { IS_SITE, ROOT } from "../address/site";
import type { PolicyList, RunPolicies } from "../generated/api";
import { formatNumber } from "../lib/format";
import { policySource, type PolicySource } from "../policy/sources";
import { api } from "./client";
import { get, getBytes } from "./request";
import { useResource } from "./resource";

/** A row of policies/index.json, which copy_policies.js writes. */
interface Pretrained {
  readonly name: string;
  readonly file: string;
  readonly net_profit: number | null;
}

function urlOf(file: string): string {
  return IS_SITE ? new URL(`policies/${file}`, document.baseURI).href : `${ROOT}/policies/${file}`;
}

const known = new Map<string, PolicySource>();

/** The same object for the same policy, so that its file is loaded once. */
function sourceOf(id: string, label: string, url: string): PolicySource {
  const key = `${id} ${label}`;
  const source = known.get(key) ?? policySource(id, label, () => getBytes(url));
  known.set(key, source);
  return source;
}

const CHECKPOINT = /^run:(.+)@(\d{1,6})$/;

/** The policy of a run after a window. */
function checkpointPolicy(runId: string, window: number, about = ""): PolicySource {
  const label = `${runId}, window ${formatNumber(window)}${about}`;
  return sourceOf(`run:${runId}@${window}`, label, api.policyUrl(runId, window));
}

/** The policies that come with the page. */
export async function pretrainedPolicies(): Promise<readonly PolicySource[]> {
  const index = await get<readonly Pretrained[]>(urlOf("index.json"));
  return index.map(({ name, file, net_profit: profit }) => {
    const about = profit === null ? "" : `, about ${formatNumber(profit)} cr`;
    return sourceOf(`pretrained:${name}`, `${name}${about}`, urlOf(file));
  });
}

async function load(): Promise<PolicyList & { readonly policies: readonly PolicySource[] }> {
  const [pretrained, { runs }] = await Promise.all([pretrainedPolicies(), api.policies()]);
  return { runs, policies: [...pretrained, ...runs.flatMap(policiesOf)] };
}

/** The best and the newest policy of a run. */
function policiesOf({ run_id: runId, checkpoints, best }: RunPolicies): readonly PolicySource[] {
  const windows = new Set([...(best === null ? [] : [best]), checkpoints.at(-1)!]);
  return [...windows].map((window) =>
    checkpointPolicy(runId, window, window === best ? ", its best" : ""),
  );
}

interface Policies {
  /** The policies to choose from; null while they load, and none if they cannot be loaded. */
  readonly policies: readonly PolicySource[] | null;
  /** The policy that was asked for by its run and window, if its checkpoint is still there. */
  readonly own: PolicySource | null;
}

/** @param runId With the window: a checkpoint that stands before the others. */
export function usePolicies(runId?: string | null, window?: number | null): Policies {
  const { data, error } = useResource("policies", load);
  if (data === null) return { policies: error === null ? null : [], own: null };
  const run = data.runs.find((one) => one.run_id === runId);
  const isThere = run?.checkpoints.includes(window ?? NaN) ?? false;
  const own = isThere ? checkpointPolicy(run!.run_id, window!, ", of this replay") : null;
  const others = data.policies.filter(({ id }) => id !== own?.id);
  return { policies: own === null ? others : [own, ...others], own };
}

/** The policy with an id, whether or not it is among those to choose from. */
export async function policyById(id: string): Promise<PolicySource | undefined> {
  return checkpointOf(id) ?? (await load()).policies.find((one) => one.id === id);
}

/** The policy of a checkpoint, by its id; undefined for another id. */
export function checkpointOf(id: string | null): PolicySource | undefined {
  const [, runId, window] = CHECKPOINT.exec(id ?? "") ?? [];
  return runId === undefined ? undefined : checkpointPolicy(runId, Number(window));
}
