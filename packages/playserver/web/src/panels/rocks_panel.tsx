// The asteroids of the present node: as the ship estimates them and, if asked for, as they are.
import type { ComponentChildren } from "preact";
import type { TrueRock } from "../engine/engine";
import type { Frame, Rock } from "../generated/api";
import { DEPLETION_END } from "../generated/spec";
import { formatNumber, formatPercent } from "../lib/format";
import { Shares } from "./cargo_panel";

/** What a unit of a rock would bring at the prices of the moment, by its composition. */
export function worthOf(
  rock: { readonly composition: readonly number[] },
  prices: readonly number[],
): number {
  return rock.composition.reduce((sum, share, c) => sum + share * (prices[c] ?? 0), 0);
}

interface RocksPanelProps {
  readonly frame: Frame;
  /** The rocks as they are, if that is to be shown. */
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
          <table class="data-table rocks">
            <thead>
              <tr>
                <th scope="col">#</th>
                <th scope="col">Composition</th>
                <th scope="col" class="right">
                  Credits/unit
                </th>
                <th scope="col">Stability</th>
                <th scope="col">Left</th>
                <th scope="col">Confidence</th>
                {truth !== null && (
                  <th scope="col" class="right" title="Units per tick of mining when fresh">
                    Richness
                  </th>
                )}
              </tr>
            </thead>
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
        </div>
      )}
    </section>
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
        {formatNumber(worthOf(rock, prices))}
        {truth !== undefined && <True>{formatNumber(worthOf(truth, prices))}</True>}
      </td>
      <ShareCell share={rock.stability} tone={rock.stability < 0.35 ? "bad" : "good"}>
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
