// One HTTP request, with errors as one sentence.
import { signal } from "@preact/signals";

/** The error of a request; its message is one sentence for the reader. */
export class ApiError extends Error {
  readonly status: number;

  /** @param status HTTP status; 0 without an answer. */
  constructor(message: string, status: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

/** Whether the last request got an answer. */
export const isReachable = signal(true);

/** Whether a body is problem+json (RFC 9457) with a detail. */
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
    throw new ApiError("The server does not answer. Check that playserver is running.", 0);
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

/** Send a file and parse the answer. */
export async function postBytes<T>(
  url: string,
  file: Blob,
  headers: Readonly<Record<string, string>>,
): Promise<T> {
  const type = { "Content-Type": "application/octet-stream" };
  const response = await answerOf(url, {
    method: "POST",
    body: file,
    headers: { Accept: "application/json", ...type, ...headers },
  });
  return (await response.json()) as T;
}

export async function getBytes(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await answerOf(url, { signal: signal ?? null });
  return new Uint8Array(await response.arrayBuffer());
}
