// The policies that can be chosen: those that come with the page.
import { IS_SITE, ROOT } from "../address/site";
import { formatNumber } from "../lib/format";
import { policySource, type PolicySource } from "../policy/sources";
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

let loading: Promise<readonly PolicySource[]> | undefined;

async function load(): Promise<readonly PolicySource[]> {
  const index = await get<readonly Pretrained[]>(urlOf("index.json"));
  return index.map(({ name, file, net_profit: profit }) => {
    const about = profit === null ? "" : `, about ${formatNumber(profit)} cr`;
    return policySource(`pretrained:${name}`, `${name}${about}`, () => getBytes(urlOf(file)));
  });
}

/** All policies; the same objects at every call, so that each file is loaded once. */
export function loadPolicies(): Promise<readonly PolicySource[]> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** All policies; null while they load, and none if they cannot be loaded. */
export function usePolicies(): readonly PolicySource[] | null {
  const { data, error } = useResource("policies", loadPolicies);
  return error === null ? data : [];
}
