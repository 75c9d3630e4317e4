// Runs a policy's network, as docs/formats/policy.md describes: float32 values, sums in float64.
import { N_ACTIONS } from "../generated/spec";
import { inputsOf, type PolicyFile } from "./policy_file";

/** What a policy makes of an observation. */
export interface Decision {
  /** Of each action; 0 for illegal ones. */
  readonly probabilities: Float32Array;
  /** The expected sum of rewards to come, in the scaled rewards of its training. */
  readonly value: number;
  /** Of the probabilities, in nats: 0 is certain. */
  readonly entropy: number;
}

/** Hidden and cell state of each LSTM. */
export type Recurrent = readonly (readonly [hidden: Float32Array, cell: Float32Array])[];

type Layer = (x: Float32Array) => Float32Array;
type Stack = "encoder" | "trunk" | "actor" | "critic";

const LSTMS = ["lstm", "critic_lstm"] as const;

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export class Network {
  readonly isRecurrent: boolean;
  private readonly file: PolicyFile;
  private readonly normalisedInputs: Float32Array;
  private readonly lstms: readonly string[];
  private readonly layers: Readonly<Record<Stack, readonly Layer[]>>;
  private readonly gates: ReadonlyMap<string, { readonly input: Layer; readonly past: Layer }>;
  private readonly policy: Layer;
  private readonly value: Layer;

  constructor(file: PolicyFile) {
    this.file = file;
    this.normalisedInputs = new Float32Array(inputsOf(file.header));
    this.lstms = LSTMS.filter((name) => file.tensors.has(`${name}.input.weight`));
    this.isRecurrent = this.lstms.length > 0;
    this.layers = {
      encoder: this.stackOf("encoder"),
      trunk: this.stackOf("trunk"),
      actor: this.stackOf("actor"),
      critic: this.stackOf("critic"),
    };
    this.gates = new Map(
      this.lstms.map((name) => {
        const [input, past] = [this.linear(`${name}.input`), this.linear(`${name}.hidden`)];
        return [name, { input, past }];
      }),
    );
    this.policy = this.linear("policy");
    this.value = this.linear("value");
  }

  /** The state at the start of an episode: zeros. */
  initialState(): Recurrent {
    const units = this.file.header.network.lstm_size;
    return this.lstms.map(() => [new Float32Array(units), new Float32Array(units)]);
  }

  /**
   * @param inputs As many as the policy reads, before they are normalized.
   * @param mask Which actions are legal.
   * @param state Before the observation.
   * @returns The decision, and the state after the observation.
   */
  run(
    inputs: Float32Array,
    mask: Uint8Array,
    state: Recurrent,
  ): { readonly decision: Decision; readonly state: Recurrent } {
    const through = (stack: readonly Layer[], input: Float32Array): Float32Array =>
      stack.reduce((values, layer) => layer(values), input);
    const x = through(this.layers.encoder, this.normalised(inputs));
    const next = this.lstms.map((name, at) => this.lstm(name, x, state[at]!));
    const trunk = through(this.layers.trunk, next[0]?.[0] ?? x);
    const logits = this.policy(through(this.layers.actor, trunk));
    // the last LSTM is the critic's, if it has one of its own
    const value = this.value(through(this.layers.critic, next.at(-1)?.[0] ?? trunk))[0]!;
    const legal = this.file.header.masks ? mask : null;
    return { decision: { ...softmax(logits, legal), value }, state: next };
  }

  private tensor(name: string): Float32Array {
    return this.file.tensors.get(name)!; // readPolicy has checked the names
  }

  private normalised(inputs: Float32Array): Float32Array {
    const { normaliser } = this.file.header;
    if (normaliser === null) return inputs;
    const { normalisedInputs: x } = this;
    const [mean, scale] = [this.tensor("normaliser.mean"), this.tensor("normaliser.scale")];
    const limit = normaliser.clip;
    for (let i = 0; i < x.length; i += 1) {
      const scaled = Math.fround(inputs[i]! - mean[i]!) * scale[i]!;
      x[i] = Math.min(Math.max(scaled, -limit), limit);
    }
    return x;
  }

  private stackOf(name: Stack): readonly Layer[] {
    const layers: Layer[] = [];
    while (this.file.tensors.has(`${name}.${layers.length}.weight`)) {
      layers.push(this.activated(this.linear(`${name}.${layers.length}`)));
    }
    return layers;
  }

  private activated(layer: Layer): Layer {
    const isRelu = this.file.header.network.activation === "relu";
    return (input) => {
      const x = layer(input);
      for (let i = 0; i < x.length; i += 1) x[i] = isRelu ? Math.max(x[i]!, 0) : Math.tanh(x[i]!);
      return x;
    };
  }

  /** The layer writes into its own array, which the next call overwrites. */
  private linear(name: string): Layer {
    const [weight, bias] = [this.tensor(`${name}.weight`), this.tensor(`${name}.bias`)];
    const [outputs, size] = [bias.length, weight.length / bias.length];
    const y = new Float32Array(outputs);
    return (x) => {
      for (let row = 0, at = 0; row < outputs; row += 1) {
        // four sums at once: each addition need not wait for the one before
        let [a, b, c, d] = [bias[row]!, 0, 0, 0];
        let column = 0;
        for (; column + 3 < size; column += 4, at += 4) {
          a += weight[at]! * x[column]!;
          b += weight[at + 1]! * x[column + 1]!;
          c += weight[at + 2]! * x[column + 2]!;
          d += weight[at + 3]! * x[column + 3]!;
        }
        for (; column < size; column += 1, at += 1) a += weight[at]! * x[column]!;
        y[row] = a + b + (c + d);
      }
      return y;
    };
  }

  private lstm(
    name: string,
    x: Float32Array,
    [hidden, cell]: readonly [Float32Array, Float32Array],
  ): readonly [Float32Array, Float32Array] {
    const { input, past } = this.gates.get(name)!;
    const [a, b] = [input(x), past(hidden)];
    const units = hidden.length;
    const [nextHidden, nextCell] = [new Float32Array(units), new Float32Array(units)];
    for (let u = 0; u < units; u += 1) {
      const [i, f, g, o] = [0, 1, 2, 3].map((block) => {
        const at = block * units + u;
        return a[at]! + b[at]!;
      }) as [number, number, number, number];
      nextCell[u] = sigmoid(f) * cell[u]! + sigmoid(i) * Math.tanh(g);
      nextHidden[u] = sigmoid(o) * Math.tanh(nextCell[u]!);
    }
    return [nextHidden, nextCell];
  }
}

/** @param mask Legal actions; null counts all as legal. */
function softmax(
  logits: Float32Array,
  mask: Uint8Array | null,
): { readonly probabilities: Float32Array; readonly entropy: number } {
  const isLegal = (action: number): boolean => mask === null || mask[action] === 1;
  let most = -Infinity;
  for (let a = 0; a < N_ACTIONS; a += 1) if (isLegal(a)) most = Math.max(most, logits[a]!);
  const weights = new Float64Array(N_ACTIONS);
  let sum = 0;
  for (let a = 0; a < N_ACTIONS; a += 1) {
    if (isLegal(a)) sum += weights[a] = Math.exp(logits[a]! - most);
  }
  const probabilities = new Float32Array(N_ACTIONS);
  let entropy = 0;
  for (let a = 0; a < N_ACTIONS; a += 1) {
    const p = weights[a]! / sum;
    probabilities[a] = p;
    if (p > 0) entropy -= p * Math.log(p);
  }
  return { probabilities, entropy };
}
