// Sharing a replay: a link that holds it, HTML that embeds it, one file that plays it, and pictures.
import { useState } from "preact/hooks";
import type { Node } from "../generated/api";
import { formatBytes } from "../lib/format";
import type { PolicySource } from "../policy/sources";
import type { ReplayPlayer } from "../replay/player";
import { CloseButton, Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { saveFile } from "../ui/save_file";
import { gifOf, pngOf } from "./picture";
import { embedOf, linkOf, pageWith } from "./share_link";

/** What can be shared of a replay. */
export interface ShareSource {
  readonly title: string;
  /** The address of player.html; null in a file, whose address is of no use elsewhere. */
  readonly playerUrl: string | null;
  /** The address of the replay at a step, for replays that are too long for a link; null if it has none. */
  readonly address: ((step: number) => string) | null;
  readonly file: () => Promise<Uint8Array>;
  /** player.html as text; null if the replay is in such a file. */
  readonly html: (() => Promise<string>) | null;
}

interface ShareProps {
  readonly source: ShareSource;
  readonly player: ReplayPlayer;
  readonly belt: readonly Node[];
  /** The chosen policy, for the HTML file; null for none. */
  readonly policy: PolicySource | null;
}

/** What the dialog shows. */
interface Shared {
  readonly file: Uint8Array;
  readonly link: string | null;
  /** Whether the link holds the replay. */
  readonly isWhole: boolean;
  readonly isCopied: boolean;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not allowed: the reader copies it from the field
  }
}

/** Copies the link at once, and offers the other ways. */
export function ShareButton({ source, player, belt, policy }: ShareProps) {
  const [shared, setShared] = useState<Shared | Error | null>(null);
  async function share(): Promise<void> {
    player.pause();
    const step = player.step.peek();
    const file = await source.file();
    const view = { step, truth: player.wantsTruth.peek() };
    const whole = source.playerUrl === null ? null : linkOf(source.playerUrl, file, view);
    const link = whole ?? source.address?.(step) ?? null;
    const isCopied = link !== null && (await copy(link));
    setShared({ file, link, isWhole: whole !== null, isCopied });
  }
  return (
    <>
      <button
        type="button"
        class="button"
        title="Copy a link, or save the replay or a picture"
        onClick={() => void share().catch(setShared)}
      >
        <Icon name="share" />
        Share
      </button>
      {shared !== null && (
        <ShareDialog
          {...{ source, player, belt, policy, shared }}
          onClose={() => setShared(null)}
        />
      )}
    </>
  );
}

interface ShareDialogProps extends ShareProps {
  readonly shared: Shared | Error;
  readonly onClose: () => void;
}

function ShareDialog({ shared, onClose, ...props }: ShareDialogProps) {
  return (
    <Dialog title="Share" isWide onCancel={onClose}>
      {shared instanceof Error ? (
        <p class="dialog-text">{shared.message}</p>
      ) : (
        <>
          <Links shared={shared} title={props.source.title} />
          <Files {...props} file={shared.file} />
        </>
      )}
      <CloseButton onClose={onClose} />
    </Dialog>
  );
}

function Links({ shared, title }: { readonly shared: Shared; readonly title: string }) {
  const { file, link, isWhole, isCopied } = shared;
  if (link === null) return null;
  const size = formatBytes(file.length);
  return (
    <div class="share-links">
      <p role="status">
        <b>{isCopied ? "Link copied." : "Copy this link:"}</b>{" "}
        {isWhole
          ? `It holds the whole replay, ${size}, and opens at this step.`
          : `The replay, ${size}, is too long for a link that holds it. This one needs this server.`}
      </p>
      <Copyable label="Link" text={link} />
      {isWhole && <Copyable label="Embed" text={embedOf(link, title)} />}
    </div>
  );
}

function Copyable({ label, text }: { readonly label: string; readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div class="copyable">
      <label>
        {label}
        <input
          type="text"
          readOnly
          value={text}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      </label>
      <button type="button" class="button" onClick={() => void copy(text).then(setCopied)}>
        {isCopied ? "Copied" : "Copy"}
        <span class="visually-hidden"> {label.toLowerCase()}</span>
      </button>
    </div>
  );
}

interface FilesProps extends ShareProps {
  readonly file: Uint8Array;
}

/** A file to download: its label, the end of its name, and how it is made. */
type Kind = readonly [label: string, ending: string, make: () => Promise<Blob>];

function kindsOf({ source, player, belt, policy, file }: FilesProps): readonly Kind[] {
  const step = player.step.value;
  const { title, html } = source;
  const page = async (): Promise<Blob> => {
    const truth = player.wantsTruth.peek();
    const held = { file, beside: null, policy: policy && (await policy.bytes()), step, truth };
    return new Blob([pageWith(await html!(), held)], { type: "text/html" });
  };
  const label = policy === null ? "One HTML file" : `One HTML file with ${policy.label}`;
  return [
    ["Replay file", ".abr", async () => new Blob([file as Uint8Array<ArrayBuffer>])],
    ...(html === null ? [] : [[label, ".html", page] as const]),
    ["PNG of this step", `-step-${step}.png`, () => pngOf({ player, belt, title }, step)],
    ["GIF around it", `-step-${step}.gif`, () => gifOf({ player, belt, title }, step)],
  ];
}

/** Downloads: one file that plays the replay anywhere, and pictures of the step. */
function Files(props: FilesProps) {
  const [state, setState] = useState<string | null>(null);
  const { title } = props.source;
  async function make([label, ending, build]: Kind): Promise<void> {
    setState(`Making: ${label}…`);
    const blob = await build();
    saveFile(blob, `${title.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}${ending}`);
    setState(`${label}: ${formatBytes(blob.size)}`);
  }
  return (
    <div class="share-files">
      {kindsOf(props).map((kind) => (
        <button
          key={kind[0]}
          type="button"
          class="button"
          onClick={() => void make(kind).catch((error: Error) => setState(error.message))}
        >
          <Icon name="download" />
          {kind[0]}
        </button>
      ))}
      <span class="muted" role="status">
        {state}
      </span>
    </div>
  );
}
