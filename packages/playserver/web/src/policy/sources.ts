// Where policies come from: a name for a menu, and how the file is loaded.
import { readPolicy, type PolicyFile } from "./policy_file";

export interface PolicySource {
  /** As in addresses: "pretrained:default". */
  readonly id: string;
  readonly label: string;
  load(): Promise<PolicyFile>;
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
