// Zstd frames (RFC 8878) of raw blocks: any reader of zstd takes them, and no compressor is needed.
import { joined, u32 } from "./bytes";

const MAGIC = 0xfd2fb528;
const SINGLE_SEGMENT = 1 << 5; // the window is the content: its size follows at once
const RAW = 0;
const RLE = 1;
const BLOCK_BYTES_MAX = 131_072;
const SIZE_OFFSET = 256; // of a content size of two bytes
const SIZE_MAX = SIZE_OFFSET + 0xffff;

/** One frame that holds some bytes, at most 65,791: what a block or a state of a replay holds. */
export function zstdFrame(content: Uint8Array): Uint8Array {
  const size = content.length;
  if (size > SIZE_MAX) throw new RangeError(`${size} bytes, at most ${SIZE_MAX} make a frame`);
  const sizeField =
    size < SIZE_OFFSET
      ? [SINGLE_SEGMENT, size]
      : [SINGLE_SEGMENT | (1 << 6), (size - SIZE_OFFSET) & 0xff, (size - SIZE_OFFSET) >> 8];
  return joined(u32(MAGIC), Uint8Array.from(sizeField), lastBlock(content));
}

/** A block that is the last; one byte that repeats is written once. */
function lastBlock(content: Uint8Array): Uint8Array {
  const size = content.length;
  const repeats =
    size > 1 && size < BLOCK_BYTES_MAX && content.every((byte) => byte === content[0]);
  const head = 1 | ((repeats ? RLE : RAW) << 1) | (size << 3);
  const bytes = u32(head).subarray(0, 3);
  return joined(bytes, repeats ? content.subarray(0, 1) : content);
}
