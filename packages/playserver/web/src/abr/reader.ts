// Reads a replay file, as in docs/formats/replay.md. Does not simulate.
import { sha256 } from "@noble/hashes/sha2.js";
import { unzlibSync } from "fflate";
import { checkOptions, EngineError, parseU64 } from "../engine/engine";
import { END_CAUSES, ENV_ID, N_ACTIONS, OPTIONS, SPEC_DIGEST } from "../generated/spec";
import { concatBytes } from "./bytes";
import { shortDigest } from "../lib/format";
import {
  HEADER_DICTIONARY,
  type ReplayHeader,
  type ReplayParent,
  type ReplayPlayer,
} from "./header_json";
import { AbrError, RECORD, recordsOf, type AbrRecord } from "./records";
import { unzstd } from "./unzstd";
import { hex, type ReplayBlock, type ReplayResult } from "./writer";

export { AbrError } from "./records";

/** The training run of a policy. */
export interface ReplayTraining {
  readonly config_digest: string;
  readonly window: number;
}

export interface ReadHeader extends ReplayHeader {
  readonly training: ReplayTraining | null;
}

export interface ReadBlock extends ReplayBlock {
  /** The state after its last step, if the file has it. */
  readonly checkpoint: Uint8Array | null;
}

/** The content of a replay file; only a simulation can verify it. */
export interface Replay {
  readonly header: ReadHeader;
  /** The start as the engine's state bytes; null if it starts at a reset. */
  readonly state: Uint8Array | null;
  readonly blocks: readonly ReadBlock[];
  readonly result: ReplayResult;
  /** All requested actions; N_ACTIONS stands for any action outside the space. */
  readonly actions: Uint8Array;
  /** 64 hexadecimal digits: identifies the replay independently of its compression. */
  readonly contentDigest: string;
}

const JSON_BYTES_MAX = 65_536;
const STATE_BYTES_MAX = 65_536;
const BLOCK_STEPS_MAX = 65_536;
const BLOCKS_MAX = 16_384;
const STEPS_MAX = OPTIONS.find((option) => option.name === "time_max")!.high; // a tick or more per step
const BLOCK_HEAD_BYTES = 40;
const RESULT_BYTES = 73;
const CONTENT_DIGEST_BYTES = 32;
const DIGEST_BYTES = 16;
const HEADER_KEYS: ReadonlySet<string> = new Set([
  ...["env_id", "spec_digest", "options", "seed", "episode", "start", "parent"],
  ...["player", "training", "block_steps"],
]);

/**
 * Read a whole replay.
 *
 * @throws AbrError The bytes are not a complete replay of this spec; the message names the fault and its place.
 */
export function readReplay(file: Uint8Array): Replay {
  const records = recordsOf(file);
  const { json, header } = headerOf(next(records, "the header"));
  const state = header.start === "state" ? stateOf(next(records, "its state")) : null;
  const blocks: ReadBlock[] = [];
  const hash = sha256.create().update(json);
  if (state !== null) hash.update(state);
  for (const record of records) {
    if (record.type === RECORD.block) {
      const block = blockOf(record, header, blocks);
      hash.update(record.payload.subarray(0, BLOCK_HEAD_BYTES)).update(block.actions);
      blocks.push(block);
    } else if (record.type === RECORD.checkpoint) {
      addCheckpoint(record, blocks);
    } else if (record.type === RECORD.result) {
      const result = resultOf(record, blocks);
      hash.update(record.payload.subarray(CONTENT_DIGEST_BYTES));
      const contentDigest = hex(hash.digest());
      if (hex(record.payload.subarray(0, CONTENT_DIGEST_BYTES)) !== contentDigest) {
        throw new AbrError("result: the content digest does not match");
      }
      if (!records.next().done) throw new AbrError("there is data after the result");
      const actions = concatBytes(...blocks.map((block) => block.actions));
      return { header, state, blocks, result, actions, contentDigest };
    } else {
      throw new AbrError(
        `record at byte ${record.offset}: type ${record.type} appears a second time`,
      );
    }
  }
  throw new AbrError("cut off before the result");
}

function next(records: Generator<AbrRecord>, what: string): AbrRecord {
  const record = records.next();
  if (record.done) throw new AbrError(`cut off before ${what}`);
  return record.value;
}

function headerOf(record: AbrRecord): { json: Uint8Array; header: ReadHeader } {
  if (record.type !== RECORD.header) throw new AbrError("the first record is not the header");
  const json = inflated(record.payload);
  try {
    return { json, header: headerFrom(JSON.parse(new TextDecoder().decode(json))) };
  } catch (error) {
    if (error instanceof AbrError) throw error;
    const isOurs = error instanceof EngineError || error instanceof SyntaxError;
    throw new AbrError(`header: ${isOurs ? error.message : "a value has the wrong type"}`);
  }
}

function inflated(payload: Uint8Array): Uint8Array {
  let json: Uint8Array;
  try {
    // data beyond `out` is dropped: one byte more than allowed shows that there is too much
    const out = new Uint8Array(JSON_BYTES_MAX + 1);
    json = unzlibSync(payload, { out, dictionary: HEADER_DICTIONARY });
  } catch (error) {
    throw new AbrError(`header: it cannot be decompressed: ${String(error)}`);
  }
  if (json.length > JSON_BYTES_MAX) throw new AbrError(`header: more than ${JSON_BYTES_MAX} bytes`);
  return json;
}

function headerFrom(value: Readonly<Record<string, unknown>>): ReadHeader {
  if (value["spec_digest"] !== SPEC_DIGEST) {
    const [theirs, ours] = [String(value["spec_digest"]), SPEC_DIGEST].map(shortDigest);
    throw new AbrError(
      `spec digest is ${theirs}, this page has ${ours}: the replay is from another version of the world`,
    );
  }
  if (value["env_id"] !== ENV_ID) {
    throw new AbrError(`header: env_id is ${String(value["env_id"])}, expected ${ENV_ID}`);
  }
  if (value["start"] !== "reset" && value["start"] !== "state") {
    throw new AbrError(`header: start is ${String(value["start"])}, expected reset or state`);
  }
  const extra = Object.entries(value).filter(([key]) => !HEADER_KEYS.has(key));
  return {
    options: { ...checkOptions(value["options"] as Readonly<Record<string, unknown>>) },
    seed: parseU64("seed", String(value["seed"])),
    episode: parseU64("episode", String(value["episode"])),
    start: value["start"],
    parent: (value["parent"] ?? null) as ReplayParent | null,
    player: value["player"] as ReplayPlayer,
    training: (value["training"] ?? null) as ReplayTraining | null,
    blockSteps: within("block_steps", value["block_steps"], 1, BLOCK_STEPS_MAX),
    extra: Object.fromEntries(extra),
  };
}

function within(name: string, value: unknown, low: number, high: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) {
    return value;
  }
  throw new AbrError(`${name} is ${String(value)}, expected ${low}..${high}`);
}

function stateOf(record: AbrRecord): Uint8Array {
  const where = `state at byte ${record.offset}`;
  if (record.type !== RECORD.state) throw new AbrError(`${where}: the record is not a state`);
  return unzstd(record.payload, STATE_BYTES_MAX, where);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function blockOf(record: AbrRecord, header: ReadHeader, before: readonly ReadBlock[]): ReadBlock {
  const where = `block ${before.length} at byte ${record.offset}`;
  const { payload } = record;
  const last = before.at(-1);
  if (last !== undefined && last.actions.length !== header.blockSteps) {
    throw new AbrError(`${where}: the block before it is not full`);
  }
  if (before.length === BLOCKS_MAX) throw new AbrError(`${where}: more than ${BLOCKS_MAX} blocks`);
  if (payload.length < BLOCK_HEAD_BYTES) throw new AbrError(`${where}: too few bytes for a block`);
  const view = viewOf(payload);
  const steps = within(`${where}: steps`, view.getUint32(0, true), 1, header.blockSteps);
  if (before.length * header.blockSteps + steps > STEPS_MAX) {
    throw new AbrError(`${where}: more than ${STEPS_MAX} steps in all`);
  }
  const actions = unzstd(payload.subarray(BLOCK_HEAD_BYTES), steps, where);
  if (actions.length < steps) {
    throw new AbrError(`${where}: ${actions.length} actions, expected ${steps}`);
  }
  for (const action of actions) within(`${where}: action`, action, 0, N_ACTIONS);
  return {
    actions,
    digest: payload.slice(4, 4 + DIGEST_BYTES),
    total: view.getFloat64(20, true),
    credits: view.getFloat64(28, true),
    tick: view.getUint32(36, true),
    checkpoint: null,
  };
}

function addCheckpoint(record: AbrRecord, blocks: ReadBlock[]): void {
  const where = `checkpoint at byte ${record.offset}`;
  const last = blocks.pop();
  if (last === undefined || last.checkpoint !== null) {
    throw new AbrError(`${where}: there is no block before it`);
  }
  blocks.push({ ...last, checkpoint: unzstd(record.payload, STATE_BYTES_MAX, where) });
}

function resultOf({ payload }: AbrRecord, blocks: readonly ReadBlock[]): ReplayResult {
  if (payload.length !== RESULT_BYTES) {
    throw new AbrError(`result: ${payload.length} bytes, expected ${RESULT_BYTES}`);
  }
  const view = viewOf(payload);
  const [steps, cause] = [view.getUint32(64, true), payload[72]!];
  const there = blocks.reduce((sum, block) => sum + block.actions.length, 0);
  if (steps !== there) throw new AbrError(`result: steps is ${steps}, the blocks have ${there}`);
  if (cause > END_CAUSES.length) {
    throw new AbrError(`result: end cause is ${cause}, expected 0..${END_CAUSES.length}`);
  }
  return {
    digest: payload.slice(CONTENT_DIGEST_BYTES, CONTENT_DIGEST_BYTES + DIGEST_BYTES),
    total: view.getFloat64(48, true),
    netProfit: view.getFloat64(56, true),
    steps,
    ticks: view.getUint32(68, true),
    endCause: END_CAUSES[cause - 1] ?? null,
  };
}
