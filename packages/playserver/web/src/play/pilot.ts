// The pilot: what the page does with a session: acts, says why not, animates trips, saves.
import { signal } from "@preact/signals";
import type { Engine } from "../engine/engine";
import { ACTIONS } from "../generated/spec";
import { actionLabel, isTravel } from "../replay/actions";
import { eventsOf } from "../replay/events";
import { eventBits } from "../replay/track";
import { actionId, CHORDS, type Chord } from "./controls";
import type { Flight } from "./flight";
import { whyIllegal } from "./reasons";
import { saveFlight } from "./saved";
import { PlaySession } from "./session";

const TRIP_MS = 280;

function wantsMotion(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export class Pilot {
  readonly engine: Engine;
  readonly session: PlaySession;
  /** What became of the last thing that was tried, in words. */
  readonly said = signal("");
  /** Why nothing became of it; null if something did. */
  readonly refusal = signal<string | null>(null);
  /** The first key of two was pressed. */
  readonly chord = signal<Chord | null>(null);
  /** Whether cashing out is to be confirmed. */
  readonly isCashing = signal(false);
  /** Whether the browser keeps the flight. */
  readonly isSaved = signal(true);
  private frameRequest = 0;

  constructor(engine: Engine, flight: Flight) {
    this.engine = engine;
    this.session = new PlaySession(engine, flight);
    this.save();
  }

  close(): void {
    cancelAnimationFrame(this.frameRequest);
    this.session.close();
  }

  /** Do it, or say why not. Cashing out ends the episode: it is asked about first. */
  attempt(action: number): void {
    this.chord.value = null;
    if (action === actionId("CASH_OUT") && this.session.mask[action] === 1) {
      this.isCashing.value = true;
      return;
    }
    this.act(action);
  }

  cashOut(): void {
    this.isCashing.value = false;
    this.act(actionId("CASH_OUT"));
  }

  /** Take back all steps after one. */
  undoTo(step: number): void {
    this.land();
    this.session.wanted.value = null;
    this.session.undoTo(step);
    this.refusal.value = null;
    this.said.value = `Back at step ${step}.`;
    this.save();
  }

  /** Wait for the second key of two; Escape and what is no key of it end that. */
  beginChord(key: string): boolean {
    const chord = CHORDS.find((one) => one.key === key);
    if (chord === undefined) return false;
    this.chord.value = chord;
    return true;
  }

  endChord(key: string): void {
    const action = this.chord.value?.actionOf(key.toLowerCase()) ?? null;
    this.chord.value = null;
    if (action !== null) this.attempt(action);
  }

  private act(action: number): void {
    this.land();
    const { session } = this;
    if (!session.act(action)) {
      const why = whyIllegal(action, session.frame, session.belt) ?? "Not possible now";
      this.refusal.value = `${actionLabel(action)}: ${why}.`;
      return;
    }
    this.refusal.value = null;
    this.said.value = this.sentence();
    if (isTravel(action) && wantsMotion()) this.takeOff();
    this.save();
  }

  /** What happened, for those who do not see it. */
  private sentence(): string {
    const { frame } = this.session;
    const label = actionLabel(frame.action, frame.node);
    const routine = new Set(["travelled", "scanned", "mined", "docked"]);
    const events = eventsOf(eventBits(frame.events))
      .filter((event) => !routine.has(event.name))
      .map((event) => `, ${event.label.toLowerCase()}`);
    return `${label}${events.join("")}. Tick ${frame.tick}.`;
  }

  private takeOff(): void {
    const { session } = this;
    const startMs = performance.now();
    session.isUnderway.value = true;
    const fly = (nowMs: number): void => {
      const share = (nowMs - startMs) / TRIP_MS;
      if (share >= 1) return this.land();
      session.progress.value = Math.max(0.001, share);
      this.frameRequest = requestAnimationFrame(fly);
    };
    this.frameRequest = requestAnimationFrame(fly);
  }

  private land(): void {
    cancelAnimationFrame(this.frameRequest);
    this.session.progress.value = 0;
    this.session.isUnderway.value = false;
  }

  private save(): void {
    this.isSaved.value = saveFlight(this.session.flight);
  }
}

const REPEATS: ReadonlySet<string> = new Set(["mine", "hold", "dock", "cooldown"]);

/** Whether a key that is held down may do it again and again. */
export function mayRepeat(action: number): boolean {
  return REPEATS.has(ACTIONS[action]!.family);
}
