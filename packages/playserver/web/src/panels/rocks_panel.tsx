// The asteroids of the ship's node: the ship's estimates and, if wanted, the truth.
import type { ComponentChildren } from "preact";
import type { TrueRock } from "../engine/engine";
import type { Frame, Rock } from "../generated/api";
import { DEPLETION_END } from "../generated/spec";
import { formatNumber, formatPercent } from "../lib/format";
import { TableHead, type Column } from "../ui/table";
import { Shares } from "./cargo_panel";

/** The price of a unit of a rock, by its composition. */
export function unitValue(
  rock: { readonly composition: readonly number[] },
  prices: readonly number[],
): number {
  return rock.composition.reduce((sum, share, c) => sum + share * (prices[c] ?? 0), 0);
}

const UNSTABLE = 0.35; // stability below it is shown as bad

interface RocksPanelProps {
  readonly frame: Frame;
  /** The true rocks, if they are shown. */
  readonly truth?: readonly TrueRock[] | null;
}

export function RocksPanel({ frame, truth = null }: RocksPanelProps) {
  return (
    <section class="panel table-panel rocks-panel" aria-labelledby="rocks-title">
      <header class="panel-title">
        <h2 id="rocks-title">Rocks here</h2>
        {truth === null ? (
          <span class="muted">as the ship estimates them</span>
        ) : (
          <span class="muted">
            the ship's estimate, and <b class="truth">the truth</b>
          </span>
        )}
      </header>
      {frame.rocks.length === 0 ? (
        <p class="panel-empty">The station has no rocks.</p>
      ) : (
        <div class="rocks-scroll" tabIndex={0} role="region" aria-label="Table of rocks">
          <RockTable frame={frame} truth={truth} />
        </div>
      )}
    </section>
  );
}

const COLUMNS: readonly Column[] = [
  { label: "#" },
  { label: "Composition" },
  { label: "Credits/unit", isRight: true },
  { label: "Stability" },
  { label: "Left" },
  { label: "Confidence" },
];
const RICHNESS: Column = {
  label: "Richness",
  isRight: true,
  title: "Units per tick of mining when fresh",
};

function RockTable({ frame, truth }: Required<RocksPanelProps>) {
  return (
    <table class="data-table rocks">
      <TableHead columns={truth === null ? COLUMNS : [...COLUMNS, RICHNESS]} />
      <tbody>
        {frame.rocks.map((rock) => (
          <RockRow
            key={rock.slot}
            rock={rock}
            prices={frame.prices}
            truth={truth?.find(({ slot }) => slot === rock.slot)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RockRowProps {
  readonly rock: Rock;
  readonly prices: readonly number[];
  readonly truth: TrueRock | undefined;
}

function RockRow({ rock, prices, truth }: RockRowProps) {
  const isSpent = rock.depletion >= DEPLETION_END;
  const state = rock.is_selected ? "is-selected" : isSpent ? "is-spent" : "";
  return (
    <tr class={state}>
      <th scope="row" class="num">
        {rock.slot}
        {rock.is_selected && <span class="visually-hidden"> selected</span>}
      </th>
      <td>
        <Shares shares={rock.composition} />
        {truth !== undefined && <Shares shares={truth.composition} />}
      </td>
      <td class="right num">
        {formatNumber(unitValue(rock, prices))}
        {truth !== undefined && <True>{formatNumber(unitValue(truth, prices))}</True>}
      </td>
      <ShareCell share={rock.stability} tone={rock.stability < UNSTABLE ? "bad" : "good"}>
        {truth !== undefined && <True>{formatPercent(truth.stability)}</True>}
      </ShareCell>
      <ShareCell share={1 - rock.depletion} tone="plain" />
      <ShareCell share={rock.confidence} tone="accent" />
      {truth !== undefined && (
        <td class="right num">
          <True>{formatNumber(truth.richness, 2)}</True>
        </td>
      )}
    </tr>
  );
}

function True({ children }: { readonly children: string }) {
  return (
    <b class="truth num">
      <span class="visually-hidden">in truth </span>
      {children}
    </b>
  );
}

interface ShareProps {
  readonly share: number;
  readonly tone: string;
  readonly children?: ComponentChildren;
}

function ShareCell({ share, tone, children }: ShareProps) {
  return (
    <td class="share-cell">
      <span class="num">{formatPercent(share)}</span>
      {children}
      <span class={`share-bar tone-${tone}`} aria-hidden="true">
        <span class="meter-fill" style={{ transform: `scaleX(${share})` }} />
      </span>
    </td>
  );
}
