// The facts of a replay, its verification, and its file.
import { useState } from "preact/hooks";
import type { ReplayHome } from "../address/routes";
import { api } from "../api/client";
import type { ReplayDetail, Verdict } from "../generated/api";
import { formatBytes, formatNumber, formatSigned } from "../lib/format";
import { verifyHere } from "../api/verify_replay";
import { Icon } from "../ui/icons";
import { EndTag } from "./replay_table";

interface ReplayFactsProps {
  readonly runId: ReplayHome;
  readonly detail: ReplayDetail;
}

export function ReplayFacts({ runId, detail }: ReplayFactsProps) {
  const { entry } = detail;
  return (
    <div class="facts">
      <span title={`${detail.player_kind} ${detail.player_name} ${detail.player_version}`}>
        {detail.player_name}
        {entry.window !== null && <span class="muted"> window {entry.window}</span>}
      </span>
      <span class="num" title={`episode ${entry.episode}`}>
        <span class="muted">seed</span> {entry.seed}
      </span>
      <span class="num">
        <span class="muted">return</span> {formatSigned(entry.return, 2)}
      </span>
      <span class="num">
        <span class="muted">profit</span> {formatNumber(entry.net_profit)}
      </span>
      <EndTag cause={entry.end_cause} />
      <span class="facts-actions">
        <VerifyButton runId={runId} replayId={entry.replay_id} />
        <a
          class="button"
          href={api.fileUrl(runId, entry.replay_id)}
          download={`${entry.replay_id}.abr`}
          title={`content digest ${detail.content_digest}`}
        >
          <Icon name="download" />
          .abr <small class="muted num">{formatBytes(detail.file_bytes)}</small>
        </a>
      </span>
    </div>
  );
}

type Check = "idle" | "running" | Verdict | Error;

interface VerifyProps {
  readonly runId: ReplayHome;
  readonly replayId: string;
}

/** Simulates the replay again and shows the verdict. */
function VerifyButton({ runId, replayId }: VerifyProps) {
  const [check, setCheck] = useState<Check>("idle");
  async function verify(): Promise<void> {
    setCheck("running");
    setCheck(await verifyHere(runId, replayId).catch((error: Error) => error));
  }
  return (
    <span role="status" class="verify">
      {check === "idle" || check === "running" ? (
        <button
          type="button"
          class="button"
          disabled={check === "running"}
          title="Simulate it again and compare every digest"
          onClick={() => void verify()}
        >
          <Icon name="check" />
          {check === "running" ? "Verifying…" : "Verify"}
        </button>
      ) : (
        <Outcome check={check} />
      )}
    </span>
  );
}

function Outcome({ check }: { readonly check: Verdict | Error }) {
  const isTrue = !(check instanceof Error) && check.is_true;
  const text = check instanceof Error ? "Not verified" : isTrue ? "Verified" : "Not true";
  return (
    <span class={`badge tone-${isTrue ? "good" : "bad"}`} title={check.message}>
      <Icon name={isTrue ? "check" : "cross"} />
      {text}
      <span class="visually-hidden">: {check.message}</span>
    </span>
  );
}
