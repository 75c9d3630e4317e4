// Files that the reader chose or dropped: replays, bundles, and folders with replays.
import { signal } from "@preact/signals";
import { unzipSync } from "fflate";
import { readReplay, type Replay } from "../abr/reader";

export interface OpenedFile {
  /** Its path below what was dropped. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly replay: Replay;
}

export interface Opened {
  readonly files: readonly OpenedFile[];
  /** What could not be read, and why. */
  readonly problems: readonly string[];
  readonly isReading: boolean;
}

/** A file, read on request. */
export interface NamedFile {
  readonly path: string;
  readonly read: () => Promise<Uint8Array>;
}

const REPLAY = /\.abr$/i;
const BUNDLE = /\.zip$/i;
const BUSY_MS = 12; // longest time without giving the browser a chance to paint

/** What was opened last; lost when the tab is closed. */
export const opened = signal<Opened>({ files: [], problems: [], isReading: false });

/** Read files and replace what was opened before; those of other kinds are left out. */
export async function openFiles(named: readonly NamedFile[]): Promise<void> {
  const files: OpenedFile[] = [];
  const problems: string[] = [];
  let since = performance.now();
  const show = (isReading: boolean): void => {
    opened.value = { files: [...files], problems: [...problems], isReading };
  };
  show(true);
  for (const { path, read } of named.filter(
    (one) => REPLAY.test(one.path) || BUNDLE.test(one.path),
  )) {
    try {
      const bytes = await read();
      for (const [name, member] of BUNDLE.test(path)
        ? membersOf(bytes)
        : [[path, bytes] as const]) {
        files.push({ path: name, bytes: member, replay: readReplay(member) });
        if (performance.now() - since < BUSY_MS) continue;
        await new Promise((resolve) => setTimeout(resolve, 0));
        since = performance.now();
      }
    } catch (error) {
      problems.push(`${path}: ${(error as Error).message}`);
    }
  }
  if (files.length + problems.length === 0) {
    problems.push("There is no replay (.abr) and no bundle (.zip) in what was opened.");
  }
  show(false);
}

/** The replays in a bundle. */
function membersOf(bundle: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  const members = Object.entries(unzipSync(bundle, { filter: ({ name }) => REPLAY.test(name) }));
  if (members.length === 0) throw new Error("the archive has no replay (.abr)");
  return members;
}

/** Files of an input. */
export function chosenFiles(list: FileList | null): readonly NamedFile[] {
  return [...(list ?? [])].map((file) => named(file, file.webkitRelativePath || file.name));
}

function named(file: File, path: string): NamedFile {
  return { path, read: async () => new Uint8Array(await file.arrayBuffer()) };
}

/** Dropped files, and those in dropped folders. Call it in the event, which forgets them later. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<readonly NamedFile[]> {
  const found = [...(transfer?.items ?? [])].map((item) => {
    const entry = item.webkitGetAsEntry();
    if (entry !== null) return filesIn(entry);
    const file = item.getAsFile();
    return file === null ? [] : [named(file, file.name)];
  });
  return (await Promise.all(found)).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<readonly NamedFile[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry instanceof FileSystemFileEntry) {
    return [named(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), path)];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const found: NamedFile[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesIn(one)));
  }
}
