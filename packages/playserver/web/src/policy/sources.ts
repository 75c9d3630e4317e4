// Where policies come from: a name for a menu, and how the file is loaded.
import { readPolicy, type PolicyFile } from "./policy_file";

export interface PolicySource {
  /** As in addresses: "pretrained:default". */
  readonly id: string;
  readonly label: string;
  load(): Promise<PolicyFile>;
  /** The file itself. */
  bytes(): Promise<Uint8Array>;
}

/** A source that reads its bytes once; a failed attempt can be repeated. */
export function policySource(
  id: string,
  label: string,
  bytes: () => Promise<Uint8Array>,
): PolicySource {
  let loading: Promise<PolicyFile> | undefined;
  return {
    id,
    label,
    bytes,
    load() {
      loading ??= bytes()
        .then(readPolicy)
        .catch((error: unknown) => {
          loading = undefined;
          throw error;
        });
      return loading;
    },
  };
}

/** A policy that the page holds itself. */
export function heldPolicy(file: Uint8Array): PolicySource {
  let name = "policy";
  try {
    ({ name } = readPolicy(file).header);
  } catch {
    // loading it says why
  }
  return policySource("held", name, async () => file);
}
