// The words that the page uses for an episode, one sentence each.
import { ALERT_MAX, THREAT_ESTIMATE_START } from "../generated/spec";

const WORDS = [
  ["Return", "The sum of the rewards: a thousand credits count 1, and damage and accidents cost."],
  [
    "Window",
    "A fixed number of training steps, after which metrics, policy and a replay are saved.",
  ],
  ["Survival", "The share of episodes in which the ship is neither destroyed nor stranded."],
  ["Alert", `How much the ship attracts pirates, 0 to ${ALERT_MAX}; it calms with time.`],
  [
    "Threat",
    "How dangerous a route is, in hull and by pirates; the ship estimates " +
      `${100 * THREAT_ESTIMATE_START} % until it listens.`,
  ],
] as const;

export function Words() {
  return (
    <dl class="words">
      {WORDS.map(([word, meaning]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
