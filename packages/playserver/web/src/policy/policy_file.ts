// Reads a policy file: docs/formats/policy.md. Nothing in it is code.
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "../abr/writer";
import { EngineError } from "../engine/engine";
import { NUM_FEATURES } from "../engine/ship_memory";
import { N_ACTIONS, OBS_DIM, SPEC_DIGEST } from "../generated/spec";
import { shortDigest } from "../lib/format";

const FORMAT = "prospector-policy";
const SCHEMA = 1;
export interface PolicyHeader {
  readonly format: string;
  readonly schema: number;
  readonly name: string;
  readonly spec_digest: string;
  readonly algorithm: "maskable_ppo" | "ppo" | "recurrent_ppo" | "random";
  readonly masks: boolean;
  /** Options of the worlds that it was trained in. */
  readonly env: Readonly<Record<string, unknown>>;
  readonly network: {
    readonly hidden: readonly number[];
    readonly activation: "relu" | "tanh";
    readonly shared_trunk: boolean;
    readonly engineered_features: boolean;
    /** Older files lack the key: 1. */
    readonly frame_stack?: number;
    /** Layers before the LSTM; older files lack the key. */
    readonly encoder?: readonly number[];
    readonly lstm_size: number;
  };
  readonly features_version: number | null;
  readonly normaliser: { readonly clip: number } | null;
  /** SHA-256 of the tensors: identifies the policy, also in the header of replays. */
  readonly weights_digest: string;
}

export interface PolicyFile {
  readonly header: PolicyHeader;
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Why a file cannot be used, in one sentence. */
export class PolicyError extends EngineError {}

/**
 * Read a policy file.
 *
 * @throws PolicyError The file is another kind of file, damaged, or of another world.
 */
export function readPolicy(file: Uint8Array): PolicyFile {
  const { entries, body } = partsOf(file);
  const { __metadata__: metadata, ...tensors } = entries;
  const header = headerOf(metadata);
  const digest = hex(sha256(body));
  if (digest !== header.weights_digest) {
    const [found, stated] = [shortDigest(digest), shortDigest(header.weights_digest)];
    throw new PolicyError(
      `The policy file is damaged: its tensors have digest ${found}, its header states ${stated}.`,
    );
  }
  const read = new Map(
    Object.entries(tensors).map(([name, entry]) => [name, floats(body, name, entry)]),
  );
  checkShapes(header, tensors);
  return { header, tensors: read };
}

function partsOf(file: Uint8Array): {
  readonly entries: Record<string, Entry> & { readonly __metadata__?: unknown };
  readonly body: Uint8Array;
} {
  try {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const length = Number(view.getBigUint64(0, true));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(8, 8 + length));
    return { entries: JSON.parse(text), body: file.subarray(8 + length) };
  } catch {
    throw new PolicyError("This is not a policy file. Make one with `trainkit export RUN`.");
  }
}

function headerOf(metadata: unknown): PolicyHeader {
  let header: PolicyHeader | null = null;
  try {
    header = JSON.parse((metadata as { readonly policy: string }).policy) as PolicyHeader;
  } catch {
    // reported below
  }
  if (header?.format !== FORMAT) {
    throw new PolicyError("This file has no policy's header. Make one with `trainkit export RUN`.");
  }
  if (header.schema !== SCHEMA) {
    throw new PolicyError(
      `The policy file has schema ${header.schema}, this page reads ${SCHEMA}.`,
    );
  }
  if (header.spec_digest !== SPEC_DIGEST) {
    const [theirs, ours] = [shortDigest(header.spec_digest), shortDigest(SPEC_DIGEST)];
    throw new PolicyError(`The policy is of the world ${theirs}, this page has ${ours}.`);
  }
  return header;
}

/** A tensor of the file, copied: it may lie at any offset. */
function floats(body: Uint8Array, name: string, { dtype, data_offsets: [first, end] }: Entry) {
  if (dtype !== "F32") throw new PolicyError(`Tensor ${name} is ${dtype}, expected F32.`);
  return new Float32Array(body.slice(first, end).buffer);
}

/** The inputs of the first layer: the latest observations, each with its memory features. */
export function inputsOf({ network }: PolicyHeader): number {
  const { engineered_features: hasFeatures, frame_stack: frames = 1 } = network;
  return frames * (OBS_DIM + (hasFeatures ? NUM_FEATURES : 0));
}

/** Refuse tensors other than those that algorithm and network imply. */
function checkShapes(header: PolicyHeader, given: Readonly<Record<string, Entry>>): void {
  const expected = shapesOf(header);
  for (const name of new Set([...expected.keys(), ...Object.keys(given)])) {
    const [wanted, found] = [expected.get(name)?.join("×"), given[name]?.shape.join("×")];
    if (wanted !== found) {
      throw new PolicyError(
        `Tensor ${name} of the policy is ${found ?? "absent"}, expected ${wanted ?? "none"}.`,
      );
    }
  }
}

function shapesOf(header: PolicyHeader): ReadonlyMap<string, readonly number[]> {
  const { hidden, shared_trunk: isShared, encoder = [], lstm_size: units } = header.network;
  const shapes = new Map<string, readonly number[]>();
  const inputs = inputsOf(header);
  const linear = (name: string, outputs: number, size: number): void => {
    shapes.set(`${name}.weight`, [outputs, size]).set(`${name}.bias`, [outputs]);
  };
  if (header.normaliser !== null) {
    shapes.set("normaliser.mean", [inputs]).set("normaliser.scale", [inputs]);
  }
  const isRecurrent = header.algorithm === "recurrent_ppo";
  if (isRecurrent) {
    encoder.forEach((outputs, at) => {
      linear(`encoder.${at}`, outputs, encoder[at - 1] ?? inputs);
    });
    for (const name of isShared ? ["lstm"] : ["lstm", "critic_lstm"]) {
      linear(`${name}.input`, 4 * units, encoder.at(-1) ?? inputs);
      linear(`${name}.hidden`, 4 * units, units);
    }
  }
  for (const name of isShared && !isRecurrent ? ["trunk"] : ["actor", "critic"]) {
    hidden.forEach((outputs, at) => {
      linear(`${name}.${at}`, outputs, hidden[at - 1] ?? (isRecurrent ? units : inputs));
    });
  }
  linear("policy", N_ACTIONS, hidden.at(-1)!);
  linear("value", 1, hidden.at(-1)!);
  return shapes;
}
