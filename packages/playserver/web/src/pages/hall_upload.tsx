// Adds a replay file to the hall of fame: chosen or dropped.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Meta } from "../generated/api";
import { Upload } from "../hall/upload";
import { UploadStatus } from "../hall/upload_status";
import { FileButton } from "./open_page";

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
      <FileButton label="Add a replay" accept=".abr" isDisabled={isBusy} onFiles={send} />
      <p class="muted upload-note">
        Choose or drop an <code>.abr</code> file: a whole episode from its reset, with the default
        options and without undo. The server simulates it again and adds it if it is bit-exact.
      </p>
      <UploadStatus upload={upload} />
    </section>
  );
}
