// The advanced fields of a new flight: seed, episode, time budget, and every option of the spec.
import { REWARD_MODES } from "../engine/engine";
import { OPTIONS, type EnvOptions } from "../generated/spec";
import { humanize } from "../lib/format";
import type { FlightForm } from "./flight_form";

interface AdvancedFieldsProps {
  readonly form: FlightForm;
  readonly change: (changes: Partial<FlightForm>) => void;
}

export function AdvancedFields({ form, change }: AdvancedFieldsProps) {
  return (
    <details class="advanced">
      <summary>Advanced: seed and options</summary>
      <div class="advanced-fields">
        <NumberField
          label="Seed"
          value={form.seed}
          placeholder="any"
          onInput={(seed) => change({ seed })}
        />
        <NumberField
          label="Episode"
          value={form.episode}
          onInput={(episode) => change({ episode })}
        />
        <NumberField
          label="Time budget, ticks"
          value={form.timeMax}
          onInput={(text) => change({ timeMax: text.trim() })}
        />
        <RewardField mode={form.rewardMode} onChange={(rewardMode) => change({ rewardMode })} />
      </div>
      <Switches form={form} change={change} />
      <p class="muted">The hall of fame takes flights of both lengths with everything on.</p>
    </details>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onInput: (text: string) => void;
}

function NumberField({ label, value, placeholder, onInput }: NumberFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        inputMode="numeric"
        placeholder={placeholder}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}

type RewardMode = EnvOptions["reward_mode"];

interface RewardFieldProps {
  readonly mode: RewardMode;
  readonly onChange: (mode: RewardMode) => void;
}

function RewardField({ mode, onChange }: RewardFieldProps) {
  return (
    <label class="field">
      <span>Reward</span>
      <select
        value={mode}
        onChange={({ currentTarget }) => onChange(currentTarget.value as RewardMode)}
      >
        {REWARD_MODES.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Switches({ form, change }: AdvancedFieldsProps) {
  const flip = (name: string) => {
    const off = new Set(form.off);
    if (!off.delete(name)) off.add(name);
    change({ off });
  };
  return (
    <fieldset class="switches">
      <legend class="visually-hidden">What happens in this world</legend>
      {OPTIONS.filter(({ type }) => type === "bool").map(({ name, doc }) => (
        <label key={name}>
          <input type="checkbox" checked={!form.off.has(name)} onChange={() => flip(name)} />
          <span>
            {humanize(name)} <small class="muted">{doc}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
