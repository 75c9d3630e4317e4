// What a policy would do at the shown step, where it was uncertain, and lines on which it continues.
import { useEffect } from "preact/hooks";
import { readBytes } from "../lib/files";
import type { Node } from "../generated/api";
import { formatNumber, formatPercent } from "../lib/format";
import type { PolicyTrack } from "../policy/policy_track";
import { policySource, type PolicySource } from "../policy/sources";
import { listed } from "../policy/tree";
import { plannedLabel } from "../replay/actions";
import type { ReplayPlayer } from "../replay/player";
import type { LineSet } from "./line_set";

const LIKELIEST = 5;
const UNCERTAIN = 6;
const APART = 8; // steps between two of the most uncertain ones

interface PolicyPanelProps {
  readonly lines: LineSet;
  readonly policies: readonly PolicySource[];
  /** The policy that is chosen at first; null if it is not known. */
  readonly own: PolicySource | null;
  readonly player: ReplayPlayer;
  readonly belt: readonly Node[];
}

export function PolicyPanel({ lines, policies, own, player, belt }: PolicyPanelProps) {
  useEffect(() => {
    if (own !== null && lines.policy.peek() === null) lines.choose(own);
  }, [lines, own]);
  const version = lines.version.value;
  const track = lines.track.value;
  const error = lines.error.value;
  return (
    <section class="panel policy-panel" aria-labelledby="policy-title">
      <header class="panel-title">
        <h2 id="policy-title">Policy</h2>
        <PolicySelect lines={lines} policies={policies} />
      </header>
      {error !== null && (
        <p class="field-error" role="alert">
          {error.message}
        </p>
      )}
      {lines.policy.value === null && (
        <p class="muted policy-text">Choose a policy: it says what it would do at every step.</p>
      )}
      {lines.policy.value !== null && track === null && error === null && (
        <p class="muted policy-text" role="status">
          Loading the policy…
        </p>
      )}
      {track !== null && (
        <>
          <Decision {...{ track, player, belt, version }} />
          <Uncertain {...{ track, player, version }} />
        </>
      )}
      <WhatIf lines={lines} player={player} />
    </section>
  );
}

const FILE = "file";

function PolicySelect({ lines, policies }: Pick<PolicyPanelProps, "lines" | "policies">) {
  const chosen = lines.policy.value;
  const known = policies.some(({ id }) => id === chosen?.id);
  async function load(file: File | undefined): Promise<void> {
    if (file !== undefined) lines.choose(policySource(FILE, file.name, () => readBytes(file)));
  }
  return (
    <>
      <label>
        <span class="visually-hidden">Policy</span>
        <select
          value={chosen === null ? "" : known ? chosen.id : FILE}
          onChange={({ currentTarget: { value } }) =>
            lines.choose(policies.find(({ id }) => id === value) ?? null)
          }
        >
          <option value="">none</option>
          {policies.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
          {chosen !== null && !known && <option value={FILE}>{chosen.label}</option>}
        </select>
      </label>
      <label class="button policy-file" title="A file that `trainkit export` wrote">
        File…
        <input
          class="visually-hidden"
          type="file"
          accept=".safetensors"
          onChange={({ currentTarget }) => void load(currentTarget.files?.[0])}
        />
      </label>
    </>
  );
}

interface TrackProps {
  readonly track: PolicyTrack;
  /** Grows with the track: else its steps would not be shown as they come. */
  readonly version: number;
  readonly player: ReplayPlayer;
}

function Decision({ track, player, belt }: TrackProps & Pick<PolicyPanelProps, "belt">) {
  void player.version.value;
  const step = player.step.value;
  if (step >= track.numKnown) return <p class="muted policy-text">Computing…</p>;
  if (!track.hasDecision(step)) return <p class="muted policy-text">The episode is over here.</p>;
  const episode = player.store.track;
  const taken = episode.actionAt(step + 1);
  const likeliest = track.likeliest(step, LIKELIEST);
  const isShown = likeliest.some(({ action }) => action === taken);
  const node = belt[player.store.at(step)?.node ?? -1];
  return (
    <>
      <ol class="policy-actions" aria-label="Likeliest actions">
        {likeliest.map(({ action, probability }) => (
          <Row key={action} {...{ action, probability, node }} isTaken={action === taken} />
        ))}
        {taken !== null && !isShown && (
          <Row action={taken} probability={track.probabilityOf(step, taken)} node={node} isTaken />
        )}
      </ol>
      <p class="policy-text num">
        <span title="The return that the policy expects from here, in the scaled rewards of its training">
          <span class="muted">value</span> {formatNumber(track.value[step]!, 2)}
        </span>
        <span title="Entropy, in nats: 0 is certain">
          <span class="muted">entropy</span> {formatNumber(track.entropy[step]!, 2)}
        </span>
      </p>
    </>
  );
}

interface RowProps {
  readonly action: number;
  readonly probability: number;
  /** Where the ship is. */
  readonly node: Node | undefined;
  readonly isTaken: boolean;
}

function Row({ action, probability, node, isTaken }: RowProps) {
  return (
    <li class={isTaken ? "is-taken" : ""}>
      <span>{plannedLabel(action, node)}</span>
      <b class="num">{formatPercent(probability, probability < 0.1 ? 1 : 0)}</b>
      {isTaken && <span class="tag">taken</span>}
      <span class="policy-bar" style={{ width: `${100 * probability}%` }} aria-hidden="true" />
    </li>
  );
}

/** The steps at which the policy was most uncertain. */
function Uncertain({ track, player }: TrackProps) {
  const isWhole = track.numKnown === track.total;
  return (
    <div class="policy-uncertain" role="group" aria-label="Most uncertain steps">
      <span class="muted">Most uncertain</span>
      {!isWhole && <span class="muted num">{formatPercent(track.numKnown / track.total)}</span>}
      {isWhole &&
        track.mostUncertain(UNCERTAIN, APART).map((step) => (
          <button
            key={step}
            type="button"
            class="button num"
            title={`Entropy ${formatNumber(track.entropy[step]!, 2)}`}
            onClick={() => player.visit(step)}
          >
            {formatNumber(step)}
          </button>
        ))}
    </div>
  );
}

/** The lines so far, and a button for another. */
function WhatIf({ lines, player }: Pick<PolicyPanelProps, "lines" | "player">) {
  const tree = lines.tree.value;
  const busy = lines.busy.value;
  const policy = lines.policy.value;
  return (
    <div class="what-if">
      <button
        type="button"
        class="button"
        disabled={policy === null || busy}
        onClick={() => void lines.goOn()}
      >
        What if it flew on from step {formatNumber(player.step.value)}?
      </button>
      {tree.length > 1 && (
        <ul class="lines" aria-label="Lines">
          {listed(tree).map(({ branch: { id, step, content }, depth }) => (
            <li key={id} style={{ marginLeft: `${14 * depth}px` }}>
              <button
                type="button"
                class="line"
                aria-pressed={id === lines.shownId.value}
                onClick={() => lines.show(id)}
              >
                <span>{content.name}</span>
                {id > 0 && <span class="muted num">from {formatNumber(step)}</span>}
                <b class="num">
                  {content.netProfit === null ? "flying" : formatNumber(content.netProfit)}
                </b>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
