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
  readonly digest: string;
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

function pretrainedIndex(): Promise<readonly Pretrained[]> {
  return get<readonly Pretrained[]>(urlOf("index.json"));
}

function pretrainedPolicy({ name, file, net_profit: profit }: Pretrained): PolicySource {
  const about = profit === null ? "" : `, about ${formatNumber(profit)} cr`;
  return sourceOf(`pretrained:${name}`, `${name}${about}`, urlOf(file));
}

/** The policies that come with the page. */
export async function pretrainedPolicies(): Promise<readonly PolicySource[]> {
  return (await pretrainedIndex()).map(pretrainedPolicy);
}

interface Known extends PolicyList {
  readonly pretrained: readonly Pretrained[];
  /** Those to choose from. */
  readonly policies: readonly PolicySource[];
}

async function load(): Promise<Known> {
  const [pretrained, { runs }] = await Promise.all([pretrainedIndex(), api.policies()]);
  return {
    pretrained,
    runs,
    policies: [...pretrained.map(pretrainedPolicy), ...runs.flatMap(policiesOf)],
  };
}

/** The best and the newest policy of a run. */
function policiesOf({ run_id: runId, checkpoints, best }: RunPolicies): readonly PolicySource[] {
  const windows = new Set([...(best === null ? [] : [best]), checkpoints.at(-1)!]);
  return [...windows].map((window) =>
    checkpointPolicy(runId, window, window === best ? ", its best" : ""),
  );
}

/** The policy with a digest, as replays state it about their player. */
function policyOfDigest({ pretrained, runs }: Known, digest: string): PolicySource | undefined {
  const held = pretrained.find((one) => one.digest === digest);
  if (held !== undefined) return pretrainedPolicy(held);
  for (const { run_id: runId, checkpoints, digests } of runs) {
    const window = checkpoints[digests.indexOf(digest)];
    if (window !== undefined) return checkpointPolicy(runId, window, ", of this replay");
  }
  return undefined;
}

interface Policies {
  /** The policies to choose from; null while they load, and none if they cannot be loaded. */
  readonly policies: readonly PolicySource[] | null;
  /** The policy that was asked for; null if there is none. */
  readonly own: PolicySource | null;
}

/** @param asked A policy that stands before the others: its id, or the digest in a replay's header. */
export function usePolicies(asked: string | null = null): Policies {
  const { data, error } = useResource("policies", load);
  if (data === null) return { policies: error === null ? null : [], own: null };
  const found = asked === null ? undefined : (policyIn(data, asked) ?? policyOfDigest(data, asked));
  if (found === undefined) return { policies: data.policies, own: null };
  return { policies: [found, ...data.policies.filter(({ id }) => id !== found.id)], own: found };
}

/** The policy with an id; a checkpoint need not be among those to choose from. */
function policyIn({ policies }: Known, id: string): PolicySource | undefined {
  const listed = policies.find((one) => one.id === id);
  const [, runId, window] = CHECKPOINT.exec(id) ?? [];
  return listed ?? (runId === undefined ? undefined : checkpointPolicy(runId, Number(window)));
}

/** The policy with an id. */
export async function policyById(id: string): Promise<PolicySource | undefined> {
  return policyIn(await load(), id);
}
