// The asteroids of the present node as the ship estimates them.
import type { Frame, Rock } from "../generated/api";
import { DEPLETION_END } from "../generated/spec";
import { formatNumber, formatPercent } from "../lib/format";
import { Shares } from "./cargo_panel";

/** What a unit of the rock would bring, by the ship's estimate and the prices of the moment. */
export function worthOf(rock: Rock, prices: readonly number[]): number {
  return rock.composition.reduce((sum, share, c) => sum + share * (prices[c] ?? 0), 0);
}

export function RocksPanel({ frame }: { readonly frame: Frame }) {
  return (
    <section class="panel table-panel rocks-panel" aria-labelledby="rocks-title">
      <header class="panel-title">
        <h2 id="rocks-title">Rocks here</h2>
        <span class="muted">as the ship estimates them</span>
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
              </tr>
            </thead>
            <tbody>
              {frame.rocks.map((rock) => (
                <RockRow key={rock.slot} rock={rock} prices={frame.prices} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function RockRow({ rock, prices }: { readonly rock: Rock; readonly prices: readonly number[] }) {
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
      </td>
      <td class="right num">{formatNumber(worthOf(rock, prices))}</td>
      <ShareCell share={rock.stability} tone={rock.stability < 0.35 ? "bad" : "good"} />
      <ShareCell share={1 - rock.depletion} tone="plain" />
      <ShareCell share={rock.confidence} tone="accent" />
    </tr>
  );
}

function ShareCell({ share, tone }: { readonly share: number; readonly tone: string }) {
  return (
    <td class="share-cell">
      <span class="num">{formatPercent(share)}</span>
      <span class={`share-bar tone-${tone}`} aria-hidden="true">
        <span class="meter-fill" style={{ transform: `scaleX(${share})` }} />
      </span>
    </td>
  );
}
