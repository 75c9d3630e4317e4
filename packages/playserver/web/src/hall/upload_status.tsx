// What becomes of an upload: asked for a token, sent, simulated, kept or refused.
import { formatNumber, formatPercent } from "../lib/format";
import { hallPath, replayPath } from "../routes";
import { Icon } from "../ui/icons";
import { formatHallQuery } from "./hall_query";
import { TokenDialog } from "./token_dialog";
import type { Upload } from "./upload";

export function UploadStatus({ upload }: { readonly upload: Upload }) {
  const state = upload.state.value;
  return (
    <>
      <div class="upload-status" role="status">
        {state.kind === "sending" && <Sending share={state.share} />}
        {state.kind === "kept" && (
          <p class="outcome tone-good">
            <Icon name="check" />
            <span>
              Simulated again, true, and kept on the{" "}
              <a
                href={hallPath(
                  formatHallQuery({ board: state.entry.board ?? "standard", page: 0 }),
                )}
              >
                {state.entry.board} board
              </a>
              : <a href={replayPath(null, state.entry.replay_id)}>{state.entry.player}</a>, net
              profit <b class="num">{formatNumber(state.entry.net_profit)}</b>.
            </span>
          </p>
        )}
      </div>
      {state.kind === "refused" && (
        <p class="outcome tone-bad" role="alert">
          <Icon name="warning" />
          <span>
            <b>Not taken.</b> {sentence(state.reason)}
          </span>
        </p>
      )}
      {state.kind === "asking" && (
        <TokenDialog error={state.error} onAnswer={(given) => void upload.answer(given)} />
      )}
    </>
  );
}

function Sending({ share }: { readonly share: number }) {
  const isSent = share >= 1;
  return (
    <p class="upload-progress">
      {isSent ? (
        <>
          <span class="spinner" aria-hidden="true" />
          Sent. The server simulates it again…
        </>
      ) : (
        <>
          <progress max={1} value={share} aria-label="Sent" />
          Sending, {formatPercent(share)}
        </>
      )}
    </p>
  );
}

/** A clause of the server as a sentence. */
export function sentence(clause: string): string {
  const begun = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
