// What to do with a flight: keep its replay as a file, or send it to the hall of fame.
import { useMemo, useState } from "preact/hooks";
import type { Meta } from "../generated/api";
import { Upload } from "../hall/upload";
import { UploadStatus } from "../hall/upload_status";
import { formatNumber } from "../lib/format";
import { IS_SITE } from "../site";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { hallRefusal } from "./flight";
import type { Pilot } from "./pilot";
import { recordFlight } from "./record";
import { savedName, saveName } from "./saved";

const NAME_MAX = 40;
const DEFAULT_NAME = "human";

interface KeepDialogProps {
  readonly pilot: Pilot;
  readonly meta: Meta | null;
  readonly onClose: () => void;
}

export function KeepDialog({ pilot, meta, onClose }: KeepDialogProps) {
  const [name, setName] = useState(savedName);
  const upload = useMemo(() => (meta === null ? null : new Upload(meta)), [meta]);
  const { session } = pilot;
  const { flight, frame } = session;
  const file = () => {
    const player = name.trim() === "" ? DEFAULT_NAME : name.trim();
    saveName(name.trim());
    return recordFlight(pilot.engine, flight, player);
  };
  const refusal = noServer(meta) ?? hallRefusal(flight, session.hasEnded);
  const isBusy = upload?.state.value.kind === "sending";
  return (
    <Dialog title="Keep this flight" onCancel={onClose} isWide>
      <p class="dialog-text muted">
        {formatNumber(frame.step)} steps, net profit {formatNumber(frame.ship.net_profit)}
        {session.hasEnded ? "" : ", still going on"}. A replay holds the seed and every action:
        anyone can watch it and check that it is true.
      </p>
      <label class="field keep-name">
        <span>Name of the player</span>
        <input
          type="text"
          maxLength={NAME_MAX}
          placeholder={DEFAULT_NAME}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <div class="keep-ways">
        <button
          type="button"
          class="button"
          onClick={() => download(file().bytes, `flight-${flight.seed}-${frame.step}.abr`)}
        >
          <Icon name="download" />
          Download .abr
        </button>
        <button
          type="button"
          class="button button-primary"
          disabled={refusal !== null || isBusy}
          aria-describedby={refusal === null ? undefined : "hall-refusal"}
          onClick={() => void upload?.send(new Blob([file().bytes]))}
        >
          <Icon name="upload" />
          Send to the hall of fame
        </button>
      </div>
      {refusal !== null && (
        <p id="hall-refusal" class="muted keep-refusal">
          Not for the hall of fame: {refusal}
        </p>
      )}
      {upload !== null && <UploadStatus upload={upload} />}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

function noServer(meta: Meta | null): string | null {
  if (IS_SITE) return "This site has no server behind it.";
  return meta === null ? "The server does not answer." : null;
}

function download(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
