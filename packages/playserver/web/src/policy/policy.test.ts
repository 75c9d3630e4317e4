// Policies in the page compute what torch computed: whole episodes of tests/policy_episodes/.
import { beforeAll, describe, expect, it } from "vitest";
import { checkOptions, type Engine } from "../engine/engine";
import { N_ACTIONS } from "../generated/spec";
import { fromBase64 } from "../lib/base64";
import { bytesOf, makeEngine, unzippedText } from "../testing/files";
import { PolicyPilot } from "./policy_pilot";
import { readPolicy, type PolicyFile } from "./policy_file";
import { draw, philox, uniformAt } from "./sampling";

const EPISODES = import.meta.glob<string>("../../../../../tests/policy_episodes/*.json.gz", {
  query: "?url&inline",
  import: "default",
});
const PRETRAINED = import.meta.glob<string>(
  "../../../../trainkit/src/trainkit/policies/pretrained_files/*.safetensors",
  { query: "?url&inline", import: "default" },
);
const TOLERANCE = 1e-5;

interface Episode {
  readonly policy_b64?: string;
  readonly pretrained?: string;
  readonly seed: string;
  readonly options: Record<string, unknown>;
  readonly actions: readonly number[];
  readonly probabilities_f32_b64: string;
  readonly values_f32_b64: string;
}

let engine: Engine;
beforeAll(async () => {
  engine = await makeEngine();
});

async function episodeOf(name: string): Promise<Episode> {
  const path = Object.keys(EPISODES).find((one) => one.endsWith(`/${name}.json.gz`))!;
  return JSON.parse(await unzippedText(await EPISODES[path]!())) as Episode;
}

async function bytesFor(episode: Episode): Promise<Uint8Array> {
  if (episode.policy_b64 !== undefined) return fromBase64(episode.policy_b64)!;
  const file = `/${episode.pretrained}.safetensors`;
  const path = Object.keys(PRETRAINED).find((one) => one.endsWith(file))!;
  return bytesOf(await PRETRAINED[path]!());
}

function pilotIn(policy: PolicyFile, episode: Episode, seed = 0n): PolicyPilot {
  const options = checkOptions(episode.options);
  const start = { seed: BigInt(episode.seed), episode: 0n, options, state: null };
  return new PolicyPilot(engine, policy, start, seed);
}

function floats(base64: string): Float32Array {
  return new Float32Array(fromBase64(base64)!.slice().buffer);
}

describe.each(Object.keys(EPISODES).map((path) => path.split("/").at(-1)!.split(".")[0]!))(
  "%s",
  (name) => {
    it("has the probabilities and values of torch in a whole episode", async () => {
      const episode = await episodeOf(name);
      const pilot = pilotIn(readPolicy(await bytesFor(episode)), episode);
      const probabilities = floats(episode.probabilities_f32_b64);
      const values = floats(episode.values_f32_b64);
      expect(values.length).toBe(episode.actions.length);
      let worst = 0;
      episode.actions.forEach((action, step) => {
        const decision = pilot.decide();
        decision.probabilities.forEach((p, a) => {
          worst = Math.max(worst, Math.abs(p - probabilities[step * N_ACTIONS + a]!));
        });
        worst = Math.max(worst, Math.abs(decision.value - values[step]!));
        pilot.take(action);
      });
      expect(worst).toBeLessThan(TOLERANCE);
      expect(pilot.hasEnded).toBe(true);
      pilot.close();
    });

    it("decides the same after going back and forward", async () => {
      const episode = await episodeOf(name);
      const pilot = pilotIn(readPolicy(await bytesFor(episode)), episode);
      const { actions } = episode;
      pilot.follow(actions.slice(0, 40));
      const there = pilot.decide();
      pilot.follow(actions.slice(0, 10));
      pilot.follow([...actions.slice(0, 10), 6, 6]);
      pilot.follow(actions.slice(0, 40));
      expect(pilot.decide()).toEqual(there);
      pilot.close();
    });
  },
);

describe("sampling", () => {
  it("is Philox4x32-10", () => {
    expect(philox(0n, 0)).toBe(0x6627e8d5); // Random123's known answer for zeros
  });

  it("is addressed by seed and step", () => {
    expect(uniformAt(7n, 3)).toBe(uniformAt(7n, 3));
    const numbers = Array.from({ length: 4000 }, (_, step) => uniformAt(7n, step));
    const mean = numbers.reduce((sum, u) => sum + u, 0) / numbers.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(uniformAt(8n, 3)).not.toBe(uniformAt(7n, 3));
    expect(uniformAt(7n + (1n << 32n), 3)).not.toBe(uniformAt(7n, 3));
  });

  it("draws only what is possible", () => {
    const probabilities = Float32Array.of(0, 0.25, 0, 0.75, 0);
    expect([0, 0.2499, 0.2501, 0.9999].map((u) => draw(probabilities, u))).toEqual([1, 1, 3, 3]);
  });

  it("repeats a flight with the seed and not with another", async () => {
    const episode = await episodeOf("trunk");
    const policy = readPolicy(await bytesFor(episode));
    const [first, again, other] = [1n, 1n, 2n].map((seed) => {
      const pilot = pilotIn(policy, episode, seed);
      while (!pilot.hasEnded) pilot.take(pilot.choose());
      pilot.close();
      return pilot.actions;
    });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe("readPolicy", () => {
  it("refuses damage, other files and other versions of the features", async () => {
    const episode = await episodeOf("features");
    const bytes = await bytesFor(episode);
    const damaged = bytes.slice();
    damaged[damaged.length - 1]! ^= 1;
    expect(() => readPolicy(damaged)).toThrow("damaged");
    expect(() => readPolicy(bytes.slice(0, 20))).toThrow("not a policy file");
    expect(() => readPolicy(new Uint8Array(3))).toThrow("not a policy file");
    const { header, tensors } = readPolicy(bytes);
    const later = { header: { ...header, features_version: 99 }, tensors };
    expect(() => pilotIn(later, episode)).toThrow("memory features of version 99, this page has 1");
  });
});
