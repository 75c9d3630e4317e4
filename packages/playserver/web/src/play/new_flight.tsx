// Starts another flight: how long, and in the advanced section seed, episode and what is switched off.
import { useState } from "preact/hooks";
import {
  checkOptions,
  DEFAULT_OPTIONS,
  EngineError,
  parseU64,
  type EnvOptions,
} from "../engine/engine";
import { OPTIONS } from "../generated/spec";
import { formatNumber, humanize } from "../lib/format";
import { Dialog } from "../ui/dialog";
import { SHORT_TICKS, STANDARD_TICKS, type Flight } from "./flight";
import { useOffers } from "./offers";
import type { ReplayRef } from "./play_query";

const SEED_BITS = 32; // enough for chance, and short enough to be told to others

function randomSeed(): bigint {
  return BigInt(crypto.getRandomValues(new Uint32Array(1))[0]!) & ((1n << BigInt(SEED_BITS)) - 1n);
}

/** A flight from a reset in which nothing was done. */
export function freshFlight(options: EnvOptions, seed = randomSeed(), episode = 0n): Flight {
  return { seed, episode, options, fork: null, rival: null, actions: [], hasUndone: false };
}

/** The flight of someone who says nothing: short, everything on, any seed. */
export function firstFlight(): Flight {
  return freshFlight({ ...DEFAULT_OPTIONS, time_max: SHORT_TICKS });
}

const LENGTHS = [
  { ticks: SHORT_TICKS, name: "Short", about: "some ten minutes" },
  { ticks: STANDARD_TICKS, name: "Standard", about: "an evening" },
] as const;

const SWITCHES = OPTIONS.filter((option) => option.type === "bool");

interface NewFlightProps {
  /** Whether there is something that would be lost. */
  readonly replaces: boolean;
  readonly onStart: (flight: Flight) => void;
  readonly onDuel: (rival: ReplayRef) => void;
  readonly onCancel: () => void;
}

interface Form {
  readonly timeMax: string;
  readonly seed: string;
  readonly episode: string;
  readonly rewardMode: EnvOptions["reward_mode"];
  readonly off: ReadonlySet<string>;
}

/** @throws EngineError A field has what is not allowed; the message says which. */
function flightOf(form: Form): Flight {
  const given = {
    time_max: /^\d{1,9}$/.test(form.timeMax) ? Number(form.timeMax) : form.timeMax,
    reward_mode: form.rewardMode,
    ...Object.fromEntries(SWITCHES.map(({ name }) => [name, !form.off.has(name)])),
  };
  const seed = form.seed.trim() === "" ? randomSeed() : parseU64("seed", form.seed.trim());
  return freshFlight(checkOptions(given), seed, parseU64("episode", form.episode.trim()));
}

export function NewFlight({ replaces, onStart, onDuel, onCancel }: NewFlightProps) {
  const [form, setForm] = useState<Form>({
    timeMax: String(SHORT_TICKS),
    seed: "",
    episode: "0",
    rewardMode: "shaped",
    off: new Set(),
  });
  const [error, setError] = useState<string | null>(null);
  const offers = useOffers();
  const [against, setAgainst] = useState("");
  const offer = offers[Number(against)];
  const isDuel = against !== "" && offer !== undefined;
  const change = (changes: Partial<Form>) => setForm({ ...form, ...changes });
  return (
    <Dialog title="New flight" onCancel={onCancel} isWide>
      {replaces && (
        <p class="dialog-text muted">
          It replaces the one on this page. Save that first to keep it.
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isDuel) return onDuel(offer);
          try {
            onStart(flightOf(form));
          } catch (problem) {
            if (!(problem instanceof EngineError)) throw problem;
            setError(problem.message);
          }
        }}
      >
        <fieldset class="lengths" disabled={isDuel}>
          <legend>How long</legend>
          {LENGTHS.map(({ ticks, name, about }) => (
            <label key={ticks} class="length">
              <input
                type="radio"
                name="length"
                checked={form.timeMax === String(ticks)}
                onChange={() => change({ timeMax: String(ticks) })}
              />
              <span>
                <b>{name}</b>
                <small>
                  {formatNumber(ticks)} ticks, {about}
                </small>
              </span>
            </label>
          ))}
        </fieldset>
        {offers.length > 0 && (
          <label class="field against">
            <span>Against</span>
            <select
              value={against}
              onChange={({ currentTarget }) => setAgainst(currentTarget.value)}
            >
              <option value="">nobody</option>
              {offers.map(({ label }, index) => (
                <option key={label} value={String(index)}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
        {isDuel ? (
          <p class="muted dialog-text">Seed, options and length are those of the replay.</p>
        ) : (
          <Advanced form={form} change={change} />
        )}
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
    </Dialog>
  );
}

interface AdvancedProps {
  readonly form: Form;
  readonly change: (changes: Partial<Form>) => void;
}

function Advanced({ form, change }: AdvancedProps) {
  const flip = (name: string) => {
    const off = new Set(form.off);
    if (!off.delete(name)) off.add(name);
    change({ off });
  };
  return (
    <details class="advanced">
      <summary>Advanced: seed and options</summary>
      <div class="advanced-fields">
        <label class="field">
          <span>Seed</span>
          <input
            type="text"
            inputMode="numeric"
            placeholder="any"
            value={form.seed}
            onInput={({ currentTarget }) => change({ seed: currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>Episode</span>
          <input
            type="text"
            inputMode="numeric"
            value={form.episode}
            onInput={({ currentTarget }) => change({ episode: currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>Time budget, ticks</span>
          <input
            type="text"
            inputMode="numeric"
            value={form.timeMax}
            onInput={({ currentTarget }) => change({ timeMax: currentTarget.value.trim() })}
          />
        </label>
        <label class="field">
          <span>Reward</span>
          <select
            value={form.rewardMode}
            onChange={({ currentTarget }) =>
              change({ rewardMode: currentTarget.value as EnvOptions["reward_mode"] })
            }
          >
            <option value="shaped">shaped</option>
            <option value="sparse">sparse</option>
          </select>
        </label>
      </div>
      <fieldset class="switches">
        <legend class="visually-hidden">What happens in this world</legend>
        {SWITCHES.map(({ name, doc }) => (
          <label key={name}>
            <input type="checkbox" checked={!form.off.has(name)} onChange={() => flip(name)} />
            <span>
              {humanize(name)} <small class="muted">{doc}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="muted">The hall of fame takes flights of both lengths with everything on.</p>
    </details>
  );
}
