// The token that some servers ask for before they take a write. It is kept for this tab alone.
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

/** Keep the token until the tab is closed; null forgets it. */
export function keepToken(value: string | null): void {
  token.value = value;
  try {
    if (value === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, value);
  } catch {
    // then it holds until the page is left
  }
}
