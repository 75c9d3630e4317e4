// One request and its answer: errors in a sentence, the token that writes must show.
import { signal } from "@preact/signals";

/** What went wrong with a request, in one sentence. */
export class ApiError extends Error {
  readonly status: number;

  /** @param status Of the answer; 0 where there was none. */
  constructor(message: string, status: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

export const UNAUTHORIZED = 401;
const TOKEN_KEY = "playserver.token";

function storedToken(): string | null {
  try {
    return sessionStorage.getItem(TOKEN_KEY);
  } catch {
    return null; // storage may be forbidden
  }
}

/** What the reader gave for writing on this server; it goes with the tab. */
export const token = signal<string | null>(typeof document === "undefined" ? null : storedToken());

export function keepToken(value: string | null): void {
  token.value = value;
  try {
    if (value === null) sessionStorage.removeItem(TOKEN_KEY);
    else sessionStorage.setItem(TOKEN_KEY, value);
  } catch {
    // then it holds until the page is left
  }
}

/** Whether the server answered the last request at all. */
export const isReachable = signal(true);

/** Whether a body is problem+json (RFC 9457) with its one sentence. */
function isProblem(body: unknown): body is { readonly detail: string } {
  return (
    typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string"
  );
}

async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const text = isProblem(body) ? body.detail : `The server answered ${response.status}.`;
  return new ApiError(text, response.status);
}

async function answerOf(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    isReachable.value = false;
    throw new ApiError("The server does not answer. Is playserver still running?", 0);
  }
  isReachable.value = true;
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const headers = { Accept: "application/json" };
  const response = await answerOf(url, { signal: signal ?? null, headers });
  return (await response.json()) as T;
}

/** Fetch a file as its bytes. */
export async function getBytes(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await answerOf(url, { signal: signal ?? null });
  return new Uint8Array(await response.arrayBuffer());
}

/** Write: bytes as they are, anything else as JSON; with the token where one is known. */
export async function post<T>(url: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const isBinary = body instanceof Uint8Array;
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Content-Type": isBinary ? "application/octet-stream" : "application/json",
  };
  if (token.peek() !== null) headers["Authorization"] = `Bearer ${token.peek()}`;
  const response = await answerOf(url, {
    method: "POST",
    headers,
    body: isBinary ? (body as BodyInit) : JSON.stringify(body),
    signal: signal ?? null,
  });
  return (await response.json()) as T;
}
