// The layout of the map: distances follow trip lengths, and nothing overlaps. Pure.
import type { Node } from "../generated/api";
import { clamp } from "../lib/format";
import type { Size } from "../ui/use_size";
import { distancesOf, edgesOf, type Edge } from "./graph";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface BeltLayout {
  readonly points: readonly Point[];
  readonly edges: readonly Edge[];
  /** The position of each edge's label. */
  readonly labels: readonly Point[];
  /** The radius of a node, in pixels. */
  readonly radius: number;
}

interface MutablePoint {
  x: number;
  y: number;
}

const STRESS_ROUNDS = 300;
const SPREAD_ROUNDS = 240;
const MAX_STRETCH = 3; // how much wider than high the belt may be pulled to fill its box
const LABEL_SHARES = [0.5, 0.42, 0.58, 0.35, 0.65] as const;

/** The wanted length of an edge: a trip of 8 ticks is drawn about 2.6 times as long as one of 1. */
function edgeLength(edge: Edge): number {
  return 1 + 0.3 * edge.ticks;
}

/** Lay the belt out in a box; deterministic for a belt and box. */
export function layoutBelt(belt: readonly Node[], { width, height }: Size): BeltLayout {
  const edges = edgesOf(belt);
  const radius = clamp(0.085 * Math.sqrt((width * height) / belt.length), 8, 15);
  const points = startPoints(belt.length);
  relaxStress(points, distancesOf(belt.length, edges, edgeLength));
  turnToBox(points, width >= height);
  fitToBox(points, width, height, 2.4 * radius);
  spreadNodes(points, edges, { width, height, radius });
  return { points, edges, labels: placeLabels(points, edges, radius), radius };
}

const ZOOM_MAX = 2.2;

/** The layout enlarged so that some of its nodes fill the box. */
export function zoomTo(
  layout: BeltLayout,
  nodes: ReadonlySet<number>,
  { width, height }: Size,
): BeltLayout {
  const shown = layout.points.filter((_, index) => nodes.has(index));
  if (shown.length === 0) return layout;
  const [xs, ys] = [shown.map((point) => point.x), shown.map((point) => point.y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const margin = 3.4 * layout.radius; // space for the ship and for labels beside short edges
  const scale = Math.min(
    ZOOM_MAX,
    (width - 2 * margin) / Math.max(1, right - left),
    (height - 2 * margin) / Math.max(1, bottom - top),
  );
  const move = ({ x, y }: Point): Point => ({
    x: width / 2 + scale * (x - (left + right) / 2),
    y: height / 2 + scale * (y - (top + bottom) / 2),
  });
  return { ...layout, points: layout.points.map(move), labels: layout.labels.map(move) };
}

/** A golden-angle spiral: no two points coincide, no three are collinear. */
function startPoints(count: number): MutablePoint[] {
  const turn = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, i) => ({
    x: Math.sqrt(i) * Math.cos(turn * i),
    y: Math.sqrt(i) * Math.sin(turn * i),
  }));
}

/** Stress majorization: each node moves to the weighted mean of where the others want it. */
function relaxStress(points: MutablePoint[], distances: Float64Array): void {
  const size = points.length;
  for (let round = 0; round < STRESS_ROUNDS; round += 1) {
    for (let i = 0; i < size; i += 1) {
      const here = points[i]!;
      let x = 0;
      let y = 0;
      let weights = 0;
      for (let j = 0; j < size; j += 1) {
        if (j === i) continue;
        const other = points[j]!;
        const wanted = distances[i * size + j]!;
        const weight = 1 / (wanted * wanted);
        const apart = Math.max(1e-9, Math.hypot(here.x - other.x, here.y - other.y));
        x += weight * (other.x + (wanted * (here.x - other.x)) / apart);
        y += weight * (other.y + (wanted * (here.y - other.y)) / apart);
        weights += weight;
      }
      if (weights > 0) points[i] = { x: x / weights, y: y / weights };
    }
  }
}

/** Rotate the belt's longer axis along the box's, with the station on the left or at the top. */
function turnToBox(points: MutablePoint[], isWide: boolean): void {
  const mean = centerOf(points);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const point of points) {
    const [dx, dy] = [point.x - mean.x, point.y - mean.y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const axis = 0.5 * Math.atan2(2 * xy, xx - yy);
  const turn = (isWide ? 0 : Math.PI / 2) - axis;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  for (const point of points) {
    const [dx, dy] = [point.x - mean.x, point.y - mean.y];
    point.x = cos * dx - sin * dy;
    point.y = sin * dx + cos * dy;
  }
  const station = points[0]!;
  const signX = station.x > 0 ? -1 : 1;
  const signY = station.y > 0 ? -1 : 1;
  for (const point of points) {
    point.x *= signX;
    point.y *= signY;
  }
}

function centerOf(points: readonly Point[]): Point {
  const sum = points.reduce((to, point) => ({ x: to.x + point.x, y: to.y + point.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function fitToBox(points: MutablePoint[], width: number, height: number, margin: number): void {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const fullX = (width - 2 * margin) / Math.max(1e-9, right - left);
  const fullY = (height - 2 * margin) / Math.max(1e-9, bottom - top);
  const scaleX = Math.min(fullX, MAX_STRETCH * fullY);
  const scaleY = Math.min(fullY, MAX_STRETCH * fullX);
  for (const point of points) {
    point.x = width / 2 + scaleX * (point.x - (left + right) / 2);
    point.y = height / 2 + scaleY * (point.y - (top + bottom) / 2);
  }
}

interface Box extends Size {
  readonly radius: number;
}

/** Push apart nodes that touch, and nodes off edges that are not theirs. */
function spreadNodes(points: MutablePoint[], edges: readonly Edge[], box: Box): void {
  const { radius } = box;
  // if the box is large enough, an edge has space for its label
  const spacing = Math.sqrt((box.width * box.height) / points.length);
  const wanted = clamp(0.55 * spacing, 3.1 * radius, 6 * radius);
  for (let round = 0; round < SPREAD_ROUNDS; round += 1) {
    // only early rounds clear edges: overlapping nodes are worse than a node on an edge
    const isEarly = round < 0.7 * SPREAD_ROUNDS;
    if (isEarly) for (const edge of edges) clearEdge(points, edge, 1.7 * radius);
    separateNodes(points, wanted);
    for (const point of points) {
      point.x = clamp(point.x, 1.9 * radius, box.width - 1.9 * radius);
      point.y = clamp(point.y, 1.9 * radius, box.height - 1.9 * radius);
    }
  }
}

function separateNodes(points: MutablePoint[], wanted: number): void {
  for (let i = 0; i < points.length; i += 1) {
    for (let j = i + 1; j < points.length; j += 1) {
      const [p, q] = [points[i]!, points[j]!];
      const apart = Math.hypot(q.x - p.x, q.y - p.y);
      if (apart >= wanted) continue;
      // coincident nodes are separated in a direction that depends only on their indices
      const dx = apart > 1e-6 ? (q.x - p.x) / apart : Math.cos(i + 2 * j);
      const dy = apart > 1e-6 ? (q.y - p.y) / apart : Math.sin(i + 2 * j);
      const push = (wanted - apart) / 2;
      p.x -= push * dx;
      p.y -= push * dy;
      q.x += push * dx;
      q.y += push * dy;
    }
  }
}

function clearEdge(points: MutablePoint[], edge: Edge, wanted: number): void {
  const [a, b] = [points[edge.a]!, points[edge.b]!];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  if (length < 1e-6) return;
  points.forEach((point, index) => {
    if (index === edge.a || index === edge.b) return;
    const along = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (length * length);
    if (along <= 0.02 || along >= 0.98) return;
    const side = ((point.x - a.x) * dy - (point.y - a.y) * dx) / length; // signed distance
    if (Math.abs(side) >= wanted) return;
    const push = 0.25 * (side >= 0 ? wanted - side : -wanted - side);
    point.x += (push * dy) / length;
    point.y -= (push * dx) / length;
  });
}

/** Greedily place each label farthest from nodes and from the labels placed before. */
function placeLabels(points: readonly Point[], edges: readonly Edge[], radius: number): Point[] {
  const placed: Point[] = [];
  for (const edge of edges) {
    const [a, b] = [points[edge.a]!, points[edge.b]!];
    const spots = LABEL_SHARES.map((share) => ({
      x: a.x + share * (b.x - a.x),
      y: a.y + share * (b.y - a.y),
    }));
    const distance = (spot: Point): number =>
      Math.min(
        2 * radius, // beyond this distance, the middle is best
        ...points.map((point) => Math.hypot(point.x - spot.x, point.y - spot.y) - radius),
        ...placed.map((label) => Math.hypot(label.x - spot.x, label.y - spot.y)),
      );
    placed.push(
      spots.reduce((best, spot) => (distance(spot) > distance(best) + 0.5 ? spot : best)),
    );
  }
  return placed;
}
