// Adds a replay file to the hall of fame: chosen or dropped.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Meta } from "../generated/api";
import { Upload } from "../hall/upload";
import { UploadStatus } from "../hall/upload_status";
import { Icon } from "../ui/icons";

interface HallUploadProps {
  readonly meta: Meta;
  /** Called when a replay was added. */
  readonly onAdded: () => void;
}

export function HallUpload({ meta, onAdded }: HallUploadProps) {
  const upload = useMemo(() => new Upload(meta), [meta]);
  const [isOver, setOver] = useState(false);
  const state = upload.state.value;
  const isBusy = state.kind === "sending" || state.kind === "asking";
  const added = useRef(onAdded);
  added.current = onAdded;
  useEffect(() => {
    if (state.kind === "accepted") added.current();
  }, [state]);
  const send = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file !== undefined && !isBusy) void upload.send(file);
  };
  return (
    <section
      class={`panel upload${isOver ? " is-over" : ""}`}
      aria-label="Add a replay"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        send(event.dataTransfer?.files);
      }}
    >
      <FileButton isDisabled={isBusy} onFiles={send} />
      <p class="muted upload-note">
        Choose or drop an <code>.abr</code> file: a whole episode from its reset, with the default
        options and without undo. The server simulates it again and adds it if it is bit-exact.
      </p>
      <UploadStatus upload={upload} />
    </section>
  );
}

interface FileButtonProps {
  readonly isDisabled: boolean;
  readonly onFiles: (files: FileList | null) => void;
}

function FileButton({ isDisabled, onFiles }: FileButtonProps) {
  return (
    <label class={`button button-primary upload-button${isDisabled ? " is-disabled" : ""}`}>
      <Icon name="upload" />
      Add a replay
      <input
        class="visually-hidden"
        type="file"
        accept=".abr"
        disabled={isDisabled}
        onChange={({ currentTarget }) => {
          onFiles(currentTarget.files);
          currentTarget.value = ""; // so that the same file can be chosen again
        }}
      />
    </label>
  );
}
