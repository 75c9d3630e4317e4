// Frames near the player: one by one if the source has them at once, else loaded by page, the nearest
// first. In the end the whole track is known.
import type { Frame } from "../generated/api";
import type { FrameLoader } from "./frame_source";
import { Track } from "./track";

export const PAGE_STEPS = 250;
// about 60 MB at a few kB per frame; for other pages the track has what curves and logs need
const MAX_PAGES = 48;
// longer replays first load a few frames of the whole replay, to show its profit early
const SKETCH_FROM_PAGES = 4;
const SKETCH_FRAMES = 400;
const MAX_PEEKED = 512; // a few MB
const PROGRESS_MS = 100; // between repaints of the growing timeline

/** Stores the frames near a wanted step, and the columns of all frames so far. */
export class FrameStore {
  readonly track: Track;
  private readonly source: FrameLoader;
  private readonly onChange: () => void;
  private readonly pages = new Map<number, readonly Frame[]>(); // least recently used first
  private readonly aborter = new AbortController();
  private wanted = 0;
  private readonly peeked = new Map<number, Frame>(); // oldest first
  private isLoading = false;
  private isMissed = false; // whether the wanted frame was requested and is not available
  private isSurveyed: boolean;
  private isSketched: boolean;
  private error_: Error | null = null;

  /**
   * @param onChange Called when a page has loaded or failed.
   * @param track The steps that are already known.
   */
  constructor(source: FrameLoader, onChange: () => void, track = new Track(source.total)) {
    this.source = source;
    this.onChange = onChange;
    this.track = track;
    this.isSurveyed = track.isComplete;
    this.isSketched = source.total <= SKETCH_FROM_PAGES * PAGE_STEPS;
  }

  get total(): number {
    return this.source.total;
  }

  /** Why loading failed, or null; `want` retries. */
  get error(): Error | null {
    return this.error_;
  }

  /** The frame of a step; undefined while it is not loaded. */
  at(step: number): Frame | undefined {
    const frame = this.inPages(step) ?? this.peek(step);
    if (step === this.wanted) this.isMissed = frame === undefined;
    return frame;
  }

  /** Set the shown step; loading continues from there. */
  want(step: number): void {
    this.wanted = step;
    void this.at(step - 1); // changes are shown, too; simulating forward is cheaper than backward
    void this.at(step);
    void this.fill();
  }

  /** The source has more steps than before. */
  grow(): void {
    this.track.extend(this.total);
    this.isSurveyed = false;
    void this.fill();
  }

  close(): void {
    this.aborter.abort();
  }

  private async fill(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    this.error_ = null;
    try {
      if (await this.survey()) return;
      for (let page = this.nextPage(); page !== null; page = this.nextPage()) {
        await this.loadPage(page);
        this.onChange();
        if (!this.isSketched) await this.loadSketch();
      }
    } catch (error) {
      if (this.aborter.signal.aborted) return;
      this.error_ = error as Error;
      this.onChange();
    } finally {
      this.isLoading = false;
    }
  }

  private inPages(step: number): Frame | undefined {
    const page = Math.floor(step / PAGE_STEPS);
    const frames = this.pages.get(page);
    if (frames === undefined) return undefined;
    this.pages.delete(page); // move it to the end: most recently used
    this.pages.set(page, frames);
    return frames[step - page * PAGE_STEPS];
  }

  private peek(step: number): Frame | undefined {
    const known = this.peeked.get(step);
    if (known !== undefined) return known;
    if (step < 0 || step >= this.total) return undefined;
    const frame = this.source.peek?.(step) ?? undefined;
    if (frame === undefined) return undefined;
    if (this.peeked.size >= MAX_PEEKED) this.peeked.delete(this.peeked.keys().next().value!);
    this.peeked.set(step, frame);
    return frame;
  }

  /** Make the source simulate the whole episode, if it can. */
  private async survey(): Promise<boolean> {
    if (this.isSurveyed || this.source.survey === undefined) return this.isSurveyed;
    let lastProgressMs = performance.now();
    this.isSurveyed = await this.source.survey(this.track, this.aborter.signal, () => {
      const isHere = this.isMissed && this.at(this.wanted) !== undefined;
      if (!isHere && performance.now() - lastProgressMs < PROGRESS_MS) return;
      this.isMissed = false;
      lastProgressMs = performance.now();
      this.onChange();
    });
    if (this.isSurveyed) this.onChange();
    return this.isSurveyed;
  }

  /** The next page to load: the wanted one, the one after it, then unknown ones, the nearest first. */
  private nextPage(): number | null {
    if (this.aborter.signal.aborted) return null;
    const last = Math.floor((this.total - 1) / PAGE_STEPS);
    const here = Math.min(last, Math.floor(this.wanted / PAGE_STEPS));
    for (const page of [here, Math.min(last, here + 1)]) {
      if (!this.pages.has(page)) return page;
    }
    for (let distance = 1; distance <= last; distance += 1) {
      for (const page of [here - distance, here + distance]) {
        if (page >= 0 && page <= last && !this.track.isKnown(page * PAGE_STEPS)) return page;
      }
    }
    return null;
  }

  private async loadSketch(): Promise<void> {
    const stride = Math.ceil(this.total / SKETCH_FRAMES);
    const range = { start: 0, stop: this.total, stride };
    this.track.sketch(await this.source.load(range, this.aborter.signal));
    this.isSketched = true;
    this.onChange();
  }

  private async loadPage(page: number): Promise<void> {
    const start = page * PAGE_STEPS;
    const stop = Math.min(this.total, start + PAGE_STEPS);
    const frames = await this.source.load({ start, stop, stride: 1 }, this.aborter.signal);
    if (frames.length !== stop - start) {
      throw new Error(`The server sent ${frames.length} of the frames ${start} to ${stop - 1}.`);
    }
    for (const frame of frames) this.track.add(frame);
    this.pages.set(page, frames);
    this.evict();
  }

  private evict(): void {
    const here = Math.floor(this.wanted / PAGE_STEPS);
    for (const page of this.pages.keys()) {
      if (this.pages.size <= MAX_PAGES) return;
      if (page !== here && page !== here + 1) this.pages.delete(page);
    }
  }
}
