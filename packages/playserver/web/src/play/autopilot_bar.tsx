// A policy for the flight: hand over the controls and take them back, or challenge it to a duel.
import { useEffect, useMemo } from "preact/hooks";
import { usePolicies } from "../api/policies";
import { formatPercent } from "../lib/format";
import { actionLabel } from "../replay/actions";
import { Icon } from "../ui/icons";
import { Autopilot, PACES } from "./autopilot";
import type { Pilot } from "./pilot";

export function AutopilotBar({ pilot }: { readonly pilot: Pilot }) {
  const policies = usePolicies() ?? [];
  const autopilot = useMemo(() => new Autopilot(pilot), [pilot]);
  useEffect(() => () => autopilot.close(), [autopilot]);
  const { session } = pilot;
  const step = session.step.value;
  const source = autopilot.source.value;
  const isOn = pilot.flownBy.value !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the decision is about the step
  useEffect(() => autopilot.look(), [autopilot, step]);
  if (policies.length === 0) return null;
  return (
    <section class="panel autopilot" aria-label="Autopilot">
      <label>
        <span>Autopilot</span>
        <select
          value={source?.id ?? ""}
          onChange={({ currentTarget: { value } }) =>
            void autopilot.choose(policies.find(({ id }) => id === value) ?? null)
          }
        >
          <option value="">none</option>
          {policies.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {source !== null && (
        <>
          <button
            type="button"
            class="button button-primary"
            disabled={session.hasEnded}
            onClick={() => autopilot.toggle()}
          >
            <Icon name={isOn ? "hand" : "play"} />
            {isOn ? "Take the controls" : "Hand over"}
          </button>
          <PaceSelect autopilot={autopilot} />
          <button
            type="button"
            class="button"
            disabled={session.hasEnded}
            title="The policy flies the same world from this step on, beside you"
            onClick={() => pilot.challenge({ policy: source.id, step })}
          >
            <Icon name="duel" />
            Duel from here
          </button>
          <Wish autopilot={autopilot} />
        </>
      )}
      {autopilot.error.value !== null && (
        <span class="field-error" role="alert">
          {autopilot.error.value.message}
        </span>
      )}
    </section>
  );
}

function PaceSelect({ autopilot }: { readonly autopilot: Autopilot }) {
  return (
    <label>
      <span class="visually-hidden">Actions per second</span>
      <select
        class="num"
        value={autopilot.pace.value}
        onChange={({ currentTarget }) => {
          autopilot.pace.value = Number(currentTarget.value);
        }}
      >
        {PACES.map((pace) => (
          <option key={pace} value={pace}>
            {pace} a second
          </option>
        ))}
      </select>
    </label>
  );
}

/** The policy's likeliest action. */
function Wish({ autopilot }: { readonly autopilot: Autopilot }) {
  const decision = autopilot.decision.value;
  if (decision === null) return null;
  const { probabilities } = decision;
  const best = probabilities.reduce((top, p, a) => (p > probabilities[top]! ? a : top), 0);
  return (
    <span class="muted">
      would: {actionLabel(best)} <b class="num">{formatPercent(probabilities[best]!)}</b>
    </span>
  );
}
