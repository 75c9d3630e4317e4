// The token that some servers need for a write. Stored for this tab only.
import { signal } from "@preact/signals";

const KEY = "playserver.token";

function readStored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden
  }
}

export const token = signal<string | null>(readStored());

/** Store the token until the tab is closed; null deletes it. */
export function storeToken(value: string | null): void {
  token.value = value;
  try {
    if (value === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, value);
  } catch {
    // storage is forbidden: the token is lost when the page is left
  }
}
