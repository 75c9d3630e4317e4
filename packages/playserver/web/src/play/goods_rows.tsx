// The cargo by commodity, with buttons to sell and to jettison it.
import { COMMODITIES, SELL_PERCENTS } from "../generated/spec";
import { formatNumber } from "../lib/format";
import { actionId, sellAction } from "./controls";
import type { Pilot } from "./pilot";
import { whyIllegal } from "./illegal_reasons";

interface GoodsRowsProps {
  readonly pilot: Pilot;
  readonly hinted: number | null;
}

export function GoodsRows({ pilot, hinted }: GoodsRowsProps) {
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
          <th scope="col" colSpan={SELL_PERCENTS.length}>
            Sell <kbd>X</kbd>
          </th>
          <th scope="col">
            Dump <kbd>J</kbd>
          </th>
        </tr>
      </thead>
      <tbody>
        {COMMODITIES.map(({ id }) => (
          <GoodsRow key={id} pilot={pilot} hinted={hinted} commodity={id} />
        ))}
      </tbody>
    </table>
  );
}

interface GoodsRowProps extends GoodsRowsProps {
  /** Index of the commodity. */
  readonly commodity: number;
}

function GoodsRow({ pilot, hinted, commodity }: GoodsRowProps) {
  const { frame } = pilot.session;
  const name = COMMODITIES[commodity]!.title;
  const units = frame.cargo[commodity] ?? 0;
  return (
    <tr class={units > 0 ? "" : "is-none"}>
      <th scope="row">
        <span class={`dot commodity-${commodity}`} aria-hidden="true" />
        <span class="goods-key num" aria-hidden="true">
          {commodity + 1}
        </span>
        {name}
      </th>
      <td class="right num">{formatNumber(units, 1)}</td>
      <td class="right num">{formatNumber(frame.prices[commodity] ?? 0)}</td>
      {SELL_PERCENTS.map((percent, share) => (
        <td key={percent}>
          <SmallButton
            pilot={pilot}
            action={sellAction(commodity, share)}
            label={`Sell ${percent} % of ${name}`}
            isHinted={hinted === sellAction(commodity, share)}
          >
            {percent}&nbsp;%
          </SmallButton>
        </td>
      ))}
      <td>
        <SmallButton
          pilot={pilot}
          action={actionId("JETTISON_IRON") + commodity}
          label={`Jettison ${name}`}
          isHinted={false}
        >
          ×
        </SmallButton>
      </td>
    </tr>
  );
}

interface SmallButtonProps {
  readonly pilot: Pilot;
  readonly action: number;
  readonly label: string;
  readonly isHinted: boolean;
  readonly children: preact.ComponentChildren;
}

/** A button too small for the reason why it is illegal: its title shows that, and a click reports it. */
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
