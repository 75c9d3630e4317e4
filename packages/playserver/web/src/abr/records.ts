// The outer layer of a replay file: its magic number and checked records, as in docs/formats/replay.md.
import { crc32 } from "./bytes";

/** An error in a replay file; its message is one sentence for the reader. */
export class AbrError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AbrError";
  }
}

export const RECORD = { header: 1, block: 2, result: 3, state: 4, checkpoint: 128 } as const;

/** One record of a known type. */
export interface AbrRecord {
  readonly type: number;
  readonly payload: Uint8Array;
  /** Its offset in the file, in bytes. */
  readonly offset: number;
}

export const MAGIC_STEM = [0x89, 0x41, 0x42, 0x52, 0x0d, 0x0a, 0x1a] as const;
export const VERSION = 1;
const HEAD_BYTES = 5;
const CRC_BYTES = 4;
const PAYLOAD_BYTES_MAX = 131_072;
const FIRST_OPTIONAL_TYPE = 128;
const KNOWN: ReadonlySet<number> = new Set(Object.values(RECORD));

/**
 * Yield the records of a file; unknown optional ones are skipped.
 *
 * @throws AbrError The bytes are not a replay, or a record is damaged or truncated.
 */
export function* recordsOf(file: Uint8Array): Generator<AbrRecord> {
  checkMagic(file);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = MAGIC_STEM.length + 1;
  while (at < file.length) {
    if (at + HEAD_BYTES > file.length)
      throw new AbrError(`cut off within the record at byte ${at}`);
    const type = file[at]!;
    const length = view.getUint32(at + 1, true);
    if (!KNOWN.has(type) && type < FIRST_OPTIONAL_TYPE) {
      throw new AbrError(`record at byte ${at}: unknown type ${type}`);
    }
    if (length > PAYLOAD_BYTES_MAX) {
      throw new AbrError(
        `record at byte ${at}: length is ${length}, at most ${PAYLOAD_BYTES_MAX} is allowed`,
      );
    }
    const end = at + HEAD_BYTES + length;
    if (end + CRC_BYTES > file.length)
      throw new AbrError(`cut off within the record at byte ${at}`);
    if (view.getUint32(end, true) !== crc32(file.subarray(at, end))) {
      throw new AbrError(`record at byte ${at}: the checksum does not match`);
    }
    if (KNOWN.has(type)) {
      yield { type, payload: file.subarray(at + HEAD_BYTES, end), offset: at };
    }
    at = end + CRC_BYTES;
  }
}

function checkMagic(file: Uint8Array): void {
  if (MAGIC_STEM.some((byte, index) => file[index] !== byte)) {
    throw new AbrError("not a replay: the file does not begin with the magic of .abr");
  }
  const version = file[MAGIC_STEM.length];
  if (version === undefined) throw new AbrError("cut off within the magic");
  if (version !== VERSION) {
    throw new AbrError(`format version is ${version}, this page reads version ${VERSION}`);
  }
}
