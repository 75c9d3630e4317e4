// A policy for the flight: hand over the controls and take them back, or challenge it to a duel.
import { useEffect, useMemo } from "preact/hooks";
import { usePolicies } from "../api/policies";
import { formatPercent } from "../lib/format";
import { plannedLabel } from "../replay/actions";
import { Choice } from "../ui/choice";
import { Icon } from "../ui/icons";
import { Autopilot, PACES } from "./autopilot";
import type { Pilot } from "./pilot";

interface BarProps {
  readonly pilot: Pilot;
  readonly autopilot: Autopilot;
}

export function AutopilotBar({ pilot }: { readonly pilot: Pilot }) {
  const { policies, own } = usePolicies(pilot.session.flight.policy);
  const autopilot = useMemo(() => new Autopilot(pilot), [pilot]);
  useEffect(() => () => autopilot.close(), [autopilot]);
  const step = pilot.session.step.value;
  const source = autopilot.source.value;
  const error = autopilot.error.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the decision is about the step
  useEffect(() => autopilot.look(), [autopilot, step]);
  useEffect(() => {
    if (own !== null && autopilot.source.peek() === null) void autopilot.choose(own);
  }, [autopilot, own]);
  if (policies === null || policies.length === 0) return null;
  return (
    <section class="panel autopilot" aria-label="Autopilot">
      <span aria-hidden="true">Autopilot</span>
      <Choice
        label="Autopilot"
        value={source?.id ?? ""}
        options={[["", "none"], ...policies.map(({ id, label }) => [id, label] as const)]}
        onChoose={(chosen) =>
          void autopilot.choose(policies.find(({ id }) => id === chosen) ?? null)
        }
      />
      {source !== null && <Controls pilot={pilot} autopilot={autopilot} />}
      {error !== null && (
        <span class="field-error" role="alert">
          {error.message}
        </span>
      )}
    </section>
  );
}

function Controls({ pilot, autopilot }: BarProps) {
  const { session } = pilot;
  const isOn = pilot.flownBy.value !== null;
  const duel = (): void => {
    const policy = autopilot.source.peek()!.id;
    pilot.challenge({ policy, step: session.step.peek() });
  };
  return (
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
      <Choice
        label="Actions per second"
        value={String(autopilot.pace.value)}
        options={PACES.map((pace) => [String(pace), `${pace} a second`])}
        onChoose={(pace) => autopilot.setPace(Number(pace))}
      />
      <button
        type="button"
        class="button"
        disabled={session.hasEnded}
        title="The policy flies the same world from this step on, beside you"
        onClick={duel}
      >
        <Icon name="duel" />
        Duel from here
      </button>
      <Wish pilot={pilot} autopilot={autopilot} />
    </>
  );
}

/** The policy's likeliest action. */
function Wish({ pilot: { session }, autopilot }: BarProps) {
  const decision = autopilot.decision.value;
  if (decision === null) return null;
  const { probabilities } = decision;
  const best = probabilities.reduce((top, p, a) => (p > probabilities[top]! ? a : top), 0);
  return (
    <span class="muted">
      would: {plannedLabel(best, session.belt[session.frame.node])}{" "}
      <b class="num">{formatPercent(probabilities[best]!)}</b>
    </span>
  );
}
