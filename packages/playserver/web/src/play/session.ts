// A flight in progress: its world on the local engine, and what the page shows of it.
import { batch, signal } from "@preact/signals";
import type { Engine, TrueNode, World } from "../engine/engine";
import { frameOf } from "../engine/frame";
import type { Frame, Node } from "../generated/api";
import { N_ACTIONS } from "../generated/spec";
import { beliefsOf, type Beliefs } from "../map/beliefs";
import { Track } from "../replay/track";
import type { EpisodeView } from "../replay/episode_view";
import type { Flight } from "./flight";

const NO_ACTIONS = new Uint8Array(N_ACTIONS);

export class PlaySession implements EpisodeView {
  /** Columns of all steps so far, for the log, the map's trail and the prices. */
  readonly store = { track: new Track() };
  /** Steps taken. */
  readonly step = signal(0);
  /** Share of the drawn trip, 0..1. */
  readonly progress = signal(0);
  /** Whether the map still shows the previous step, with the ship on its trip. */
  readonly isUnderway = signal(false);
  /** The step to which the player asked to go back; null for none. */
  readonly wanted = signal<number | null>(null);
  /** Grows with every change. */
  readonly version = signal(0);
  private readonly world: World;
  private flight_: Flight;
  private actions: number[] = [];
  private frame_!: Frame;
  private before_: Frame | undefined;
  private mask_!: Uint8Array;
  private belt_: readonly TrueNode[] = [];
  private beliefs_!: Beliefs;

  /**
   * Start a flight and replay its actions.
   *
   * @throws EngineError Options, seed or state are not allowed.
   */
  constructor(engine: Engine, flight: Flight) {
    this.world = engine.createWorld();
    this.flight_ = flight;
    this.rebuild(flight.actions);
  }

  close(): void {
    this.world.close();
  }

  /** The flight with its actions so far. */
  get flight(): Flight {
    return { ...this.flight_, actions: this.actions };
  }

  get frame(): Frame {
    return this.frame_;
  }

  /** The frame of the previous step; undefined at the start. */
  get before(): Frame | undefined {
    return this.before_;
  }

  /** Which actions are legal: 1 or 0 each; none after the end. */
  get mask(): Uint8Array {
    return this.hasEnded ? NO_ACTIONS : this.mask_;
  }

  /** The belt at the start: nodes and edges. Must not be used to show hidden values. */
  get belt(): readonly Node[] {
    return this.belt_;
  }

  /** What the ship knows of the belt. */
  get beliefs(): Beliefs {
    return this.beliefs_;
  }

  get hasEnded(): boolean {
    return this.frame_.end_cause !== null;
  }

  /** Ask to go back to a step; the page asks for confirmation. */
  visit(step: number): void {
    if (step < this.step.peek()) this.wanted.value = step;
  }

  /**
   * Take a step; returns false after the end, or for an illegal action.
   *
   * @param mayBeIllegal For policies that know no masks: the step is then a hold.
   */
  act(action: number, mayBeIllegal = false): boolean {
    if (this.hasEnded || (!mayBeIllegal && this.mask_[action] !== 1)) return false;
    this.advance(action);
    this.show();
    return true;
  }

  /** Undo all steps after one; the flight becomes practice. */
  undoTo(step: number): void {
    if (step < 0 || step >= this.actions.length) return;
    const flown = this.flight_.flown.flatMap((part) =>
      part.from < step ? [{ ...part, to: Math.min(part.to, step) }] : [],
    );
    this.flight_ = { ...this.flight_, hasUndone: true, flown };
    this.rebuild(this.actions.slice(0, step));
  }

  /** Note who flew the last step, if it was not the person. */
  noteFlown(by: string): void {
    const { flown } = this.flight_;
    const [to, last] = [this.actions.length, flown.at(-1)];
    const isSame = last !== undefined && last.by === by && last.to === to - 1;
    const part = { from: isSame ? last.from : to - 1, to, by };
    this.flight_ = { ...this.flight_, flown: [...(isSame ? flown.slice(0, -1) : flown), part] };
  }

  /** Fly against another player; null ends the duel. */
  challenge(rival: Flight["rival"]): void {
    this.flight_ = { ...this.flight_, rival };
    this.version.value += 1;
  }

  private rebuild(actions: readonly number[]): void {
    const { seed, options, episode, fork } = this.flight_;
    if (fork === null) this.world.reset(seed, options, episode);
    else this.world.setState(fork.state);
    this.actions = [];
    this.before_ = undefined;
    this.frame_ = frameOf(this.world, { step: 0, action: null, total: 0 });
    this.belt_ = this.world.belt();
    this.store.track.truncate(0);
    this.store.track.append(this.frame_);
    for (const action of actions) {
      if (this.hasEnded) break;
      this.advance(action);
    }
    this.show();
  }

  private advance(action: number): void {
    const { reward } = this.world.step(action);
    this.actions.push(action);
    this.before_ = this.frame_;
    this.frame_ = frameOf(this.world, {
      step: this.actions.length,
      action,
      total: this.frame_.return + reward,
    });
    this.store.track.append(this.frame_);
  }

  private show(): void {
    this.mask_ = this.world.mask();
    const visited = new Set(this.flight_.fork?.visited ?? []);
    const { track } = this.store;
    for (let step = 0; step < track.total; step += 1) visited.add(track.node[step]!);
    this.beliefs_ = beliefsOf(this.world.belt(), visited);
    batch(() => {
      this.step.value = this.actions.length;
      this.version.value += 1;
    });
  }
}
