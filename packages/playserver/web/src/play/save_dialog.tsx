// The dialog for a finished or running flight: save its replay as a file, or send it to the hall of fame.
import { useMemo, useState } from "preact/hooks";
import { IS_SITE } from "../address/site";
import type { Meta } from "../generated/api";
import { Upload } from "../hall/upload";
import { UploadStatus } from "../hall/upload_status";
import { formatNumber } from "../lib/format";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { saveFile } from "../ui/save_file";
import { hallRefusal } from "./flight";
import { savedName, saveName } from "./flight_storage";
import type { Pilot } from "./pilot";
import { recordFlight } from "./record_flight";

const NAME_MAX = 40;
const DEFAULT_NAME = "human";

interface SaveDialogProps {
  readonly pilot: Pilot;
  readonly meta: Meta | null;
  readonly onClose: () => void;
}

export function SaveDialog({ pilot, meta, onClose }: SaveDialogProps) {
  const [name, setName] = useState(savedName);
  const upload = useMemo(() => (meta === null ? null : new Upload(meta)), [meta]);
  const { session } = pilot;
  const { frame } = session;
  const record = () => {
    const player = name.trim() === "" ? DEFAULT_NAME : name.trim();
    saveName(name.trim());
    return recordFlight(pilot.engine, session.flight, player).bytes;
  };
  return (
    <Dialog title="Save this flight" onCancel={onClose} isWide>
      <p class="dialog-text muted">
        {formatNumber(frame.step)} steps, net profit {formatNumber(frame.ship.net_profit)}
        {session.hasEnded ? "" : ", not finished"}. A replay holds the seed and every action: anyone
        can watch and verify it.
      </p>
      <NameField name={name} onInput={setName} />
      <SaveButtons
        fileName={`flight-${session.flight.seed}-${frame.step}.abr`}
        record={record}
        upload={upload}
        refusal={noServer(meta) ?? hallRefusal(session.flight, session.hasEnded)}
      />
      {upload !== null && <UploadStatus upload={upload} />}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

interface NameFieldProps {
  readonly name: string;
  readonly onInput: (name: string) => void;
}

function NameField({ name, onInput }: NameFieldProps) {
  return (
    <label class="field save-name">
      <span>Name of the player</span>
      <input
        type="text"
        maxLength={NAME_MAX}
        placeholder={DEFAULT_NAME}
        value={name}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}

interface SaveButtonsProps {
  readonly fileName: string;
  readonly record: () => Uint8Array<ArrayBuffer>;
  readonly upload: Upload | null;
  /** Why the hall of fame would refuse the flight; null if it would take it. */
  readonly refusal: string | null;
}

function SaveButtons({ fileName, record, upload, refusal }: SaveButtonsProps) {
  const isBusy = upload?.state.value.kind === "sending";
  return (
    <>
      <div class="save-buttons">
        <button
          type="button"
          class="button"
          onClick={() => saveFile(new Blob([record()]), fileName)}
        >
          <Icon name="download" />
          Download .abr
        </button>
        <button
          type="button"
          class="button button-primary"
          disabled={refusal !== null || isBusy}
          aria-describedby={refusal === null ? undefined : "hall-refusal"}
          onClick={() => void upload?.send(new Blob([record()]))}
        >
          <Icon name="upload" />
          Send to the hall of fame
        </button>
      </div>
      {refusal !== null && (
        <p id="hall-refusal" class="muted save-refusal">
          Not for the hall of fame: {refusal}
        </p>
      )}
    </>
  );
}

function noServer(meta: Meta | null): string | null {
  if (IS_SITE) return "This static site has no server.";
  return meta === null ? "The server does not answer." : null;
}
