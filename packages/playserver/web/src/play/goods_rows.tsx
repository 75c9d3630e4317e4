// What is on board, what it would bring, and how to be rid of it.
import { COMMODITIES } from "../generated/spec";
import { commodityLabel, formatNumber } from "../lib/format";
import { actionId, SELL_SHARES, sellAction } from "./controls";
import type { Pilot } from "./pilot";
import { whyIllegal } from "./reasons";

interface GoodsRowsProps {
  readonly pilot: Pilot;
  readonly hinted: number | null;
}

export function GoodsRows({ pilot, hinted }: GoodsRowsProps) {
  const { frame } = pilot.session;
  return (
    <table class="goods">
      <caption class="visually-hidden">Goods on board</caption>
      <thead>
        <tr>
          <th scope="col">Goods</th>
          <th scope="col" class="right">
            Units
          </th>
          <th scope="col" class="right">
            Price
          </th>
          <th scope="col" colSpan={SELL_SHARES.length}>
            Sell <kbd>X</kbd>
          </th>
          <th scope="col">
            Dump <kbd>J</kbd>
          </th>
        </tr>
      </thead>
      <tbody>
        {COMMODITIES.map((commodity) => {
          const c = commodity.id;
          const name = commodityLabel(commodity.name);
          const units = frame.cargo[c] ?? 0;
          return (
            <tr key={c} class={units > 0 ? "" : "is-none"}>
              <th scope="row">
                <span class={`dot commodity-${c}`} aria-hidden="true" />
                <span class="goods-key num" aria-hidden="true">
                  {c + 1}
                </span>
                {name}
              </th>
              <td class="right num">{formatNumber(units, 1)}</td>
              <td class="right num">{formatNumber(frame.prices[c] ?? 0)}</td>
              {SELL_SHARES.map((percent, share) => (
                <td key={percent}>
                  <SmallButton
                    pilot={pilot}
                    action={sellAction(c, share)}
                    label={`Sell ${percent} % of ${name}`}
                    isHinted={hinted === sellAction(c, share)}
                  >
                    {percent}&nbsp;%
                  </SmallButton>
                </td>
              ))}
              <td>
                <SmallButton
                  pilot={pilot}
                  action={actionId("JETTISON_IRON") + c}
                  label={`Jettison ${name}`}
                  isHinted={false}
                >
                  ×
                </SmallButton>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface SmallButtonProps {
  readonly pilot: Pilot;
  readonly action: number;
  readonly label: string;
  readonly isHinted: boolean;
  readonly children: preact.ComponentChildren;
}

/** A button without room for its reason: that is its title, and is said when it is pressed. */
function SmallButton({ pilot, action, label, isHinted, children }: SmallButtonProps) {
  const { frame, belt, mask } = pilot.session;
  const isLegal = mask[action] === 1;
  const reason = isLegal ? null : whyIllegal(action, frame, belt);
  return (
    <button
      type="button"
      class={`act-small${isHinted ? " is-hinted" : ""}`}
      aria-disabled={!isLegal}
      aria-label={label}
      title={reason === null ? label : `${label}: ${reason}`}
      onClick={() => pilot.attempt(action)}
    >
      {children}
    </button>
  );
}
