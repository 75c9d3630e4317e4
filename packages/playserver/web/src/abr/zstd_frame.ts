// Zstd frames (RFC 8878) of raw blocks: readable by any zstd decoder, written without a compressor.
import { concatBytes, u32 } from "./bytes";

export const ZSTD_MAGIC = 0xfd2fb528;
const SINGLE_SEGMENT = 1 << 5; // no window descriptor: the content size follows
const RAW = 0;
const RLE = 1;
const BLOCK_BYTES_MAX = 131_072;
const SIZE_OFFSET = 256; // of a content size of two bytes
const SIZE_MAX = SIZE_OFFSET + 0xffff;

/** A frame with some bytes, at most 65,791: enough for a block or a state of a replay. */
export function zstdFrame(content: Uint8Array): Uint8Array {
  const size = content.length;
  if (size > SIZE_MAX) throw new RangeError(`${size} bytes, at most ${SIZE_MAX} make a frame`);
  const sizeField =
    size < SIZE_OFFSET
      ? [SINGLE_SEGMENT, size]
      : [SINGLE_SEGMENT | (1 << 6), (size - SIZE_OFFSET) & 0xff, (size - SIZE_OFFSET) >> 8];
  return concatBytes(u32(ZSTD_MAGIC), Uint8Array.from(sizeField), lastBlock(content));
}

/** The last block; repeated bytes are run-length encoded. */
function lastBlock(content: Uint8Array): Uint8Array {
  const size = content.length;
  const repeats =
    size > 1 && size < BLOCK_BYTES_MAX && content.every((byte) => byte === content[0]);
  const head = 1 | ((repeats ? RLE : RAW) << 1) | (size << 3);
  const bytes = u32(head).subarray(0, 3);
  return concatBytes(bytes, repeats ? content.subarray(0, 1) : content);
}
