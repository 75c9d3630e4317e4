// An upload on its way into the hall: what it waits for, and what came of it.
import { signal } from "@preact/signals";
import { ApiError } from "../api/request";
import type { StoredReplay, Meta } from "../generated/api";
import { formatBytes } from "../lib/format";
import { sendReplay } from "./send";
import { keepToken, token } from "./token";

export type UploadState =
  | { readonly kind: "idle" }
  /** The server wants a token; `error` says why the one before did not do. */
  | { readonly kind: "asking"; readonly error: string | null }
  /** `share` is 1 while the server simulates. */
  | { readonly kind: "sending"; readonly share: number }
  | { readonly kind: "kept"; readonly entry: StoredReplay }
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

  /** Send a file; asks for the token first where one is needed. */
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

  /** Go on with the token that was given, or give up on null. */
  async answer(given: string | null): Promise<void> {
    if (given === null) {
      this.waiting = null;
      this.state.value = IDLE;
      return;
    }
    keepToken(given);
    await this.sendWaiting();
  }

  /** Why a file is not sent at all; null if it is. */
  private refusalOf(file: Blob): string | null {
    const most = this.meta.upload_bytes_max;
    if (file.size === 0) return "The file is empty.";
    if (file.size <= most) return null;
    return `The file has ${formatBytes(file.size)}; the server takes at most ${formatBytes(most)}.`;
  }

  private async sendWaiting(): Promise<void> {
    const file = this.waiting;
    if (file === null) return;
    this.state.value = { kind: "sending", share: 0 };
    try {
      const entry = await sendReplay(file, token.value, (share) => {
        this.state.value = { kind: "sending", share };
      });
      this.waiting = null;
      this.state.value = { kind: "kept", entry };
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    if (error instanceof ApiError && error.status === UNAUTHORIZED) {
      const wasShown = token.value !== null;
      keepToken(null);
      const text = wasShown ? "The server does not know this token." : null;
      this.state.value = { kind: "asking", error: text };
      return;
    }
    this.waiting = null;
    this.state.value = { kind: "refused", reason: error.message };
  }
}
