// The legend of the map.
import { NODE_TYPES } from "../generated/spec";
import { humanize } from "../lib/format";
import { THREAT_LEVELS } from "./edge_view";
import { NodeShape } from "./node_shape";

/** @param isTruth Whether the map shows the truth beside the belief. */
export function MapLegend({ isTruth = false }: { readonly isTruth?: boolean }) {
  return (
    <ul class="legend map-legend">
      {NODE_TYPES.map((kind) => (
        <li key={kind} class={`node node-${kind} is-visited`}>
          <svg class="legend-glyph" viewBox="-8 -8 16 16" aria-hidden="true">
            <NodeShape kind={kind} radius={5.2} />
          </svg>
          {humanize(kind)}
        </li>
      ))}
      <li class="legend-threat">
        {isTruth ? "True threat" : "Estimated threat"}
        {Array.from({ length: THREAT_LEVELS }, (_, level) => (
          <span key={level} class={`threat-swatch threat-${level}`} aria-hidden="true" />
        ))}
        <span class="muted">low to high</span>
      </li>
      <li class="legend-threat">
        <span class="threat-swatch threat-unheard" aria-hidden="true" />
        <span class="muted">unknown</span>
      </li>
      <li class="muted">
        {isTruth
          ? "Dotted: the ship's estimate. From here: ticks · estimate → truth"
          : "From here: ticks · estimate"}
      </li>
    </ul>
  );
}
