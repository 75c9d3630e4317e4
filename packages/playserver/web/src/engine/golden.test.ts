// The recorded episodes, played in the page's engine: every bit as it was recorded.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { beforeAll, describe, expect, it } from "vitest";
import { INFO_KEYS } from "../generated/spec";
import { makeEngine, unzippedText } from "../testing/files";
import type { Engine, EnvOptions, World } from "./engine";

/** As tests/golden/README.md describes them. */
interface Recording {
  readonly seed: string;
  readonly episode: string;
  readonly options: Partial<EnvOptions>;
  readonly actions: readonly number[];
  readonly reward: readonly string[];
  readonly obs_sha: readonly string[];
  readonly mask_sha: readonly string[];
  readonly credits: readonly string[];
  readonly flags: readonly number[];
  readonly dt: readonly number[];
  readonly events: readonly number[];
  readonly reset_obs_f32_b64: string;
  readonly reset_mask: string;
  readonly final_obs_f32_b64: string;
  readonly final_info: Readonly<Record<string, number | boolean | string>>;
}

const FILES = import.meta.glob<string>("../../../../../tests/golden/*.json.gz", {
  query: "?url&inline",
  import: "default",
});

/** A binary64 as Python's `float.hex` writes it: sign, 1 or 0, 13 digits, and a power of 2. */
function fromHex(text: string): number {
  const [, sign, whole, digits, power] = /^(-?)0x([01])\.([0-9a-f]+)p([+-]\d+)$/.exec(text)!;
  const mantissa = parseInt(whole! + digits!, 16) * 2 ** (-4 * digits!.length);
  return (sign === "-" ? -1 : 1) * mantissa * 2 ** Number(power);
}

/** JavaScript's numbers would round a seed: it becomes a string. */
function parse(json: string): Recording {
  return JSON.parse(json.replace(/"(seed|episode)":(\d+)/g, '"$1":"$2"')) as Recording;
}

function sha(bytes: Uint8Array, digits: number): string {
  return bytesToHex(sha256(bytes)).slice(0, digits);
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function observationBytes(world: World): Uint8Array {
  return new Uint8Array(world.observation().buffer);
}

/** What a recording has of a step, from the current state of the world. */
function factsOf(world: World, flags: number): readonly unknown[] {
  const { credits, dt, events } = world.info();
  const [observed, legal] = [sha(observationBytes(world), 12), sha(world.mask(), 6)];
  return [world.reward, observed, legal, credits, flags, dt, events];
}

function play(world: World, recording: Recording): void {
  let credits = 0;
  recording.actions.forEach((action, i) => {
    const { terminated, truncated } = world.step(action);
    if (recording.credits[i] !== "") credits = fromHex(recording.credits[i]!);
    const { reward, obs_sha, mask_sha, flags, dt, events } = recording;
    const recorded = [fromHex(reward[i]!), obs_sha[i], mask_sha[i], credits];
    const found = factsOf(world, Number(terminated) + 2 * Number(truncated));
    expect(found, `step ${i}`).toEqual([...recorded, flags[i], dt[i], events[i]]);
  });
}

describe("fromHex", () => {
  it("reads what Python writes", () => {
    expect(fromHex("0x1.8000000000000p+1")).toBe(3);
    expect(fromHex("-0x1.999999999999ap-4")).toBe(-0.1);
    expect(fromHex("0x0.0p+0")).toBe(0);
  });
});

describe("recorded episodes", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await makeEngine();
  });

  it("are there", () => {
    expect(Object.keys(FILES).length).toBeGreaterThanOrEqual(34);
  });

  it.each(Object.entries(FILES))("%s", async (_, open) => {
    const recording = await parse(await unzippedText(await open()));
    const world = engine.createWorld();
    world.reset(BigInt(recording.seed), recording.options, BigInt(recording.episode));
    expect(base64(observationBytes(world))).toBe(recording.reset_obs_f32_b64);
    expect(world.mask().join("")).toBe(recording.reset_mask);

    play(world, recording);

    expect(base64(observationBytes(world))).toBe(recording.final_obs_f32_b64);
    const info = world.info();
    for (const { name } of INFO_KEYS) {
      const recorded = recording.final_info[name]!;
      expect(info[name], name).toBe(typeof recorded === "string" ? fromHex(recorded) : +recorded);
    }
    expect(world.endCause).toBe(recording.final_info["end_cause"] ?? null);
    world.close();
  });
});
