// The replay player: the shown step, the speed, and the frames.
import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";
import { clamp } from "../lib/format";
import { advance, changeSpeed, DEFAULT_SPEED } from "./clock";
import { lastAtOrBefore, stopSteps } from "./events";
import type { FrameSource, Insight } from "./frame_source";
import { FrameStore } from "./frame_store";
import { nextNode, type Track } from "./track";

const MAX_FRAME_S = 0.1; // after a pause of the tab, playing resumes without a jump

export class ReplayPlayer {
  readonly step = signal(0);
  /** Progress towards the next step, 0..1: moves the ship between nodes. */
  readonly progress = signal(0);
  readonly isPlaying = signal(false);
  /** Whether playing waits for frames. */
  readonly isWaiting = signal(false);
  /** Ticks per second. */
  readonly speed = signal<number>(DEFAULT_SPEED);
  /** Whether the summary is shown in place of the step. */
  readonly wantsSummary = signal(false);
  /** Whether the truth is shown beside the ship's beliefs. */
  readonly wantsTruth = signal(false);
  /** Grows when frames are loaded. */
  readonly version = signal(0);
  /** The node to which the ship travels; null at a node. */
  readonly destination: ReadonlySignal<number | null> = computed(() => this.readDestination());
  readonly store: FrameStore;
  /** Whether steps are still added: playing waits for them. */
  isGrowing = false;
  private readonly source: FrameSource;
  private frameRequest = 0;
  private lastMs = 0;

  /** @param track The steps that are already known. */
  constructor(source: FrameSource, firstStep: number, track?: Track) {
    this.source = source;
    const onChange = (): void => {
      this.version.value += 1;
      if (this.store.error !== null) this.pause(); // else it would retry at every repaint
    };
    this.store = new FrameStore(source, onChange, track);
    this.seek(firstStep);
  }

  get lastStep(): number {
    return this.store.total - 1;
  }

  /** The source has more steps than before. */
  grow(): void {
    this.store.grow();
    this.version.value += 1;
  }

  close(): void {
    this.pause();
    this.store.close();
    this.source.close();
  }

  /** What the frame of a step leaves out; null if unknown. */
  insight(step: number): Insight | null {
    return this.source.insight(step);
  }

  seek(step: number): void {
    batch(() => {
      this.step.value = clamp(Math.round(step), 0, this.lastStep);
      this.progress.value = 0;
    });
    this.store.want(this.step.value);
  }

  /** Pause and show a step. */
  visit(step: number): void {
    this.pause();
    this.wantsSummary.value = false;
    this.seek(step);
  }

  /** Pause and move some steps forward or back. */
  stepBy(count: number): void {
    this.pause();
    this.seek(this.step.value + count);
  }

  /** Pause at the next (+1) or previous (-1) event or setback, or at the end. */
  stepToEvent(direction: 1 | -1, setbacksOnly = false): void {
    this.pause();
    const steps = stopSteps(this.store.track, setbacksOnly);
    const here = this.step.value;
    const index = lastAtOrBefore(steps, direction === 1 ? here : here - 1);
    const found = steps[direction === 1 ? index + 1 : index];
    this.seek(found ?? (direction === 1 ? this.lastStep : 0));
  }

  toggle(): void {
    if (this.isPlaying.value) this.pause();
    else this.play();
  }

  play(): void {
    if (this.isPlaying.value) return;
    if (this.step.value >= this.lastStep) this.seek(0);
    this.isPlaying.value = true;
    this.lastMs = performance.now();
    this.frameRequest = requestAnimationFrame((now) => this.onFrame(now));
  }

  pause(): void {
    cancelAnimationFrame(this.frameRequest);
    batch(() => {
      this.isPlaying.value = false;
      this.isWaiting.value = false;
      this.progress.value = 0;
    });
  }

  toggleSummary(): void {
    this.wantsSummary.value = !this.wantsSummary.value;
  }

  toggleTruth(): void {
    this.wantsTruth.value = !this.wantsTruth.value;
  }

  changeSpeed(direction: 1 | -1): void {
    this.speed.value = changeSpeed(this.speed.value, direction);
  }

  private readDestination(): number | null {
    const step = this.step.value;
    if (this.progress.value === 0) return null;
    const { track } = this.store;
    const next = nextNode(track, step);
    return next === track.node[step] ? null : next;
  }

  private onFrame(nowMs: number): void {
    const seconds = clamp((nowMs - this.lastMs) / 1000, 0, MAX_FRAME_S);
    this.lastMs = nowMs;
    const { position, halt } = advance(
      { step: this.step.value, progress: this.progress.value },
      seconds * this.speed.value,
      this.isGrowing ? Infinity : this.lastStep,
      (step) => (this.store.at(step + 1) ? this.store.track.ticksToNext(step) : null),
    );
    const hasMoved = position.step !== this.step.value;
    batch(() => {
      this.step.value = position.step;
      this.progress.value = position.progress;
      this.isWaiting.value = halt === "waiting";
    });
    if (hasMoved || halt === "waiting") this.store.want(position.step);
    if (halt === "end") this.pause();
    else this.frameRequest = requestAnimationFrame((now) => this.onFrame(now));
  }
}
