// The dialog that starts another flight: its length, its opponent, and seed and options.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { EngineError } from "../engine/engine";
import { seedOfTheDay, SHORT_BOARD, STANDARD_BOARD, ticksText } from "../hall/boards";
import { humanize } from "../lib/format";
import { Dialog } from "../ui/dialog";
import { AdvancedFields } from "./advanced_fields";
import type { Flight } from "./flight";
import { EMPTY_FORM, flightOf, type FlightForm } from "./flight_form";
import { useOpponents, type Opponent } from "./opponents";
import type { ReplayRef } from "./play_query";

const LENGTHS = [
  { board: SHORT_BOARD, about: "some ten minutes" },
  { board: STANDARD_BOARD, about: "an evening" },
] as const;

interface NewFlightProps {
  /** Whether an unsaved flight would be lost. */
  readonly replaces: boolean;
  readonly onStart: (flight: Flight) => void;
  readonly onDuel: (rival: ReplayRef) => void;
  readonly onCancel: () => void;
}

export function NewFlight({ replaces, onStart, onDuel, onCancel }: NewFlightProps) {
  const [form, setForm] = useState<FlightForm>(EMPTY_FORM);
  const opponents = useOpponents();
  const [against, setAgainst] = useState("");
  const rival = against === "" ? undefined : opponents[Number(against)];
  const change = (changes: Partial<FlightForm>) => setForm({ ...form, ...changes });
  const start = () => {
    if (rival !== undefined) onDuel(rival);
    else onStart(flightOf(form));
  };
  return (
    <Dialog title="New flight" onCancel={onCancel} isWide>
      {replaces && (
        <p class="dialog-text muted">
          It replaces the one on this page. Save that first to keep it.
        </p>
      )}
      <CheckedForm start={start} onCancel={onCancel}>
        <Lengths form={form} change={change} isDisabled={rival !== undefined} />
        <Seeds form={form} change={change} isDisabled={rival !== undefined} />
        <Against opponents={opponents} chosen={against} onChoose={setAgainst} />
        {rival !== undefined ? (
          <p class="muted dialog-text">Seed, options and length are those of the replay.</p>
        ) : (
          <AdvancedFields form={form} change={change} />
        )}
      </CheckedForm>
    </Dialog>
  );
}

interface CheckedFormProps {
  /** @throws EngineError A field has a value that is not allowed; the form shows the message. */
  readonly start: () => void;
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

function CheckedForm({ start, onCancel, children }: CheckedFormProps) {
  const [error, setError] = useState<string | null>(null);
  const submit = () => {
    try {
      start();
    } catch (problem) {
      if (!(problem instanceof EngineError)) throw problem;
      setError(problem.message);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {children}
      {error !== null && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button button-primary">
          Start
        </button>
      </div>
    </form>
  );
}

interface LengthsProps {
  readonly form: FlightForm;
  readonly change: (changes: Partial<FlightForm>) => void;
  readonly isDisabled: boolean;
}

function Lengths({ form, change, isDisabled }: LengthsProps) {
  return (
    <fieldset class="lengths" disabled={isDisabled}>
      <legend>How long</legend>
      {LENGTHS.map(({ board, about }) => (
        <label key={board.name} class="length">
          <input
            type="radio"
            name="length"
            checked={form.timeMax === String(board.ticks)}
            onChange={() => change({ timeMax: String(board.ticks) })}
          />
          <span>
            <b>{humanize(board.name)}</b>
            <small>
              {ticksText(board)}, {about}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Seeds({ form, change, isDisabled }: LengthsProps) {
  const today = seedOfTheDay();
  const choices = [
    { seed: "", title: "Any seed", about: "another world each time" },
    { seed: today, title: "Seed of the day", about: `${today}, the same for all players` },
  ];
  return (
    <fieldset class="lengths" disabled={isDisabled}>
      <legend>Which world</legend>
      {choices.map(({ seed, title, about }) => (
        <label key={title} class="length">
          <input
            type="radio"
            name="seed"
            checked={form.seed === seed}
            onChange={() => change({ seed })}
          />
          <span>
            <b>{title}</b>
            <small>{about}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface AgainstProps {
  readonly opponents: readonly Opponent[];
  /** An index into the opponents; "" for none. */
  readonly chosen: string;
  readonly onChoose: (chosen: string) => void;
}

function Against({ opponents, chosen, onChoose }: AgainstProps) {
  if (opponents.length === 0) return null;
  return (
    <label class="field against">
      <span>Against</span>
      <select value={chosen} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        <option value="">none</option>
        {opponents.map(({ label }, index) => (
          <option key={label} value={String(index)}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
