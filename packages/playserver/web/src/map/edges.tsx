// Draws the edges of the belt, with the labels of their trips.
import { beliefClass, edgeClass, edgeTitle, isHeard, pillText, type EdgeView } from "./edge_view";
import type { BeltLayout, Point } from "./layout";
import { PILL_HEIGHT, placePills } from "./pills";

const STRANDS_APART = 5; // between the belief about an edge and its truth, in pixels
const CHARACTER_WIDTH = 6.4; // of a pill's text, in pixels

interface LayerProps {
  readonly layout: BeltLayout;
  readonly views: readonly EdgeView[];
}

export function Edges({ layout, views }: LayerProps) {
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

/** The ends of a line parallel to another. */
function beside(a: Point, b: Point): { x1: number; y1: number; x2: number; y2: number } {
  const length = Math.max(1, Math.hypot(b.x - a.x, b.y - a.y));
  const [dx, dy] = [
    (-STRANDS_APART * (b.y - a.y)) / length,
    (STRANDS_APART * (b.x - a.x)) / length,
  ];
  return { x1: a.x + dx, y1: a.y + dy, x2: b.x + dx, y2: b.y + dy };
}

export function EdgeLabels({ layout, views }: LayerProps) {
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

/** The label of an edge from the ship's node: ticks and estimated threat. */
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
