// The map of the belt: nodes, edges, where the ship is and was. SVG, so that text stays sharp.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Frame, Node } from "../generated/api";
import { formatNumber, formatPercent, humanize } from "../lib/format";
import { severityOf } from "../replay/events";
import { nextNode, type Track } from "../replay/track";
import type { Viewed } from "../replay/viewed";
import type { Beliefs } from "./beliefs";
import type { Edge } from "./graph";
import { layoutBelt, zoomTo, type BeltLayout, type Point } from "./layout";
import { lastTrips, shipPose } from "./motion";

const TRAIL_TRIPS = 6;
// shares of threat from which an edge counts as the next worse of five
const THREAT_LEVELS = [0.2, 0.35, 0.5, 0.65] as const;

export function threatLevel(threat: number): number {
  return THREAT_LEVELS.filter((level) => threat >= level).length;
}

interface BeltMapProps {
  readonly belt: readonly Node[];
  readonly player: Viewed;
  readonly frame: Frame;
  /** What the one who plays knows: only that is drawn. Without it, everything is. */
  readonly beliefs?: Beliefs;
  /** Called with a node that was clicked; without it, the map is to look at only. */
  readonly onNode?: (node: number) => void;
}

export function BeltMap({ belt, player, frame, beliefs, onNode }: BeltMapProps) {
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
  const numKnown = beliefs?.known.size;
  const layout = useMemo(
    () =>
      whole === null || size === null || beliefs === undefined
        ? whole
        : zoomTo(whole, beliefs.known, size.width, size.height),
    [whole, numKnown],
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
          <Edges layout={layout} frame={frame} belt={belt} beliefs={beliefs} />
          <Trail layout={layout} track={player.store.track} step={frame.step} />
          <EdgeLabels layout={layout} frame={frame} belt={belt} beliefs={beliefs} />
          <Nodes
            layout={layout}
            belt={belt}
            frame={frame}
            beliefs={beliefs}
            track={player.store.track}
            onNode={onNode}
          />
          <Ship layout={layout} player={player} frame={frame} />
        </svg>
      )}
    </div>
  );
}

function estimateOf(belt: readonly Node[], frame: Frame, edge: Edge): number | null {
  if (edge.a !== frame.node && edge.b !== frame.node) return null;
  const far = edge.a === frame.node ? edge.b : edge.a;
  const slot = belt[frame.node]?.neighbors.findIndex((neighbor) => neighbor.node === far) ?? -1;
  return frame.threat_estimates[slot] ?? null;
}

interface LayerProps {
  readonly layout: BeltLayout;
  readonly belt: readonly Node[];
  readonly frame: Frame;
  readonly beliefs: Beliefs | undefined;
}

function edgeTitle(edge: Edge, estimate: number | null, isBelief: boolean): string {
  if (isBelief) {
    const trip = `${edge.ticks} ticks, ${formatNumber(edge.fuel)} fuel when empty`;
    return `Edge ${edge.a} – ${edge.b}: ${trip}, estimated threat ${formatPercent(edge.threat)}`;
  }
  const belief = estimate === null ? "" : `, the ship's estimate ${formatPercent(estimate)}`;
  const trip = `${edge.ticks} ticks, ${formatNumber(edge.fuel)} fuel when empty`;
  return `Edge ${edge.a} – ${edge.b}: ${trip}, threat ${formatPercent(edge.threat)}${belief}`;
}

/** The edges that are drawn, with their places in the layout; in belief with the estimated threat. */
function shownEdges(layout: BeltLayout, beliefs: Beliefs | undefined): readonly [Edge, number][] {
  return layout.edges.flatMap((edge, index): [Edge, number][] => {
    if (beliefs === undefined) return [[edge, index]];
    const threat = beliefs.threatOf(edge);
    return threat === null ? [] : [[{ ...edge, threat }, index]];
  });
}

function Edges({ layout, belt, frame, beliefs }: LayerProps) {
  return (
    <g>
      {shownEdges(layout, beliefs).map(([edge]) => {
        const [a, b] = [layout.points[edge.a]!, layout.points[edge.b]!];
        const estimate = estimateOf(belt, frame, edge);
        const isHere = estimate !== null;
        return (
          <g key={`${edge.a}-${edge.b}`} class={`edge threat-${threatLevel(edge.threat)}`}>
            <title>{edgeTitle(edge, estimate, beliefs !== undefined)}</title>
            <line class="edge-hit" x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
            <line
              class={isHere ? "edge-line is-here" : "edge-line"}
              x1={a.x}
              y1={a.y}
              x2={b.x}
              y2={b.y}
            />
          </g>
        );
      })}
    </g>
  );
}

const CHARACTER_WIDTH = 6.4; // of a label's pill, in pixels

/** Where the label of an edge from here stands: beside the edge where it is too short to bear it. */
function pillSpot(layout: BeltLayout, index: number, width: number): Point {
  const spot = layout.labels[index]!;
  const edge = layout.edges[index]!;
  const [a, b] = [layout.points[edge.a]!, layout.points[edge.b]!];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const isSteep = Math.abs(b.y - a.y) > Math.abs(b.x - a.x);
  const free = length - 2 * layout.radius;
  if (free >= (isSteep ? 24 : width)) return spot;
  return isSteep
    ? { x: spot.x + 0.6 * width, y: spot.y }
    : { x: spot.x, y: spot.y - layout.radius - 11 };
}

function EdgeLabels({ layout, belt, frame, beliefs }: LayerProps) {
  const labels = shownEdges(layout, beliefs).map(([edge, index]) => ({
    key: `${edge.a}-${edge.b}`,
    edge,
    index,
    estimate: estimateOf(belt, frame, edge),
  }));
  return (
    <g class="edge-labels" aria-hidden="true">
      {labels.map(({ key, edge, index, estimate }) => {
        const { x, y } = layout.labels[index]!;
        return estimate !== null ? null : (
          <text key={key} class="edge-label" x={x.toFixed(1)} y={y.toFixed(1)} dy="0.34em">
            {edge.ticks}
          </text>
        );
      })}
      {labels.map(({ key, edge, index, estimate }) =>
        estimate === null ? null : <Pill key={key} {...{ layout, edge, index, estimate }} />,
      )}
    </g>
  );
}

interface PillProps {
  readonly layout: BeltLayout;
  readonly edge: Edge;
  readonly index: number;
  readonly estimate: number;
}

/** The label of an edge that the ship can take now: ticks, and the threat that it expects. */
function Pill({ layout, edge, index, estimate }: PillProps) {
  const text = `${edge.ticks} · ${formatPercent(estimate)}`;
  const width = CHARACTER_WIDTH * text.length;
  const { x, y } = pillSpot(layout, index, width);
  return (
    <g
      class={`edge-pill threat-${threatLevel(estimate)}`}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
    >
      <rect x={-width / 2} y={-9} width={width} height={18} rx={9} />
      <text dy="0.34em">{text}</text>
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

function visitedBefore(track: Track, step: number): ReadonlySet<number> {
  const visited = new Set<number>();
  for (let at = 0; at <= step; at += 1) if (track.isKnown(at)) visited.add(track.node[at]!);
  return visited;
}

function nodeTitle(node: Node, index: number, isBelief: boolean): string {
  if (node.kind === "station") return "Station: market, fuel and supplies";
  if (isBelief) return `Node ${index}, ${humanize(node.kind).toLowerCase()}`;
  const danger = `danger ${formatPercent(node.danger)}, pirates ${formatPercent(node.pirates)}`;
  return `Node ${index}, ${humanize(node.kind).toLowerCase()}, ${node.hops} jumps from the station, ${danger}`;
}

interface NodesProps extends LayerProps {
  readonly track: Track;
  readonly onNode: ((node: number) => void) | undefined;
}

function Nodes({ layout, belt, frame, beliefs, track, onNode }: NodesProps) {
  const near = new Set(belt[frame.node]?.neighbors.map((neighbor) => neighbor.node));
  const visited = beliefs?.visited ?? visitedBefore(track, frame.step);
  const severity = severityOf(track.events[frame.step] ?? 0);
  return (
    <g>
      {belt.map((node, index) => {
        if (beliefs !== undefined && !beliefs.known.has(index)) return null;
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
            <title>{nodeTitle(node, index, beliefs !== undefined)}</title>
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

export function MapLegend() {
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
        Threat
        {[0, 1, 2, 3, 4].map((level) => (
          <span key={level} class={`threat-swatch threat-${level}`} aria-hidden="true" />
        ))}
        <span class="muted">low to high</span>
      </li>
      <li class="muted">Edges: ticks, and from here the estimated threat</li>
    </ul>
  );
}
