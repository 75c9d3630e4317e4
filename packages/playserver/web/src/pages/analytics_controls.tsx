// The controls of Analytics: which runs, which metrics, and how they are drawn.
import { useState } from "preact/hooks";
import { refine } from "../address/router";
import { analyticsPath } from "../address/routes";
import { formatSelection, SMOOTH_MAX, toggled, type Selection } from "../analytics/selection";
import type { Run } from "../generated/api";

interface ControlsProps {
  readonly runs: readonly Run[];
  readonly bases: readonly string[];
  readonly selection: Selection;
  readonly colorOf: (runId: string) => string;
}

export function AnalyticsControls({ runs, bases, selection, colorOf }: ControlsProps) {
  const change = (changed: Partial<Selection>) =>
    refine(analyticsPath(formatSelection({ ...selection, ...changed })));
  return (
    <form class="controls panel" aria-label="What is drawn" onSubmit={(e) => e.preventDefault()}>
      <CheckList
        title="Runs"
        all={runs.map((run) => run.run_id)}
        chosen={selection.runs}
        colorOf={colorOf}
        onChange={(ids) => change({ runs: ids })}
      />
      <CheckList
        title="Metrics"
        all={bases}
        chosen={selection.metrics}
        onChange={(metrics) => change({ metrics })}
      />
      <Drawing selection={selection} change={change} />
    </form>
  );
}

interface DrawingProps {
  readonly selection: Selection;
  readonly change: (changed: Partial<Selection>) => void;
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
        label="Log scale"
        isChecked={selection.isLog}
        onChange={(isLog) => change({ isLog })}
      />
      <Check
        label="Windows on the x axis"
        isChecked={selection.axis === "windows"}
        onChange={(isOn) => change({ axis: isOn ? "windows" : "steps" })}
      />
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
  return (
    <fieldset>
      <legend>
        {title}{" "}
        <small class="muted num">
          {chosen.length} of {all.length}
        </small>
      </legend>
      {all.length > SEARCH_FROM && (
        <input
          class="search"
          type="search"
          placeholder="Find"
          aria-label={`Find in ${title.toLowerCase()}`}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      <div class="checks" tabIndex={0} role="group" aria-label={title}>
        {all
          .filter((name) => name.includes(text.trim()))
          .map((name) => (
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
