// The files of every release, as replaykit keeps them with what they hold.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../engine/engine";
import { bytesOf, makeEngine } from "../testing/files";
import { AbrError, readReplay } from "./reader";
import { verifyReplay } from "./verify";
import { hex, writeReplay } from "./writer";

interface Stated {
  readonly actions: readonly number[];
  readonly blocks: readonly {
    readonly steps: number;
    readonly digest: string;
    readonly return: number;
    readonly credits: number;
    readonly tick: number;
    readonly checkpoint: string | null;
  }[];
  readonly header: Readonly<Record<string, unknown>>;
  /** Missing where the file has none. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly state: string | null;
}

const FOLDER = "../../../../replaykit/tests/data";
const FILES = import.meta.glob<string>("../../../../replaykit/tests/data/*/*.abr", {
  query: "?url&inline",
  import: "default",
});
const FACTS = import.meta.glob<Stated>("../../../../replaykit/tests/data/*/*.json", {
  eager: true,
  import: "default",
});
const NAMES = Object.keys(FILES).map((path) => path.slice(FOLDER.length + 1, -".abr".length));
const WHOLE = NAMES.filter((name) => statedOf(name).result !== undefined);

async function fileOf(name: string): Promise<Uint8Array> {
  return bytesOf(await FILES[`${FOLDER}/${name}.abr`]!());
}

function statedOf(name: string): Stated {
  return FACTS[`${FOLDER}/${name}.json`]!;
}

describe("readReplay", () => {
  it("has files to read", () => {
    expect(WHOLE.length).toBeGreaterThanOrEqual(12);
  });

  it.each(WHOLE)("reads %s", async (name) => {
    const replay = readReplay(await fileOf(name));
    const stated = statedOf(name);
    expect([...replay.actions]).toEqual(stated.actions);
    const { header } = replay;
    expect({
      ...header.extra,
      ...{ options: header.options, start: header.start, parent: header.parent },
      ...{ player: header.player, training: header.training, block_steps: header.blockSteps },
      ...{ seed: String(header.seed), episode: String(header.episode) },
      ...{ env_id: stated.header["env_id"], spec_digest: stated.header["spec_digest"] },
    }).toEqual(stated.header);
    expect(
      replay.blocks.map((block) => ({
        ...{ steps: block.actions.length, digest: hex(block.digest), return: block.total },
        ...{ credits: block.credits, tick: block.tick },
        checkpoint: block.checkpoint === null ? null : bytesToHex(sha256(block.checkpoint)),
      })),
    ).toEqual(stated.blocks);
    expect(replay.state === null ? null : bytesToHex(sha256(replay.state))).toBe(stated.state);
    const { result } = replay;
    expect({
      ...{ content: replay.contentDigest, digest: hex(result.digest), return: result.total },
      ...{ net_profit: result.netProfit, steps: result.steps, ticks: result.ticks },
      end_cause: result.endCause,
    }).toEqual(stated.result);
  });

  it.each(NAMES.filter((name) => !WHOLE.includes(name)))(
    "refuses %s, which has no result",
    async (name) => {
      const file = await fileOf(name);
      expect(() => readReplay(file)).toThrow("cut off");
    },
  );

  it("refuses a file that was cut off anywhere", async () => {
    const file = await fileOf("0.1.0/small_blocks_and_checkpoints");
    for (let size = 0; size < file.length; size += 1) {
      expect(() => readReplay(file.subarray(0, size))).toThrow(AbrError);
    }
  });

  it("refuses every flipped bit", async () => {
    const file = await fileOf("0.1.0/fork");
    for (let at = 0; at < file.length; at += 1) {
      const damaged = file.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(() => readReplay(damaged), `byte ${at}`).toThrow(AbrError);
    }
  });

  it("reads what the page writes", async () => {
    const replay = readReplay(await fileOf("0.1.0/stopped"));
    const { header, state, blocks, result } = replay;
    expect(header.training).toBeNull(); // the page writes no other
    const again = readReplay(writeReplay({ header, state, blocks, result }).bytes);
    expect(again.contentDigest).toBe(replay.contentDigest);
    expect(again.actions).toEqual(replay.actions);
  });
});

describe("verifyReplay", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await makeEngine();
  });

  it.each(WHOLE)("finds %s true", async (name) => {
    const verdict = await verifyReplay(engine, readReplay(await fileOf(name)));
    expect(verdict.message).toMatch(/^true/);
    expect(verdict.is_true).toBe(true);
  });

  it("names the false value", async () => {
    const replay = readReplay(await fileOf("0.1.0/small_blocks_and_checkpoints"));
    const { blocks, result } = replay;
    const [first, ...rest] = blocks;
    const richer = { ...replay, blocks: [{ ...first!, credits: first!.credits + 1 }, ...rest] };
    expect((await verifyReplay(engine, richer)).message).toContain("block 0");
    const longer = { ...replay, result: { ...result, ticks: result.ticks + 1 } };
    expect((await verifyReplay(engine, longer)).message).toContain("result: ticks is stated as");
    const actions = first!.actions.map((action) => (action === 6 ? 11 : 6));
    const other = { ...replay, blocks: [{ ...first!, actions }, ...rest] };
    expect((await verifyReplay(engine, other)).is_true).toBe(false);
  });
});
