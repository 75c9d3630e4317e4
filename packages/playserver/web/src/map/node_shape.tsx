// The shape of a node: one per kind, so that kinds differ without color.
import type { Node } from "../generated/api";

interface NodeShapeProps {
  readonly kind: Node["kind"];
  readonly radius: number;
}

export function NodeShape({ kind, radius }: NodeShapeProps) {
  if (kind === "cluster") return <circle class="node-shape" r={radius} />;
  const corners = kind === "station" ? 6 : 4;
  const size = kind === "station" ? 1.25 * radius : 1.3 * radius;
  const points = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    return `${(size * Math.cos(angle)).toFixed(2)},${(size * Math.sin(angle)).toFixed(2)}`;
  });
  return <polygon class="node-shape" points={points.join(" ")} />;
}
