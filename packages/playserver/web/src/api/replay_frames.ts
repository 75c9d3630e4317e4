// The frames of a replay: from the engine in the browser if it can run, else from the server.
import { signal, type ReadonlySignal } from "@preact/signals";
import { readReplay } from "../abr/reader";
import type { ReplayHome } from "../address/routes";
import { loadEngine } from "../engine/engine";
import type { Frame } from "../generated/api";
import type { FrameRange, FrameSource, Insight } from "../replay/frame_source";
import { LocalFrames } from "../replay/local_frames";
import type { Track } from "../replay/track";
import { api } from "./client";
import { getBytes } from "./request";

/** Where the frames are simulated; with the reason if not in the browser. */
export type Origin =
  | { readonly kind: "opening" }
  | { readonly kind: "browser" }
  | { readonly kind: "server"; readonly reason: string };

export class ReplayFrames implements FrameSource {
  readonly total: number;
  readonly origin: ReadonlySignal<Origin>;
  private readonly origin_ = signal<Origin>({ kind: "opening" });
  private readonly openLocal: () => Promise<FrameSource>;
  private readonly server: FrameSource;
  private opening: Promise<FrameSource> | undefined;
  private local: FrameSource | undefined;
  private isClosed = false;

  /**
   * @param openLocal Opens the source that simulates in the browser.
   * @param server Used if that fails.
   */
  constructor(openLocal: () => Promise<FrameSource>, server: FrameSource) {
    this.openLocal = openLocal;
    this.server = server;
    this.total = server.total;
    this.origin = this.origin_;
  }

  async survey(track: Track, signal: AbortSignal, onProgress: () => void): Promise<boolean> {
    const source = await this.opened(signal);
    return (await source.survey?.(track, signal, onProgress)) ?? false;
  }

  async load(range: FrameRange, signal: AbortSignal): Promise<readonly Frame[]> {
    const source = await this.opened(signal);
    try {
      return await source.load(range, signal);
    } catch (error) {
      if (source === this.server) this.opening = undefined; // a retry starts with the browser again
      throw error;
    }
  }

  peek(step: number): Frame | null {
    return this.local?.peek?.(step) ?? null;
  }

  insight(step: number): Insight | null {
    return this.local?.insight(step) ?? null;
  }

  close(): void {
    this.isClosed = true;
    this.local?.close();
    this.local = undefined;
    this.server.close();
  }

  private async opened(signal: AbortSignal): Promise<FrameSource> {
    this.opening ??= this.open();
    const source = await this.opening;
    signal.throwIfAborted();
    return source;
  }

  private async open(): Promise<FrameSource> {
    try {
      const local = await this.openLocal();
      if (local.total !== this.total) {
        local.close();
        throw new Error(`the file has ${local.total - 1} steps, ${this.total - 1} are listed`);
      }
      if (this.isClosed) local.close();
      else this.local = local;
      this.origin_.value = { kind: "browser" };
      return local;
    } catch (error) {
      this.origin_.value = { kind: "server", reason: (error as Error).message };
      return this.server;
    }
  }
}

/** Frames that the server simulates, or that a site stores as files. */
function serverFrames(home: ReplayHome, replayId: string, total: number): FrameSource {
  return {
    total,
    async load(range, signal) {
      const page = await api.frames(home, replayId, range, signal);
      return page.frames;
    },
    insight: () => null,
    close: () => undefined,
  };
}

/** The frames of a listed replay, simulated in the browser from its file if possible. */
export function replayFrames(home: ReplayHome, replayId: string, total: number): ReplayFrames {
  async function openLocal(): Promise<FrameSource> {
    const file = getBytes(api.fileUrl(home, replayId)).then(readReplay);
    const [engine, replay] = await Promise.all([loadEngine(), file]);
    return new LocalFrames(engine, replay);
  }
  return new ReplayFrames(openLocal, serverFrames(home, replayId, total));
}
