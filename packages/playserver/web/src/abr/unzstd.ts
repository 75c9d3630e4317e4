// Decompresses a zstd frame with a limit on its content, independent of its header.
import { Decompress } from "fzstd";
import { concatBytes } from "./bytes";
import { AbrError } from "./records";
import { ZSTD_MAGIC } from "./zstd_frame";

const WINDOW_BYTES_MAX = 2 ** 20; // the format's
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const; // by the flag; the first is 1 in a single segment
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/**
 * Decompress.
 *
 * @param sizeMax Largest allowed content, in bytes.
 * @param where What is read, for the error message.
 * @throws AbrError The frame is damaged or its content is larger.
 */
export function unzstd(frame: Uint8Array, sizeMax: number, where: string): Uint8Array {
  if (windowOf(frame, where) > Math.max(WINDOW_BYTES_MAX, sizeMax)) {
    throw new AbrError(`${where}: its window is above ${WINDOW_BYTES_MAX} bytes`);
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((piece) => {
    size += piece.length;
    if (size > sizeMax) throw new AbrError(`${where}: more than ${sizeMax} bytes`);
    pieces.push(piece.slice());
  });
  try {
    stream.push(frame, true);
  } catch (error) {
    if (error instanceof AbrError) throw error;
    throw new AbrError(`${where}: it cannot be decompressed: ${String(error)}`);
  }
  return concatBytes(...pieces);
}

/** The window size of a frame, in bytes (RFC 8878, 3.1.1.1). */
function windowOf(frame: Uint8Array, where: string): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 6 || view.getUint32(0, true) !== ZSTD_MAGIC) {
    throw new AbrError(`${where}: not a zstd frame`);
  }
  const descriptor = frame[4]!;
  const isSingle = (descriptor & 32) !== 0;
  if (!isSingle) {
    const window = frame[5]!;
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  }
  const at = 5 + DICTIONARY_ID_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3];
  const sizeBytes = CONTENT_SIZE_BYTES[(descriptor >> 6) as 0 | 1 | 2 | 3] || 1;
  if (at + sizeBytes > frame.length) throw new AbrError(`${where}: truncated in its header`);
  if (sizeBytes === 8) return Number(view.getBigUint64(at, true));
  if (sizeBytes === 4) return view.getUint32(at, true);
  return sizeBytes === 2 ? 256 + view.getUint16(at, true) : frame[at]!;
}
