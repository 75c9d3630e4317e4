// Draws the nodes of the belt.
import type { Frame, Node } from "../generated/api";
import { formatPercent, humanize } from "../lib/format";
import { severityOf } from "../replay/events";
import type { Track } from "../replay/track";
import { visitedUpTo, type Beliefs } from "./beliefs";
import { threatLevel } from "./edge_view";
import type { BeltLayout } from "./layout";
import { NodeShape } from "./node_shape";

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

export function Nodes(props: NodesProps) {
  const { belt, frame, beliefs, isWhole, track, onNode } = props;
  const near = new Set(belt[frame.node]?.neighbors.map((neighbor) => neighbor.node));
  const visited = beliefs?.visited ?? visitedUpTo(track, frame.step);
  return (
    <g>
      {belt.map((node, index) => {
        if (!isWhole && beliefs !== undefined && !beliefs.known.has(index)) return null;
        const go = onNode !== undefined && near.has(index) ? () => onNode(index) : undefined;
        const isVisited = visited.has(index);
        return <NodeMark key={index} {...props} {...{ node, index, isVisited, onClick: go }} />;
      })}
    </g>
  );
}

interface NodeMarkProps extends NodesProps {
  readonly node: Node;
  readonly index: number;
  readonly isVisited: boolean;
  readonly onClick: (() => void) | undefined;
}

function NodeMark(props: NodeMarkProps) {
  const { layout, frame, isWhole, isTruth, node, index, isVisited, onClick } = props;
  const point = layout.points[index]!;
  const isHere = index === frame.node;
  const states = `${isVisited ? " is-visited" : ""}${isHere ? " is-here" : ""}${onClick === undefined ? "" : " can-go"}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the travel buttons do the same
    <g
      class={`node node-${node.kind}${states}`}
      transform={`translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`}
      onClick={onClick}
    >
      <title>{nodeTitle(node, index, isWhole, isTruth)}</title>
      {isTruth && node.kind !== "station" && (
        <circle class={`node-danger threat-${threatLevel(node.danger)}`} r={layout.radius + 4} />
      )}
      {isHere && <Halo {...props} />}
      <NodeShape kind={node.kind} radius={layout.radius} />
      <text class="node-name" dy="0.35em">
        {node.kind === "station" ? "S" : index}
      </text>
    </g>
  );
}

/** Marks the ship's node; flashes with the severity of the step's events. */
function Halo({ layout, frame, track }: Pick<NodesProps, "layout" | "frame" | "track">) {
  const severity = severityOf(track.events[frame.step] ?? 0);
  const radius = layout.radius + 7;
  return (
    <>
      <circle class="node-halo" r={radius} />
      {severity !== "plain" && (
        <circle key={frame.step} class={`node-flash tone-${severity}`} r={radius} />
      )}
    </>
  );
}

function nodeTitle(node: Node, index: number, isWhole: boolean, isTruth: boolean): string {
  if (node.kind === "station") return "Station: market, fuel and supplies";
  const hops = isWhole ? `, ${node.hops} jumps from the station` : "";
  const place = `Node ${index}, ${humanize(node.kind).toLowerCase()}${hops}`;
  if (!isTruth) return place;
  return `${place}, in truth: danger ${formatPercent(node.danger)}, pirates ${formatPercent(node.pirates)}`;
}
