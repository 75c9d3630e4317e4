// Writes a replay file, as in docs/formats/replay.md. Does not simulate.
import { sha256 } from "@noble/hashes/sha2.js";
import { zlibSync } from "fflate";
import { END_CAUSES } from "../generated/spec";
import { crc32, f64, concatBytes, u32, u8 } from "./bytes";
import { HEADER_DICTIONARY, headerJson, type ReplayHeader } from "./header_json";
import { MAGIC_STEM, RECORD, VERSION } from "./records";
import { zstdFrame } from "./zstd_frame";

const MAGIC = Uint8Array.of(...MAGIC_STEM, VERSION);
const DIGEST_BYTES = 16;

/** Some steps and the world after the last one. */
export interface ReplayBlock {
  /** The requested actions; N_ACTIONS stands for any action outside the space. */
  readonly actions: Uint8Array;
  /** Of the world's canonical state, 16 bytes. */
  readonly digest: Uint8Array;
  /** Sum of all rewards so far. */
  readonly total: number;
  readonly credits: number;
  readonly tick: number;
}

/** The end of the episode or of the recording. */
export interface ReplayResult {
  readonly digest: Uint8Array;
  readonly total: number;
  readonly netProfit: number;
  readonly steps: number;
  readonly ticks: number;
  readonly endCause: (typeof END_CAUSES)[number] | null;
}

export interface ReplayContent {
  readonly header: ReplayHeader;
  /** The start as the engine's state bytes; null if it starts at a reset. */
  readonly state: Uint8Array | null;
  readonly blocks: readonly ReplayBlock[];
  readonly result: ReplayResult;
}

export interface ReplayFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 64 hexadecimal digits: identifies the replay independently of its compression. */
  readonly contentDigest: string;
}

/**
 * Write a whole replay.
 *
 * @throws RangeError Blocks, steps and header are inconsistent.
 */
export function writeReplay(content: ReplayContent): ReplayFile {
  check(content);
  const { header, state, blocks, result } = content;
  const json = headerJson(header);
  const tail = resultTail(result);
  const digest = sha256(
    concatBytes(
      json,
      state ?? new Uint8Array(),
      ...blocks.flatMap((b) => [blockHead(b), b.actions]),
      tail,
    ),
  );
  const packed = zlibSync(json, { level: 9, dictionary: HEADER_DICTIONARY });
  const bytes = concatBytes(
    MAGIC,
    record(RECORD.header, packed),
    ...(state === null ? [] : [record(RECORD.state, zstdFrame(state))]),
    ...blocks.map((b) => record(RECORD.block, concatBytes(blockHead(b), zstdFrame(b.actions)))),
    record(RECORD.result, concatBytes(digest, tail)),
  );
  return { bytes, contentDigest: hex(digest) };
}

function check({ header, state, blocks, result }: ReplayContent): void {
  if ((state !== null) !== (header.start === "state")) {
    throw new RangeError(`start is "${header.start}": a state comes with "state" only`);
  }
  blocks.forEach((block, index) => {
    const isLast = index === blocks.length - 1;
    const steps = block.actions.length;
    if (isLast ? steps < 1 || steps > header.blockSteps : steps !== header.blockSteps) {
      throw new RangeError(`block ${index} has ${steps} steps, expected ${header.blockSteps}`);
    }
  });
  const steps = blocks.reduce((sum, block) => sum + block.actions.length, 0);
  if (steps !== result.steps) {
    throw new RangeError(`steps is ${result.steps}, the blocks have ${steps}`);
  }
}

function record(type: number, payload: Uint8Array): Uint8Array {
  const covered = concatBytes(u8(type), u32(payload.length), payload);
  return concatBytes(covered, u32(crc32(covered)));
}

function digestBytes(digest: Uint8Array): Uint8Array {
  if (digest.length !== DIGEST_BYTES) {
    throw new RangeError(`a state digest has ${digest.length} bytes, expected ${DIGEST_BYTES}`);
  }
  return digest;
}

function blockHead({ actions, digest, total, credits, tick }: ReplayBlock): Uint8Array {
  return concatBytes(u32(actions.length), digestBytes(digest), f64(total), f64(credits), u32(tick));
}

function resultTail({
  digest,
  total,
  netProfit,
  steps,
  ticks,
  endCause,
}: ReplayResult): Uint8Array {
  const cause = endCause === null ? 0 : END_CAUSES.indexOf(endCause) + 1;
  return concatBytes(
    digestBytes(digest),
    f64(total),
    f64(netProfit),
    u32(steps),
    u32(ticks),
    u8(cause),
  );
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
