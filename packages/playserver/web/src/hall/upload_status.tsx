// The state of an upload: waiting for a token, sending, accepted or refused.
import type { StoredReplay } from "../generated/api";
import { formatNumber } from "../lib/format";
import { hallPath, replayPath } from "../address/routes";
import { Icon } from "../ui/icons";
import { STANDARD_BOARD } from "./boards";
import { formatHallQuery } from "./hall_query";
import { TokenDialog } from "./token_dialog";
import type { Upload } from "./upload";

export function UploadStatus({ upload }: { readonly upload: Upload }) {
  const state = upload.state.value;
  return (
    <>
      <div class="upload-status" role="status">
        {state.kind === "sending" && (
          <p class="upload-progress">
            <span class="spinner" aria-hidden="true" />
            Sending. The server simulates the replay again…
          </p>
        )}
        {state.kind === "accepted" && <Accepted entry={state.entry} />}
      </div>
      {state.kind === "refused" && (
        <p class="outcome tone-bad" role="alert">
          <Icon name="warning" />
          <span>
            <b>Refused.</b> {sentence(state.reason)}
          </span>
        </p>
      )}
      {state.kind === "asking" && (
        <TokenDialog error={state.error} onAnswer={(given) => void upload.answer(given)} />
      )}
    </>
  );
}

function Accepted({ entry }: { readonly entry: StoredReplay }) {
  const board = entry.board ?? STANDARD_BOARD.name;
  return (
    <p class="outcome tone-good">
      <Icon name="check" />
      <span>
        Verified and added to the{" "}
        <a href={hallPath(formatHallQuery({ board, seed: null, page: 0 }))}>{board} board</a>:{" "}
        <a href={replayPath(null, entry.replay_id)}>{entry.player}</a>, net profit{" "}
        <b class="num">{formatNumber(entry.net_profit)}</b>.
      </span>
    </p>
  );
}

/** A clause from the server as a sentence. */
export function sentence(clause: string): string {
  const begun = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
