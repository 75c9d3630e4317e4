// What the page does with a session: takes actions, explains refusals, animates trips, saves.
import { signal } from "@preact/signals";
import type { Engine } from "../engine/engine";
import type { Frame } from "../generated/api";
import { ACTIONS } from "../generated/spec";
import { formatNumber, formatSigned } from "../lib/format";
import { actionLabel, isTravel } from "../replay/actions";
import { eventsOf, ROUTINE_BITS } from "../replay/events";
import { eventBits } from "../replay/track";
import { actionId, actionOfKey, CHORDS, type Chord } from "./controls";
import type { Flight } from "./flight";
import { whyIllegal } from "./illegal_reasons";
import { saveFlight } from "./flight_storage";
import { MACRO_STEPS_MAX, MACROS, type Macro } from "./macros";
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
    const chord = this.chord.value;
    this.chord.value = null;
    const action = actionOfKey(`${chord?.key}${key}`);
    if (action !== null) this.attempt(action);
    else this.runMacroOf(`${chord?.key}${key}`);
  }

  /** Run the macro of a key or chord; returns whether there is one. */
  runMacroOf(key: string): boolean {
    const macro = MACROS.find((one) => one.key === key.toLowerCase());
    if (macro !== undefined) this.run(macro);
    return macro !== undefined;
  }

  /** Take the actions of a macro until it stops; a policy that flies hands over. */
  run(macro: Macro): void {
    this.flownBy.value = null;
    this.land();
    const { session } = this;
    const before = session.frame;
    let taken = 0;
    let next = macro.next(session, taken);
    while (typeof next === "number" && taken < MACRO_STEPS_MAX && session.act(next)) {
      taken += 1;
      next = macro.next(session, taken);
    }
    if (taken === 0) {
      this.refusal.value = `${macro.label}: ${next}.`;
      return;
    }
    this.refusal.value = null;
    this.announcement.value = `${macro.label}: ${outcome(before, session.frame)}. ${next}.`;
    this.save();
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

function plural(count: number, unit: string): string {
  return `${formatNumber(count)} ${unit}${count === 1 ? "" : "s"}`;
}

/** "12 ticks, +34.5 units" or "+1,234 credits": what several steps brought. */
function outcome(before: Frame, after: Frame): string {
  const load = (frame: Frame) => frame.cargo.reduce((sum, units) => sum + units, 0);
  const earned = after.ship.credits - before.ship.credits;
  return earned !== 0
    ? `${formatSigned(earned)} credits`
    : `${plural(after.tick - before.tick, "tick")}, ${formatSigned(load(after) - load(before), 1)} units`;
}

const REPEATS: ReadonlySet<string> = new Set(["mine", "hold", "dock", "cooldown"]);

/** Whether a held key repeats the action. */
export function mayRepeat(action: number): boolean {
  return REPEATS.has(ACTIONS[action]!.family);
}
