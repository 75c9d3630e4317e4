// All actions in five groups. On a phone, one group is open at a time.
import { useState } from "preact/hooks";
import { ACTIONS } from "../generated/spec";
import { ActionButton } from "./action_button";
import { CONTROLS, GROUP_TITLES, travelControl, type Control, type ControlGroup } from "./controls";
import { GoodsRows } from "./goods_rows";
import type { Pilot } from "./pilot";
import { RockChips } from "./rock_chips";

const GROUPS = Object.keys(GROUP_TITLES) as readonly ControlGroup[];
const SHORT_TITLES: Readonly<Record<ControlGroup, string>> = {
  navigate: "Fly",
  scan: "Scan",
  mine: "Mine",
  maintain: "Repair",
  trade: "Trade",
};

/** The group with the button of an action. */
function groupOf(action: number | null): ControlGroup | null {
  if (action === null) return null;
  const family = ACTIONS[action]!.family;
  if (family === "travel") return "navigate";
  if (family === "select") return "scan";
  if (family === "sell" || family === "jettison") return "trade";
  return GROUPS.find((group) => CONTROLS[group].some((one) => one.action === action)) ?? null;
}

interface ActionsPanelProps {
  readonly pilot: Pilot;
  /** The action that the guide suggests. */
  readonly hinted: number | null;
}

export function ActionsPanel({ pilot, hinted }: ActionsPanelProps) {
  void pilot.session.version.value;
  const pointed = groupOf(hinted);
  const [chosen, setChosen] = useState<{ group: ControlGroup; hinted: number | null }>({
    group: "navigate",
    hinted: null,
  });
  // a new hint opens its group, else the player's choice stays
  const open = pointed !== null && chosen.hinted !== hinted ? pointed : chosen.group;
  return (
    <section class="panel actions" aria-label="Actions">
      <Refusal pilot={pilot} />
      <div class="actions-tabs segmented" role="group" aria-label="Groups of actions">
        {GROUPS.map((group) => (
          <button
            key={group}
            type="button"
            aria-pressed={group === open}
            onClick={() => setChosen({ group, hinted })}
          >
            {SHORT_TITLES[group]}
          </button>
        ))}
      </div>
      <div class="actions-groups" tabIndex={0} role="region" aria-label="Actions by group">
        {GROUPS.map((group) => (
          <Group key={group} group={group} isOpen={group === open} {...{ pilot, hinted }} />
        ))}
      </div>
    </section>
  );
}

/** Why the last action was refused, or the keys that complete a chord. */
function Refusal({ pilot }: { readonly pilot: Pilot }) {
  const chord = pilot.chord.value;
  const refusal = pilot.refusal.value;
  return (
    <p class={`refusal${chord !== null ? " is-chord" : ""}`} role="status">
      {chord !== null ? (
        <>
          <b>{chord.title}</b>: press {chord.next}
        </>
      ) : (
        refusal
      )}
    </p>
  );
}

interface GroupProps extends ActionsPanelProps {
  readonly group: ControlGroup;
  readonly isOpen: boolean;
}

function Group({ pilot, hinted, group, isOpen }: GroupProps) {
  const { frame, belt } = pilot.session;
  const edges = belt[frame.node]?.neighbors ?? [];
  const trips =
    group === "navigate" ? edges.map((edge, slot) => travelControl(slot, edge.node)) : [];
  return (
    <section class={`act-group${isOpen ? " is-open" : ""}`} aria-labelledby={`group-${group}`}>
      <header>
        <h2 id={`group-${group}`}>{GROUP_TITLES[group]}</h2>
        {group === "scan" && frame.rocks.length > 0 && (
          <span class="keys-note muted">
            <kbd>S</kbd> and a number: select · credits a unit
          </span>
        )}
      </header>
      {group === "scan" && <RockChips pilot={pilot} hinted={hinted} />}
      {group === "trade" && <GoodsRows pilot={pilot} hinted={hinted} />}
      <div class="act-grid">
        {[...trips, ...CONTROLS[group]].map((control: Control) => (
          <ActionButton
            key={control.action}
            pilot={pilot}
            action={control.action}
            label={control.label}
            hotkey={control.key}
            isHinted={hinted === control.action}
          />
        ))}
      </div>
    </section>
  );
}
