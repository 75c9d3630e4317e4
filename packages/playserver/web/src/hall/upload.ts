// The upload of a replay to the hall of fame, as a state machine.
import { signal } from "@preact/signals";
import { apiUrl } from "../address/site";
import { ApiError, postBytes } from "../api/request";
import type { StoredReplay, Meta } from "../generated/api";
import { formatBytes } from "../lib/format";
import { storeToken, token } from "./token";

export type UploadState =
  | { readonly kind: "idle" }
  /** The server needs a token; `error` is why the previous one was refused. */
  | { readonly kind: "asking"; readonly error: string | null }
  | { readonly kind: "sending" }
  | { readonly kind: "accepted"; readonly entry: StoredReplay }
  | { readonly kind: "refused"; readonly reason: string };

const IDLE: UploadState = { kind: "idle" };
const UNAUTHORIZED = 401;

export class Upload {
  readonly state = signal<UploadState>(IDLE);
  private readonly meta: Pick<Meta, "writes_need_token" | "upload_bytes_max">;
  private waiting: Blob | null = null;

  constructor(meta: Pick<Meta, "writes_need_token" | "upload_bytes_max">) {
    this.meta = meta;
  }

  /** Send a file; ask for the token first if one is needed. */
  async send(file: Blob): Promise<void> {
    const reason = this.refusalOf(file);
    if (reason !== null) {
      this.state.value = { kind: "refused", reason };
      return;
    }
    this.waiting = file;
    if (this.meta.writes_need_token && token.value === null) {
      this.state.value = { kind: "asking", error: null };
      return;
    }
    await this.sendWaiting();
  }

  /** Continue with a token; null cancels the upload. */
  async answer(given: string | null): Promise<void> {
    if (given === null) {
      this.waiting = null;
      this.state.value = IDLE;
      return;
    }
    storeToken(given);
    await this.sendWaiting();
  }

  /** Returns why a file cannot be sent; null if it can. */
  private refusalOf(file: Blob): string | null {
    const most = this.meta.upload_bytes_max;
    if (file.size === 0) return "The file is empty.";
    if (file.size <= most) return null;
    return `The file has ${formatBytes(file.size)}; the server takes at most ${formatBytes(most)}.`;
  }

  private async sendWaiting(): Promise<void> {
    const file = this.waiting;
    if (file === null) return;
    this.state.value = { kind: "sending" };
    const headers: Record<string, string> =
      token.value === null ? {} : { Authorization: `Bearer ${token.value}` };
    try {
      const entry = await postBytes<StoredReplay>(apiUrl("hall"), file, headers);
      this.waiting = null;
      this.state.value = { kind: "accepted", entry };
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    if (error instanceof ApiError && error.status === UNAUTHORIZED) {
      const wasSent = token.value !== null;
      storeToken(null);
      const text = wasSent ? "The server refused this token." : null;
      this.state.value = { kind: "asking", error: text };
      return;
    }
    this.waiting = null;
    this.state.value = { kind: "refused", reason: error.message };
  }
}
