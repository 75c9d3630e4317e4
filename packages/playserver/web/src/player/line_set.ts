// A replay, what a chosen policy makes of it, and the lines on which policies went on from it.
import { computed, signal } from "@preact/signals";
import { readReplay, type Replay } from "../abr/reader";
import { checkOptions, loadEngine } from "../engine/engine";
import type { EpisodeStart } from "../engine/seeker";
import { PolicyPilot } from "../policy/policy_pilot";
import { examine, PolicyTrack } from "../policy/policy_track";
import type { PolicySource } from "../policy/sources";
import { changed, grow, plant, type Tree } from "../policy/tree";
import type { ReplayPlayer } from "../replay/player";
import { LiveFlight } from "./live_flight";

/** A line that can be shown. */
export interface Line {
  readonly name: string;
  readonly player: ReplayPlayer;
  readonly file: () => Promise<Uint8Array>;
  /** Null while it is flown. */
  readonly netProfit: number | null;
  /** The policy that flies it, if the page lets one fly. */
  readonly live?: { readonly flight: LiveFlight; readonly source: PolicySource };
}

/** Where the episode of a replay starts. */
export function startOf({ header, state }: Replay): EpisodeStart {
  const { seed, episode, options } = header;
  return { seed, episode, options: checkOptions(options), state };
}

/** What a line consists of, so far. */
export interface Script {
  readonly start: EpisodeStart;
  readonly actions: Uint8Array;
  /** The content digest; null while it is flown. */
  readonly digest: string | null;
  /** The name of the player. */
  readonly name: string;
  /** The policy that flies: its id or its digest; null if there is none. */
  readonly policy: string | null;
}

/** The script of a line, without waiting for one that is being flown. */
export async function scriptOf({ live, file, name }: Line): Promise<Script> {
  if (live !== undefined) {
    const { start, flown } = live.flight;
    return { start, actions: flown.slice(), digest: null, name, policy: live.source.id };
  }
  const replay = readReplay(await file());
  const { header, actions, contentDigest: digest } = replay;
  const { name: player, digest: policy } = header.player;
  return { start: startOf(replay), actions, digest, name: player, policy };
}

export class LineSet {
  readonly tree = signal<Tree<Line>>([]);
  readonly shownId = signal(0);
  readonly shown = computed(() => this.tree.value[this.shownId.value]!.content);
  /** The policy whose decisions are shown. */
  readonly policy = signal<PolicySource | null>(null);
  readonly track = signal<PolicyTrack | null>(null);
  /** Grows with the track. */
  readonly version = signal(0);
  /** Whether the panel is open. */
  readonly isOpen = signal(false);
  /** Whether a new line is being prepared. */
  readonly busy = signal(false);
  readonly error = signal<Error | null>(null);
  private examining = new AbortController();
  private isClosed = false;

  /** @param root The first line; its player is closed where it was made. */
  constructor(root: Line) {
    this.tree.value = plant(root);
  }

  close(): void {
    this.examining.abort();
    this.isClosed = true;
    for (const { content } of this.tree.peek()) content.live?.flight.close();
  }

  /** Show the decisions of a policy; null shows none. */
  choose(policy: PolicySource | null): void {
    this.policy.value = policy;
    void this.examine();
  }

  /** Show a line, at the same step or at the step where it begins. */
  show(id: number): void {
    const from = this.shown.peek().player;
    from.pause();
    this.shownId.value = id;
    const { player } = this.shown.peek();
    player.wantsTruth.value = from.wantsTruth.peek();
    player.speed.value = from.speed.peek();
    player.seek(from.step.peek());
    void this.examine();
  }

  /** From the shown step, let the chosen policy fly to the end: a new line, which is shown. */
  async goOn(): Promise<void> {
    const line = this.shown.peek();
    const { player } = line;
    const source = this.policy.peek();
    if (source === null) return;
    player.pause();
    const [from, step] = [this.shownId.peek(), player.step.peek()];
    const draw = this.tree.peek().length;
    this.busy.value = true;
    try {
      const [engine, policy, { start, actions, digest }] = await Promise.all([
        loadEngine(),
        source.load(),
        scriptOf(line),
      ]);
      const extra = { after: { digest, step } };
      const plan = { start, seed: BigInt(draw), before: actions.slice(0, step), extra };
      const flight = new LiveFlight(engine, policy, source.label, plan, () => {
        this.version.value += 1;
      });
      this.add({ flight, source }, from, step, `${policy.header.name}, draw ${draw}`);
    } catch (error) {
      if (!this.isClosed) this.error.value = error as Error;
    } finally {
      this.busy.value = false;
    }
  }

  /** State what a line earned, when it is flown. */
  async finish(id: number): Promise<void> {
    const line = this.tree.peek()[id]!.content;
    const { netProfit } = readReplay(await line.file()).result;
    if (!this.isClosed) this.tree.value = changed(this.tree.peek(), id, { ...line, netProfit });
  }

  private add(live: NonNullable<Line["live"]>, from: number, step: number, name: string): void {
    const { player, file } = live.flight;
    const tree = this.tree.peek();
    this.tree.value = grow(tree, from, step, {
      name,
      player,
      file: () => file,
      netProfit: null,
      live,
    });
    this.show(tree.length);
    player.play();
    this.finish(tree.length).catch(() => undefined); // stopped
  }

  private async examine(): Promise<void> {
    this.examining.abort();
    const aborter = new AbortController();
    this.examining = aborter;
    this.track.value = null;
    this.error.value = null;
    const source = this.policy.peek();
    if (source === null) return;
    const { live } = this.shown.peek();
    if (live?.source === source) {
      this.track.value = live.flight.track; // it decides anyway
      return;
    }
    try {
      await this.examineBy(source, aborter.signal);
    } catch (error) {
      if (!aborter.signal.aborted) this.error.value = error as Error;
    }
  }

  private async examineBy(source: PolicySource, abort: AbortSignal): Promise<void> {
    const { file } = this.shown.peek();
    const [engine, policy, replay] = await Promise.all([
      loadEngine(),
      source.load(),
      file().then(readReplay),
    ]);
    abort.throwIfAborted();
    const pilot = new PolicyPilot(engine, policy, startOf(replay));
    const track = new PolicyTrack(source.label, replay.actions.length + 1);
    this.track.value = track;
    try {
      await examine(pilot, replay.actions, track, abort, () => {
        this.version.value += 1;
      });
    } finally {
      pilot.close();
    }
  }
}
