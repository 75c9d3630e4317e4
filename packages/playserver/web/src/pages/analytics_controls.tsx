// The controls of Analytics: which runs, which metrics, and how they are drawn.
import { useState } from "preact/hooks";
import type { Look } from "../analytics/colors";
import { SMOOTH_MAX, spanOf, type Selection } from "../analytics/selection";
import type { Run } from "../generated/api";
import { toggled } from "../ui/table";
import { TextField } from "./list_tools";

type Change = (changed: Partial<Selection>) => void;

interface ControlsProps {
  readonly runs: readonly Run[];
  readonly bases: readonly string[];
  readonly selection: Selection;
  readonly lookOf: (runId: string) => Look;
  readonly change: Change;
}

export function AnalyticsControls({ runs, bases, selection, lookOf, change }: ControlsProps) {
  return (
    <form class="controls panel" aria-label="What is drawn" onSubmit={(e) => e.preventDefault()}>
      <CheckList
        title="Runs"
        all={runs.map((run) => run.run_id)}
        chosen={selection.runs}
        colorOf={(id) => lookOf(id).color}
        onChange={(ids) => change({ runs: ids })}
      />
      <CheckList
        title="Metrics"
        all={bases}
        chosen={selection.metrics}
        onChange={(metrics) => change({ metrics })}
      />
      <Drawing selection={selection} change={change} />
      <Part selection={selection} change={change} />
    </form>
  );
}

interface DrawingProps {
  readonly selection: Selection;
  readonly change: Change;
}

function Drawing({ selection, change }: DrawingProps) {
  return (
    <fieldset>
      <legend>Drawing</legend>
      <label class="check">
        <span>Smoothing {selection.smooth === 0 ? "off" : selection.smooth.toFixed(2)}</span>
        <input
          type="range"
          min="0"
          max={SMOOTH_MAX}
          step="0.02"
          value={selection.smooth}
          onInput={({ currentTarget }) => change({ smooth: Number(currentTarget.value) })}
        />
      </label>
      <Check
        label="Group seeds"
        isChecked={selection.isGrouped}
        onChange={(isGrouped) => change({ isGrouped })}
      />
      <Check
        label="Log scale"
        isChecked={selection.isLog}
        onChange={(isLog) => change({ isLog })}
      />
      <Check
        label="Cut off outliers"
        isChecked={selection.isClipped}
        onChange={(isClipped) => change({ isClipped })}
      />
      <Check
        label="Windows on the x axis"
        isChecked={selection.axis === "windows"}
        onChange={(isOn) => change({ axis: isOn ? "windows" : "steps", span: null })}
      />
    </fieldset>
  );
}

/** The shown part of the x axis, which a drag over a chart sets, too. */
function Part({ selection, change }: DrawingProps) {
  const [from, to] = selection.span?.map((end) => String(Math.round(end))) ?? ["", ""];
  const field = { type: "number" as const, placeholder: "all" };
  const enter = (low: string, high: string) =>
    change({ span: spanOf(low || "0", high || String(Number.MAX_SAFE_INTEGER)) });
  return (
    <fieldset class="part">
      <legend>Part of the x axis</legend>
      <TextField {...field} label="From" value={from!} onEnter={(low) => enter(low, to!)} />
      <TextField {...field} label="To" value={to!} onEnter={(high) => enter(from!, high)} />
      {selection.span !== null && (
        <button type="button" class="button" onClick={() => change({ span: null })}>
          Whole axis
        </button>
      )}
    </fieldset>
  );
}

interface CheckProps {
  readonly label: string;
  readonly isChecked: boolean;
  /** A custom property of the style sheet, for a dot before the label. */
  readonly color?: string | undefined;
  readonly onChange: (isChecked: boolean) => void;
}

function Check({ label, isChecked, color, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {color !== undefined && <span class="dot" style={{ background: `var(${color})` }} />}
      <span>{label}</span>
    </label>
  );
}

const SEARCH_FROM = 8; // longer lists have a search field

interface CheckListProps {
  readonly title: string;
  readonly all: readonly string[];
  readonly chosen: readonly string[];
  readonly colorOf?: (name: string) => string;
  readonly onChange: (chosen: readonly string[]) => void;
}

function CheckList({ title, all, chosen, colorOf, onChange }: CheckListProps) {
  const [text, setText] = useState("");
  const found = all.filter((name) => name.includes(text.trim()));
  return (
    <fieldset>
      <legend>
        {title}{" "}
        <small class="muted num">
          {chosen.length} of {all.length}
        </small>
      </legend>
      {all.length > SEARCH_FROM && (
        <CheckTools {...{ title, chosen, found, text, setText, onChange }} />
      )}
      <div class="checks" tabIndex={0} role="group" aria-label={title}>
        {found.map((name) => (
          <Check
            key={name}
            label={name}
            isChecked={chosen.includes(name)}
            color={chosen.includes(name) ? colorOf?.(name) : undefined}
            onChange={() => onChange(toggled(chosen, name))}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface CheckToolsProps extends Pick<CheckListProps, "title" | "chosen" | "onChange"> {
  readonly found: readonly string[];
  readonly text: string;
  readonly setText: (text: string) => void;
}

/** Finds names, and chooses all that were found. */
function CheckTools({ title, chosen, found, text, setText, onChange }: CheckToolsProps) {
  const isAll = found.every((name) => chosen.includes(name));
  const others = chosen.filter((name) => !found.includes(name));
  return (
    <div class="check-tools">
      <input
        class="search"
        type="search"
        placeholder="Find"
        aria-label={`Find in ${title.toLowerCase()}`}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button
        type="button"
        class="button"
        onClick={() => onChange(isAll ? others : [...others, ...found])}
      >
        {isAll ? "None" : "All"}
        <span class="visually-hidden"> of {title.toLowerCase()}</span>
      </button>
    </div>
  );
}
