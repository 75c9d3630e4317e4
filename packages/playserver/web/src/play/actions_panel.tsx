// All actions in five groups, below what the ship has. On a phone, one group is open at a time, or none.
import { useState } from "preact/hooks";
import { ACTIONS } from "../generated/spec";
import { FoldButton } from "../ui/fold_button";
import { ActionButton, MacroButton } from "./action_button";
import { CONTROLS, GROUP_TITLES, travelControl, type Control, type ControlGroup } from "./controls";
import { GoodsRows } from "./goods_rows";
import { MACROS } from "./macros";
import type { Pilot } from "./pilot";
import { RockChips } from "./rock_chips";
import { Vitals } from "./vitals";

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
  const { session } = pilot;
  void session.version.value;
  const pointed = groupOf(hinted);
  const [isClosed, setClosed] = useState(false);
  const [chosen, setChosen] = useState<{ group: ControlGroup; hinted: number | null }>({
    group: "navigate",
    hinted: null,
  });
  // a new hint opens its group, else the player's choice stays
  const open = pointed !== null && chosen.hinted !== hinted ? pointed : chosen.group;
  return (
    <section
      class={`panel actions${isClosed || session.hasEnded ? " is-closed" : ""}`}
      aria-label="Actions"
    >
      <Vitals frame={session.frame} />
      <Outcome pilot={pilot} />
      {!session.hasEnded && (
        <Tabs
          open={isClosed ? null : open}
          onOpen={(group) => {
            if (group !== null) setChosen({ group, hinted });
            setClosed(group === null ? !isClosed : false);
          }}
        />
      )}
      <div class="actions-groups" tabIndex={0} role="region" aria-label="Actions by group">
        {GROUPS.map((group) => (
          <Group key={group} group={group} isOpen={group === open} {...{ pilot, hinted }} />
        ))}
      </div>
    </section>
  );
}

interface TabsProps {
  /** The open group; null if all are closed. */
  readonly open: ControlGroup | null;
  /** Open a group; null opens or closes the last one. */
  readonly onOpen: (group: ControlGroup | null) => void;
}

/** On a phone: chooses the group that is shown, and folds it. */
function Tabs({ open, onOpen }: TabsProps) {
  return (
    <div class="actions-tabs segmented" role="group" aria-label="Groups of actions">
      {GROUPS.map((group) => (
        <button
          key={group}
          type="button"
          aria-pressed={group === open}
          onClick={() => onOpen(group)}
        >
          {SHORT_TITLES[group]}
        </button>
      ))}
      <FoldButton
        class="actions-fold"
        isOpen={open !== null}
        label="the actions"
        onClick={() => onOpen(null)}
      />
    </div>
  );
}

/** What the last action did, or why it was refused, or the keys that complete a chord: always a line. */
function Outcome({ pilot }: { readonly pilot: Pilot }) {
  const chord = pilot.chord.value;
  const refusal = pilot.refusal.value;
  const kind = chord !== null ? "is-chord" : refusal !== null ? "is-refused" : "";
  const text = chord === null ? (refusal ?? pilot.announcement.value) : null;
  return (
    <p class={`outcome-line ${kind}`} role="status" {...(text === null ? {} : { title: text })}>
      {chord !== null ? (
        <>
          <b>{chord.title}</b>: press {chord.next}
        </>
      ) : (
        text
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
            <span class="for-keys">
              <kbd>S</kbd> and a number: select ·{" "}
            </span>
            credits a unit
          </span>
        )}
      </header>
      {group === "scan" && <RockChips pilot={pilot} hinted={hinted} />}
      {group === "trade" && <GoodsRows pilot={pilot} hinted={hinted} />}
      <div class="act-grid">
        {[...CONTROLS[group], ...trips].map((control: Control) => (
          <ActionButton
            key={control.action}
            pilot={pilot}
            action={control.action}
            label={control.label}
            hotkey={control.key}
            isHinted={hinted === control.action}
          />
        ))}
        {MACROS.filter((macro) => macro.group === group).map((macro) => (
          <MacroButton key={macro.key} pilot={pilot} macro={macro} />
        ))}
      </div>
    </section>
  );
}
