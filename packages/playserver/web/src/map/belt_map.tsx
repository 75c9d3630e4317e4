// The map of the belt: edges, nodes, the ship and its trail. SVG, so that text stays sharp.
import { useMemo, useRef } from "preact/hooks";
import type { TrueNode } from "../engine/engine";
import type { Frame, Node } from "../generated/api";
import type { EpisodeView } from "../replay/episode_view";
import { useSize, type Size } from "../ui/use_size";
import { useStableList } from "../ui/use_stable_list";
import type { Beliefs } from "./beliefs";
import { edgeViews } from "./edge_view";
import { EdgeLabels, Edges } from "./edges";
import { layoutBelt, zoomTo, type BeltLayout } from "./layout";
import { Nodes } from "./nodes";
import { Ship, Trail } from "./ship";

interface BeltMapProps {
  readonly belt: readonly Node[];
  readonly player: EpisodeView;
  readonly frame: Frame;
  /** What the ship knows. */
  readonly beliefs?: Beliefs | undefined;
  /** Whether nodes and edges that the ship has not seen are drawn. */
  readonly isWhole?: boolean;
  /** The true belt, to be shown beside the beliefs. */
  readonly truth?: readonly TrueNode[] | null;
  /** Called with a clicked node; without it, the map does not react to clicks. */
  readonly onNode?: (node: number) => void;
}

export function BeltMap(props: BeltMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  return (
    <div ref={host} class="map">
      {size !== null && <BeltDrawing {...props} size={size} />}
    </div>
  );
}

/** The map at a size. */
export function BeltDrawing(props: BeltMapProps & { readonly size: Size }) {
  const { belt, player, frame, beliefs, isWhole = false, truth = null, onNode, size } = props;
  const whole = useMemo(() => layoutBelt(belt, size), [belt, size]);
  const layout = useZoom(whole, size, isWhole ? undefined : beliefs);
  const views = useMemo(
    () => edgeViews(whole.edges, { belt, frame, beliefs, truth, isWhole }),
    [whole, belt, frame, beliefs, truth, isWhole],
  );
  const { track } = player.store;
  return (
    <svg
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={mapLabel(belt, frame.node)}
    >
      <Edges layout={layout} views={views} />
      <Trail layout={layout} track={track} step={frame.step} />
      <EdgeLabels layout={layout} views={views} />
      <Nodes
        {...{ layout, frame, beliefs, isWhole, track, onNode }}
        belt={truth ?? belt}
        isTruth={truth !== null}
      />
      <Ship layout={layout} player={player} frame={frame} />
    </svg>
  );
}

function mapLabel(belt: readonly Node[], node: number): string {
  const here = belt[node];
  const details = here === undefined ? "" : `, ${here.kind}, ${here.hops} jumps from the station`;
  return `Belt of ${belt.length} nodes. The ship is at node ${node}${details}.`;
}

/** The layout enlarged to the known nodes; unknown nodes are not drawn and need no space. */
function useZoom(whole: BeltLayout, size: Size, beliefs: Beliefs | undefined): BeltLayout {
  const known = useStableList(beliefs === undefined ? [] : [...beliefs.known].sort());
  const isZoomed = beliefs !== undefined;
  return useMemo(() => {
    if (!isZoomed) return whole;
    return zoomTo(whole, new Set(known), size);
  }, [whole, size, isZoomed, known]);
}
