// Buttons to select a rock of the ship's node.
import { DEPLETION_END } from "../generated/spec";
import { formatNumber, formatPercent } from "../lib/format";
import { unitValue } from "../panels/rocks_panel";
import { actionId } from "./controls";
import type { Pilot } from "./pilot";
import { whyIllegal } from "./illegal_reasons";

interface RockChipsProps {
  readonly pilot: Pilot;
  readonly hinted: number | null;
}

export function RockChips({ pilot, hinted }: RockChipsProps) {
  const { frame, belt, mask } = pilot.session;
  if (frame.rocks.length === 0) return null;
  return (
    <div class="chips" role="group" aria-label="Select a rock">
      {frame.rocks.map((rock) => {
        const action = actionId("SELECT_0") + rock.slot;
        const isLegal = mask[action] === 1;
        const worth = formatNumber(unitValue(rock, frame.prices));
        const isSpent = rock.depletion >= DEPLETION_END;
        const about = isSpent
          ? "nothing left"
          : `about ${worth} credits a unit, stability ${formatPercent(rock.stability)}`;
        const reason = isLegal ? null : whyIllegal(action, frame, belt);
        const states = `${rock.is_selected ? " is-selected" : ""}${hinted === action ? " is-hinted" : ""}`;
        return (
          <button
            key={rock.slot}
            type="button"
            class={`chip num${states}`}
            aria-disabled={!isLegal}
            aria-pressed={rock.is_selected}
            title={`Rock ${rock.slot}: ${about}${reason === null ? "" : `. ${reason}`}`}
            onClick={() => pilot.attempt(action)}
          >
            <b>
              <span class="visually-hidden">Rock </span>
              {rock.slot}
            </b>
            <small aria-hidden="true">{isSpent ? "–" : worth}</small>
            <span class="visually-hidden">, {about}</span>
          </button>
        );
      })}
    </div>
  );
}
