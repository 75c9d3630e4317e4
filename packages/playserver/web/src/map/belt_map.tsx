// The map of the belt: nodes, edges, where the ship is and was. SVG, so that text stays sharp.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TrueNode } from "../engine/engine";
import type { Frame, Node } from "../generated/api";
import { formatPercent, humanize } from "../lib/format";
import { severityOf } from "../replay/events";
import { nextNode, type Track } from "../replay/track";
import type { Viewed } from "../replay/viewed";
import type { Beliefs } from "./beliefs";
import {
  beliefClass,
  edgeClass,
  edgeTitle,
  edgeViews,
  isHeard,
  pillText,
  threatLevel,
  type EdgeView,
} from "./edge_view";
import { layoutBelt, zoomTo, type BeltLayout, type Point } from "./layout";
import { lastTrips, shipPose } from "./motion";
import { PILL_HEIGHT, placePills } from "./pills";

const TRAIL_TRIPS = 6;
const STRANDS_APART = 5; // what is believed of an edge beside what is true, in pixels

interface BeltMapProps {
  readonly belt: readonly Node[];
  readonly player: Viewed;
  readonly frame: Frame;
  /** What the ship knows. */
  readonly beliefs?: Beliefs | undefined;
  /** Whether what the ship has never seen is drawn, too. */
  readonly isWhole?: boolean;
  /** The belt as it is, to be shown beside what the ship believes. */
  readonly truth?: readonly TrueNode[] | null;
  /** Called with a node that was clicked; without it, the map is to look at only. */
  readonly onNode?: (node: number) => void;
}

export function BeltMap({
  belt,
  player,
  frame,
  beliefs,
  isWhole = false,
  truth = null,
  onNode,
}: BeltMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useEffect(() => {
    const element = host.current!;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0) setSize({ width, height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const whole = useMemo(
    () => (size === null ? null : layoutBelt(belt, size.width, size.height)),
    [belt, size],
  );
  // what is not known yet is not drawn, and takes no room
  const numKnown = isWhole ? undefined : beliefs?.known.size;
  const layout = useMemo(
    () =>
      whole === null || size === null || beliefs === undefined || isWhole
        ? whole
        : zoomTo(whole, beliefs.known, size.width, size.height),
    [whole, numKnown],
  );
  const views = useMemo(
    () => edgeViews(whole?.edges ?? [], { belt, frame, beliefs, truth, isWhole }),
    [whole, belt, frame, beliefs, truth, isWhole],
  );
  const here = belt[frame.node];
  const place = here === undefined ? "" : `, ${here.kind}, ${here.hops} jumps from the station`;
  return (
    <div ref={host} class="map">
      {layout !== null && size !== null && (
        <svg
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="img"
          aria-label={`Belt of ${belt.length} nodes. The ship is at node ${frame.node}${place}.`}
        >
          <Edges layout={layout} views={views} />
          <Trail layout={layout} track={player.store.track} step={frame.step} />
          <EdgeLabels layout={layout} views={views} />
          <Nodes
            layout={layout}
            belt={truth ?? belt}
            frame={frame}
            beliefs={beliefs}
            isWhole={isWhole}
            isTruth={truth !== null}
            track={player.store.track}
            onNode={onNode}
          />
          <Ship layout={layout} player={player} frame={frame} />
        </svg>
      )}
    </div>
  );
}

interface LayerProps {
  readonly layout: BeltLayout;
  readonly views: readonly EdgeView[];
}

function Edges({ layout, views }: LayerProps) {
  return (
    <g>
      {views.map((view) => {
        const [a, b] = [layout.points[view.edge.a]!, layout.points[view.edge.b]!];
        const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
        return (
          <g key={view.index} class={`edge ${edgeClass(view)}`}>
            <title>{edgeTitle(view)}</title>
            <line class="edge-hit" {...ends} />
            <line class={view.isHere ? "edge-line is-here" : "edge-line"} {...ends} />
            {view.truth !== null && isHeard(view.belief) && (
              <line class={`edge-belief ${beliefClass(view.belief)}`} {...beside(a, b)} />
            )}
          </g>
        );
      })}
    </g>
  );
}

/** The ends of a line beside another. */
function beside(a: Point, b: Point): { x1: number; y1: number; x2: number; y2: number } {
  const length = Math.max(1, Math.hypot(b.x - a.x, b.y - a.y));
  const [dx, dy] = [
    (-STRANDS_APART * (b.y - a.y)) / length,
    (STRANDS_APART * (b.x - a.x)) / length,
  ];
  return { x1: a.x + dx, y1: a.y + dy, x2: b.x + dx, y2: b.y + dy };
}

const CHARACTER_WIDTH = 6.4; // of a label's pill, in pixels

function EdgeLabels({ layout, views }: LayerProps) {
  const pills = views
    .filter(({ isHere }) => isHere)
    .map((view) => ({ view, edge: view.index, width: CHARACTER_WIDTH * pillText(view).length }));
  const spots = placePills(layout, pills);
  return (
    <g class="edge-labels" aria-hidden="true">
      {views.map(({ edge, index, isHere }) => {
        const { x, y } = layout.labels[index]!;
        return isHere ? null : (
          <text key={index} class="edge-label" x={x.toFixed(1)} y={y.toFixed(1)} dy="0.34em">
            {edge.ticks}
          </text>
        );
      })}
      {pills.map(({ view, width }, i) => (
        <Pill key={view.index} view={view} width={width} spot={spots[i]!} />
      ))}
    </g>
  );
}

interface PillProps {
  readonly view: EdgeView;
  readonly width: number;
  readonly spot: Point;
}

/** The label of an edge that the ship can take now: ticks, and the threat that it expects. */
function Pill({ view, width, spot: { x, y } }: PillProps) {
  return (
    <g
      class={`edge-pill ${edgeClass(view)}`}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
    >
      <rect
        x={-width / 2}
        y={-PILL_HEIGHT / 2}
        width={width}
        height={PILL_HEIGHT}
        rx={PILL_HEIGHT / 2}
      />
      <text dy="0.34em">{pillText(view)}</text>
    </g>
  );
}

/** A shape per kind of node: told apart without color. */
function NodeShape({ kind, radius }: { readonly kind: Node["kind"]; readonly radius: number }) {
  if (kind === "cluster") return <circle class="node-shape" r={radius} />;
  const corners = kind === "station" ? 6 : 4;
  const size = kind === "station" ? 1.25 * radius : 1.3 * radius;
  const points = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    return `${(size * Math.cos(angle)).toFixed(2)},${(size * Math.sin(angle)).toFixed(2)}`;
  });
  return <polygon class="node-shape" points={points.join(" ")} />;
}

/** Nodes where the ship was up to a step, as far as that is known. */
export function visitedBefore(track: Track, step: number): ReadonlySet<number> {
  const visited = new Set<number>();
  for (let at = 0; at <= step; at += 1) if (track.isKnown(at)) visited.add(track.node[at]!);
  return visited;
}

function nodeTitle(node: Node, index: number, isWhole: boolean, isTruth: boolean): string {
  if (node.kind === "station") return "Station: market, fuel and supplies";
  const hops = isWhole ? `, ${node.hops} jumps from the station` : "";
  const place = `Node ${index}, ${humanize(node.kind).toLowerCase()}${hops}`;
  if (!isTruth) return place;
  return `${place}, in truth: danger ${formatPercent(node.danger)}, pirates ${formatPercent(node.pirates)}`;
}

interface NodesProps {
  readonly layout: BeltLayout;
  readonly belt: readonly Node[];
  readonly frame: Frame;
  readonly beliefs: Beliefs | undefined;
  readonly isWhole: boolean;
  readonly isTruth: boolean;
  readonly track: Track;
  readonly onNode: ((node: number) => void) | undefined;
}

function Nodes(props: NodesProps) {
  const { layout, belt, frame, beliefs, isWhole, isTruth, track, onNode } = props;
  const near = new Set(belt[frame.node]?.neighbors.map((neighbor) => neighbor.node));
  const visited = beliefs?.visited ?? visitedBefore(track, frame.step);
  const severity = severityOf(track.events[frame.step] ?? 0);
  return (
    <g>
      {belt.map((node, index) => {
        if (!isWhole && beliefs !== undefined && !beliefs.known.has(index)) return null;
        const point = layout.points[index]!;
        const isHere = index === frame.node;
        const canGo = onNode !== undefined && near.has(index);
        const states = `${visited.has(index) ? " is-visited" : ""}${isHere ? " is-here" : ""}${canGo ? " can-go" : ""}`;
        return (
          <g
            key={index}
            class={`node node-${node.kind}${states}`}
            transform={`translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`}
            onClick={canGo ? () => onNode(index) : undefined}
          >
            <title>{nodeTitle(node, index, isWhole, isTruth)}</title>
            {isTruth && node.kind !== "station" && (
              <circle
                class={`node-danger threat-${threatLevel(node.danger)}`}
                r={layout.radius + 4}
              />
            )}
            {isHere && <circle class="node-halo" r={layout.radius + 7} />}
            {isHere && severity !== "plain" && (
              <circle
                key={frame.step}
                class={`node-flash tone-${severity}`}
                r={layout.radius + 7}
              />
            )}
            <NodeShape kind={node.kind} radius={layout.radius} />
            <text class="node-name" dy="0.35em">
              {node.kind === "station" ? "S" : index}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface TrailProps {
  readonly layout: BeltLayout;
  readonly track: Track;
  readonly step: number;
}

function Trail({ layout, track, step }: TrailProps) {
  return (
    <g class="trail" aria-hidden="true">
      {lastTrips(track, step, TRAIL_TRIPS).map(([from, to], age) => {
        const [a, b] = [layout.points[from]!, layout.points[to]!];
        const opacity = 0.9 * (1 - age / TRAIL_TRIPS);
        return <line key={age} x1={a.x} y1={a.y} x2={b.x} y2={b.y} opacity={opacity} />;
      })}
    </g>
  );
}

interface ShipProps {
  readonly layout: BeltLayout;
  readonly player: Viewed;
  readonly frame: Frame;
}

/** The one part that moves between steps: it alone reads the progress, at every repaint. */
function Ship({ layout, player, frame }: ShipProps) {
  const from = layout.points[frame.node]!;
  const target = nextNode(player.store.track, frame.step);
  const to: Point = layout.points[target] ?? from;
  const pose = shipPose(from, to, player.progress.value, layout.radius + 9);
  const isAtRest = player.progress.value === 0;
  const heading = isAtRest ? -45 : pose.headingDeg;
  return (
    <g
      class="ship"
      transform={`translate(${pose.x.toFixed(2)} ${pose.y.toFixed(2)}) rotate(${heading.toFixed(1)})`}
      aria-hidden="true"
    >
      <path d="M9 0 L-6 6.5 L-3 0 L-6 -6.5 Z" />
    </g>
  );
}

/** @param isTruth Whether the map shows the truth beside the belief. */
export function MapLegend({ isTruth = false }: { readonly isTruth?: boolean }) {
  return (
    <ul class="legend map-legend">
      {(["station", "cluster", "hazard"] as const).map((kind) => (
        <li key={kind} class={`node node-${kind} is-visited`}>
          <svg class="legend-glyph" viewBox="-8 -8 16 16" aria-hidden="true">
            <NodeShape kind={kind} radius={5.2} />
          </svg>
          {humanize(kind)}
        </li>
      ))}
      <li class="legend-threat">
        {isTruth ? "True threat" : "Estimated threat"}
        {[0, 1, 2, 3, 4].map((level) => (
          <span key={level} class={`threat-swatch threat-${level}`} aria-hidden="true" />
        ))}
        <span class="muted">low to high</span>
      </li>
      <li class="legend-threat">
        <span class="threat-swatch threat-unheard" aria-hidden="true" />
        <span class="muted">not listened for</span>
      </li>
      <li class="muted">
        {isTruth
          ? "Dotted: the ship's estimate. From here: ticks · estimate → truth"
          : "From here: ticks · estimate"}
      </li>
    </ul>
  );
}
