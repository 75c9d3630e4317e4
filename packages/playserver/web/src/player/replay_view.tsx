// The replay player as one component: map, panels, log, timeline and transport. It needs a player and
// the belt, no server and no address, so that it can also be built into a single file.
import type { ComponentChildren } from "preact";
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { Frame, Node } from "../generated/api";
import { beliefsOf, visitedUpTo } from "../map/beliefs";
import { BeltMap } from "../map/belt_map";
import { MapLegend } from "../map/map_legend";
import { CargoPanel } from "../panels/cargo_panel";
import { LogPanel } from "../panels/log_panel";
import { MarketPanel } from "../panels/market_panel";
import { NowPanel } from "../panels/now_panel";
import { RocksPanel } from "../panels/rocks_panel";
import { ShipPanel } from "../panels/ship_panel";
import type { PolicySource } from "../policy/sources";
import type { ReplayPlayer } from "../replay/player";
import { FoldButton } from "../ui/fold_button";
import { Failure, Loading } from "../ui/notice";
import { Icon } from "../ui/icons";
import { ShareButton, type ShareSource } from "./share";
import { KeyboardHelp } from "./keyboard_help";
import type { LineSet } from "./line_set";
import { PolicyPanel } from "./policy_panel";
import type { RivalSource } from "./rival";
import { SummaryView } from "./summary_view";
import { TimelineLegend, TimelineView } from "./timeline_view";
import { Transport } from "./transport";
import { TruthSwitch } from "./truth_switch";
import { useKeyboard } from "./use_keyboard";

interface ReplayViewProps {
  readonly player: ReplayPlayer;
  readonly belt: readonly Node[];
  /** The time budget in ticks; null if unknown. */
  readonly timeMax: number | null;
  /** A replay of the same world to compare with. */
  readonly rival?: RivalSource | null;
  readonly share: ShareSource;
  /** The lines of which the player shows one; null where the page cannot simulate. */
  readonly lines?: LineSet | null;
  readonly policies?: readonly PolicySource[];
  /** The policy that is chosen when the panel opens: the one that played. */
  readonly own?: PolicySource | null;
  /** Buttons beside the transport. */
  readonly children?: ComponentChildren;
}

export function ReplayView(props: ReplayViewProps) {
  const { player, belt, rival = null, lines = null, policies = [], own = null } = props;
  const [isHelpOpen, setHelpOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  useKeyboard(player, openHelp);
  void player.version.value;
  const exact = player.store.at(player.step.value);
  const shown = useRef<Frame | undefined>(undefined);
  if (exact !== undefined) shown.current = exact;
  const frame = shown.current; // the last one while the next loads
  return (
    <>
      <FramesFailure player={player} />
      {player.wantsSummary.value && <SummaryView player={player} rival={rival} />}
      <div class="stage" aria-busy={exact === undefined} hidden={player.wantsSummary.value}>
        {frame === undefined ? (
          player.store.error === null && <Loading what="frames" />
        ) : (
          <Panels {...{ belt, player, frame }}>
            {lines?.isOpen.value && <PolicyPanel {...{ lines, policies, own, player, belt }} />}
          </Panels>
        )}
      </div>
      <Deck {...props} onHelp={openHelp} />
      {isHelpOpen && <KeyboardHelp onClose={() => setHelpOpen(false)} />}
    </>
  );
}

interface DeckProps extends ReplayViewProps {
  readonly onHelp: () => void;
}

/** Timeline and buttons; on a phone, they fold to a line. */
function Deck(props: DeckProps) {
  const { player, timeMax, lines = null, onHelp } = props;
  const [isFolded, setFolded] = useState(false);
  return (
    <section class={`player${isFolded ? " is-folded" : ""}`} aria-label="Timeline">
      <TimelineView player={player} policy={lines} />
      <div class="player-row">
        <Transport player={player} timeMax={timeMax} onHelp={onHelp}>
          <FoldButton
            class="control player-fold"
            isOpen={!isFolded}
            label="the timeline"
            onClick={() => setFolded(!isFolded)}
          />
        </Transport>
        <PlayerActions {...props} />
        <TimelineLegend />
      </div>
    </section>
  );
}

function PlayerActions({ player, belt, share, lines = null, children }: ReplayViewProps) {
  const policy = lines?.policy.value ?? null;
  return (
    <div class="player-actions">
      <SummaryButton player={player} />
      {lines !== null && <PolicyButton {...{ lines, player }} />}
      <ShareButton source={share} {...{ player, belt, policy }} />
      {children}
    </div>
  );
}

function SummaryButton({ player }: { readonly player: ReplayPlayer }) {
  return (
    <button
      type="button"
      class="button"
      aria-pressed={player.wantsSummary.value}
      title="What earned and what cost (S)"
      onClick={() => player.toggleSummary()}
    >
      <Icon name="summary" />
      Summary
    </button>
  );
}

interface PolicyButtonProps {
  readonly lines: LineSet;
  readonly player: ReplayPlayer;
}

function PolicyButton({ lines, player }: PolicyButtonProps) {
  return (
    <button
      type="button"
      class="button"
      aria-pressed={lines.isOpen.value}
      title="What a policy would do here, and what if it flew on"
      onClick={() => {
        lines.isOpen.value = !lines.isOpen.value;
        player.wantsSummary.value = false;
      }}
    >
      <Icon name="mind" />
      Policy
    </button>
  );
}

function FramesFailure({ player }: { readonly player: ReplayPlayer }) {
  const { error } = player.store;
  if (error === null) return null;
  return (
    <Failure error={error}>
      <button type="button" class="button" onClick={() => player.store.want(player.step.peek())}>
        Try again
      </button>
    </Failure>
  );
}

interface PanelsProps {
  readonly belt: readonly Node[];
  readonly player: ReplayPlayer;
  readonly frame: Frame;
  /** Above the instruments. */
  readonly children?: ComponentChildren;
}

function Panels({ belt, player, frame, children }: PanelsProps) {
  const { track } = player.store;
  const version = player.version.value; // of the track
  const before = frame.step > 0 ? player.store.at(frame.step - 1) : undefined;
  const insight = useMemo(() => player.insight(frame.step), [player, frame]);
  const truth = player.wantsTruth.value ? insight : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` changes when the track grows
  const beliefs = useMemo(
    () => insight && beliefsOf(insight.belt, visitedUpTo(track, frame.step)),
    [insight, track, frame, version],
  );
  return (
    <>
      <div class="stage-main">
        <section class="panel map-panel" aria-label="Map of the belt">
          <div class="map-head">
            <NowPanel {...{ frame, belt, track }} destination={player.destination.value} />
            <TruthSwitch player={player} isKnown={insight !== null} />
          </div>
          <BeltMap
            {...{ belt, player, frame }}
            beliefs={beliefs ?? undefined}
            truth={truth?.belt ?? null}
            isWhole
          />
          <MapLegend isTruth={truth !== null} />
        </section>
        <RocksPanel frame={frame} truth={truth?.rocks ?? null} />
      </div>
      <div class="stage-side" tabIndex={0} role="region" aria-label="Instruments">
        {children}
        <ShipPanel frame={frame} before={before} />
        <CargoPanel frame={frame} />
        <MarketPanel {...{ frame, track, version }} />
      </div>
      <LogPanel player={player} />
    </>
  );
}
