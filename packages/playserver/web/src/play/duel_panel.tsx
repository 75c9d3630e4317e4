// The duel: both profits and their gap over time, and how the rival stands at the same tick.
import { useMemo, useRef } from "preact/hooks";
import { spanOf, type Span } from "../charts/scale";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import type { Frame, Node } from "../generated/api";
import { BeltMap } from "../map/belt_map";
import { NowPanel } from "../panels/now_panel";
import { Loading } from "../ui/notice";
import { actionLabel } from "../replay/actions";
import type { PlaySession } from "./session";
import { gapPoints, type GapPoint, type Rival } from "./rival";

const POINTS = 240; // more than the chart has pixels
const [WIDTH, LINES_HEIGHT, GAP_HEIGHT] = [400, 62, 34];

interface DuelPanelProps {
  readonly session: PlaySession;
  readonly rival: Rival;
}

export function DuelPanel({ session, rival }: DuelPanelProps) {
  const step = session.step.value;
  const { track } = session.store;
  const own = {
    ticks: track.tick.subarray(0, step + 1),
    profits: track.netProfit.subarray(0, step + 1),
  };
  const points = gapPoints(own, rival.course, POINTS);
  const now = points.at(-1)!;
  const gap = now.own - now.theirs;
  const tone = gap > 0 ? "good" : gap < 0 ? "bad" : "plain";
  return (
    <section class="panel duel-panel" aria-labelledby="duel-title">
      <header class="panel-title">
        <h2 id="duel-title">Duel with {rival.name}</h2>
        <span class={`pill tone-${tone} num`}>
          {gap === 0 ? "level" : `${formatSigned(gap)} ${gap > 0 ? "ahead" : "behind"}`}
        </span>
      </header>
      <div class="duel-body">
        <dl class="duel-figures num">
          <div>
            <dt>
              <span class="dot duel-own" aria-hidden="true" />
              You
            </dt>
            <dd>{formatNumber(now.own)}</dd>
          </div>
          <div>
            <dt>
              <span class="dot duel-theirs" aria-hidden="true" />
              {rival.name}
            </dt>
            <dd>{formatNumber(now.theirs)}</dd>
          </div>
        </dl>
        <Chart points={points} />
      </div>
      <RivalLine rival={rival} />
    </section>
  );
}

interface RivalMapProps {
  readonly rival: Rival;
  readonly belt: readonly Node[];
}

/** The belt as the rival knows it, with its ship at the same tick. */
export function RivalMap({ rival, belt }: RivalMapProps) {
  const { player } = rival;
  const step = rival.step.value;
  void player.version.value;
  const shown = useRef<Frame | undefined>(undefined);
  shown.current = player.store.at(step) ?? shown.current;
  const frame = shown.current;
  const beliefs = useMemo(
    () => (frame === undefined ? null : rival.beliefsAt(frame.step)),
    [frame],
  );
  if (frame === undefined || beliefs === null) return <Loading what="the rival" />;
  return (
    <section class="panel map-panel rival-map" aria-label={`Map of ${rival.name}`}>
      <NowPanel frame={frame} belt={belt} destination={null} />
      <BeltMap belt={belt} player={player} frame={frame} beliefs={beliefs} />
    </section>
  );
}

/** What the rival does at this tick. */
function RivalLine({ rival }: { readonly rival: Rival }) {
  const step = rival.step.value;
  void rival.player.version.value;
  const frame = rival.player.store.at(step);
  const isOver = step === rival.course.ticks.length - 1;
  const end = rival.course.profits.at(-1)!;
  return (
    <p class="panel-foot num">
      {frame === undefined
        ? "…"
        : frame.end_cause !== null
          ? `${rival.name} ended at tick ${formatNumber(frame.tick)}, ${humanize(frame.end_cause).toLowerCase()}, with ${formatNumber(end)}.`
          : `${rival.name}: ${actionLabel(frame.action, frame.node)}, fuel ${formatNumber(frame.ship.fuel)}, hull ${formatNumber(frame.ship.hull)}, ${formatNumber(frame.cargo.reduce((sum, units) => sum + units, 0))} units on board${isOver ? "; the recording stops here" : ""}.`}
    </p>
  );
}

function pathOf(
  points: readonly GapPoint[],
  value: (point: GapPoint) => number,
  xs: Span,
  ys: Span,
  height: number,
): string {
  const toX = (tick: number): number => ((tick - xs.low) / (xs.high - xs.low)) * WIDTH;
  const toY = (y: number): number => height - ((y - ys.low) / (ys.high - ys.low)) * height;
  // a profit holds until the next step changes it
  return points
    .map((point, index) => {
      const [x, y] = [toX(point.tick).toFixed(1), toY(value(point)).toFixed(1)];
      return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
    })
    .join("");
}

function Chart({ points }: { readonly points: readonly GapPoint[] }) {
  const [first, last] = [points[0]!, points.at(-1)!];
  const xs = { low: first.tick, high: Math.max(last.tick, first.tick + 1) };
  const gapOf = (point: GapPoint): number => point.own - point.theirs;
  const lines = spanOf([0, ...points.flatMap(({ own, theirs }) => [own, theirs])], 0.06);
  const gaps = spanOf([0, ...points.map(gapOf)], 0.06);
  const zero = GAP_HEIGHT - ((0 - gaps.low) / (gaps.high - gaps.low)) * GAP_HEIGHT;
  const gapPath = pathOf(points, gapOf, xs, gaps, GAP_HEIGHT);
  const ends = (tick: number): string =>
    (((tick - xs.low) / (xs.high - xs.low)) * WIDTH).toFixed(1);
  const about = `Net profit from tick ${first.tick} to ${last.tick}: you ${formatNumber(last.own)}, rival ${formatNumber(last.theirs)}, gap ${formatSigned(gapOf(last))}.`;
  return (
    <div class="duel-charts" role="img" aria-label={about}>
      <svg viewBox={`0 0 ${WIDTH} ${LINES_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path
          class="duel-line duel-theirs"
          d={pathOf(points, (p) => p.theirs, xs, lines, LINES_HEIGHT)}
        />
        <path
          class="duel-line duel-own"
          d={pathOf(points, (p) => p.own, xs, lines, LINES_HEIGHT)}
        />
      </svg>
      <svg viewBox={`0 0 ${WIDTH} ${GAP_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <clipPath id="duel-above">
          <rect x="0" y="0" width={WIDTH} height={zero} />
        </clipPath>
        <clipPath id="duel-below">
          <rect x="0" y={zero} width={WIDTH} height={Math.max(0, GAP_HEIGHT - zero)} />
        </clipPath>
        {(["above", "below"] as const).map((side) => (
          <path
            key={side}
            class={`duel-gap duel-${side}`}
            clip-path={`url(#duel-${side})`}
            d={`${gapPath}V${zero.toFixed(1)}H${ends(first.tick)}Z`}
          />
        ))}
        <line class="duel-zero" x1="0" x2={WIDTH} y1={zero} y2={zero} />
      </svg>
      <span class="duel-axis muted num">
        <span>tick {formatNumber(first.tick)}</span>
        <span>gap</span>
        <span>{formatNumber(last.tick)}</span>
      </span>
    </div>
  );
}
