// The keys of Play, in a dialog.
import { MAX_NEIGHBORS } from "../generated/spec";
import { CloseButton, Dialog } from "../ui/dialog";
import { CHORDS, CONTROLS, GROUP_TITLES, type ControlGroup } from "./controls";
import { MACROS } from "./macros";

interface Row {
  readonly shown: string;
  readonly does: string;
}

const TRIPS: Row = { shown: `1 … ${MAX_NEIGHBORS}`, does: "Fly along an edge from here" };
const OWN: readonly Row[] = [
  { shown: "Enter", does: "Follow the hint" },
  { shown: "held", does: "Mining, venting, docking and waiting repeat" },
  { shown: "U", does: "Undo the last step" },
  { shown: "?", does: "This help" },
];
const CHORD_ROWS: Readonly<Partial<Record<ControlGroup, readonly string[]>>> = {
  scan: ["s"],
  trade: ["$", "%", "x", "j"],
};

function rowsOf(group: ControlGroup): readonly Row[] {
  const chords = CHORDS.filter(({ key }) => CHORD_ROWS[group]?.includes(key)).map(
    ({ key, title }) => ({ shown: `${key.toUpperCase()} …`, does: title }),
  );
  const own = CONTROLS[group].map(({ key, label }) => ({ shown: key.toUpperCase(), does: label }));
  const macros = MACROS.filter((macro) => macro.group === group).map(({ key, label }) => ({
    shown: [...key.toUpperCase()].join(" "), // both keys of a chord
    does: label,
  }));
  return [...(group === "navigate" ? [TRIPS] : []), ...chords, ...own, ...macros];
}

export function PlayHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onCancel={onClose} isWide>
      <div class="key-groups">
        {(Object.keys(GROUP_TITLES) as ControlGroup[]).map((group) => (
          <Keys key={group} title={GROUP_TITLES[group]} rows={rowsOf(group)} />
        ))}
        <Keys title="The page" rows={OWN} />
      </div>
      <CloseButton onClose={onClose} />
    </Dialog>
  );
}

function Keys({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl class="keys">
        {rows.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
