// What the page does with a session: takes actions, explains refusals, animates trips, saves.
import { signal } from "@preact/signals";
import type { Engine } from "../engine/engine";
import { ACTIONS } from "../generated/spec";
import { actionLabel, isTravel } from "../replay/actions";
import { eventsOf, ROUTINE_BITS } from "../replay/events";
import { eventBits } from "../replay/track";
import { actionId, CHORDS, type Chord } from "./controls";
import type { Flight } from "./flight";
import { whyIllegal } from "./illegal_reasons";
import { saveFlight } from "./flight_storage";
import { PlaySession } from "./session";

const TRIP_MS = 280;

function wantsMotion(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export class Pilot {
  readonly engine: Engine;
  readonly session: PlaySession;
  /** The outcome of the last action, for screen readers. */
  readonly announcement = signal("");
  /** Why the last action was refused; null if it was taken. */
  readonly refusal = signal<string | null>(null);
  /** The chord whose first key was pressed. */
  readonly chord = signal<Chord | null>(null);
  /** Whether the page asks to confirm cashing out. */
  readonly isConfirmingCashOut = signal(false);
  /** The name of the policy that flies; null while a person does. */
  readonly flownBy = signal<string | null>(null);
  /** Whether the browser stores the flight. */
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

  /** Take an action, or report why it is illegal. Cashing out needs a confirmation. */
  attempt(action: number): void {
    this.chord.value = null;
    this.flownBy.value = null;
    if (action === actionId("CASH_OUT") && this.session.mask[action] === 1) {
      this.isConfirmingCashOut.value = true;
      return;
    }
    this.act(action);
  }

  cashOut(): void {
    this.isConfirmingCashOut.value = false;
    this.act(actionId("CASH_OUT"));
  }

  /** Take an action of the policy that flies. */
  fly(action: number): void {
    this.act(action, this.flownBy.peek());
  }

  /** Fly against another player. */
  challenge(rival: Flight["rival"]): void {
    this.session.challenge(rival);
    this.save();
  }

  /** Undo all steps after one. */
  undoTo(step: number): void {
    this.land();
    this.flownBy.value = null;
    this.session.wanted.value = null;
    this.session.undoTo(step);
    this.refusal.value = null;
    this.announcement.value = `Back at step ${step}.`;
    this.save();
  }

  /** Start a chord; any second key ends it. */
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

  private act(action: number, by: string | null = null): void {
    this.land();
    const { session } = this;
    if (!session.act(action, by !== null)) {
      const why = whyIllegal(action, session.frame, session.belt) ?? "Not possible now";
      this.refusal.value = `${actionLabel(action)}: ${why}.`;
      return;
    }
    if (by !== null) session.noteFlown(by);
    this.refusal.value = null;
    this.announcement.value = this.sentence();
    if (isTravel(action) && wantsMotion()) this.takeOff();
    this.save();
  }

  /** The outcome of the last step, for screen readers. */
  private sentence(): string {
    const { frame } = this.session;
    const label = actionLabel(frame.action, frame.node);
    const events = eventsOf(eventBits(frame.events) & ~ROUTINE_BITS)
      .filter(({ name }) => name !== "travelled") // the label shows it
      .map((event) => `, ${event.label.toLowerCase()}`);
    return `${label}${events.join("")}. Tick ${frame.tick}.`;
  }

  private takeOff(): void {
    const { session } = this;
    const startMs = performance.now();
    session.isUnderway.value = true;
    const fly = (nowMs: number): void => {
      const share = (nowMs - startMs) / TRIP_MS;
      if (share >= 1) {
        this.land();
        return;
      }
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

/** Whether a held key repeats the action. */
export function mayRepeat(action: number): boolean {
  return REPEATS.has(ACTIONS[action]!.family);
}
