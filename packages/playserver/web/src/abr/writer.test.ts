import { unzlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import { crc32 } from "./bytes";
import { HEADER_DICTIONARY, headerJson, type ReplayHeader } from "./header_json";
import { writeReplay, type ReplayContent } from "./writer";
import { zstdFrame } from "./zstd_frame";

const HEADER: ReplayHeader = {
  options: { time_max: 2000, fractures: true },
  seed: (1n << 64n) - 1n,
  episode: 0n,
  start: "reset",
  parent: null,
  player: { kind: "human", name: "Ann", version: "", digest: null },
  blockSteps: 2,
  extra: { practice: true },
};
const BLOCK = { digest: new Uint8Array(16).fill(7), total: 0.5, credits: 1, tick: 3 };
const CONTENT: ReplayContent = {
  header: HEADER,
  state: null,
  blocks: [{ ...BLOCK, actions: Uint8Array.of(6, 68) }],
  result: {
    digest: new Uint8Array(16).fill(9),
    total: 0.5,
    netProfit: 1,
    steps: 2,
    ticks: 3,
    endCause: "cashed_out",
  },
};

describe("crc32", () => {
  it("is that of zlib", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926); // its check value
  });
});

describe("headerJson", () => {
  it("sorts keys at every depth and writes 64-bit numbers as strings", () => {
    const text = new TextDecoder().decode(headerJson(HEADER));
    expect(text).toMatch(/^\{"block_steps":2,"env_id":"AsteroidProspector-v1","episode":"0","opt/);
    expect(text).toContain('"options":{"fractures":true,"time_max":2000},"parent":null,"player":');
    expect(text).toContain('"practice":true,"seed":"18446744073709551615","spec_digest":"');
  });

  it("refuses a seed beyond 64 bits", () => {
    expect(() => headerJson({ ...HEADER, seed: 1n << 64n })).toThrow("18446744073709551616");
  });
});

describe("zstdFrame", () => {
  // RFC 8878: magic, descriptor (single segment), content size, a last block's head, content
  it("holds bytes as they are", () => {
    const frame = zstdFrame(Uint8Array.of(1, 2, 3));
    expect([...frame]).toEqual([0x28, 0xb5, 0x2f, 0xfd, 0x20, 3, 1 | (3 << 3), 0, 0, 1, 2, 3]);
  });

  it("writes a byte that repeats once, and sizes from 256 on in two bytes less 256", () => {
    const frame = zstdFrame(new Uint8Array(300).fill(6));
    const head = 1 | (1 << 1) | (300 << 3);
    expect([...frame].slice(4)).toEqual([0x60, 300 - 256, 0, head & 0xff, head >> 8, 0, 6]);
  });
});

describe("writeReplay", () => {
  it("begins with the magic and a header that the dictionary unpacks", () => {
    const { bytes } = writeReplay(CONTENT);
    expect([...bytes.subarray(0, 9)]).toEqual([0x89, 0x41, 0x42, 0x52, 13, 10, 26, 1, 1]);
    const length = new DataView(bytes.buffer).getUint32(9, true);
    const packed = bytes.subarray(13, 13 + length);
    expect(unzlibSync(packed, { dictionary: HEADER_DICTIONARY })).toEqual(headerJson(HEADER));
  });

  it("refuses blocks that do not fit", () => {
    const longer = { ...BLOCK, actions: Uint8Array.of(6, 6, 6) };
    expect(() => writeReplay({ ...CONTENT, blocks: [longer] })).toThrow("block 0 has 3 steps");
    const other = { ...CONTENT.result, steps: 3 };
    expect(() => writeReplay({ ...CONTENT, result: other })).toThrow(
      "steps is 3, the blocks have 2",
    );
    const forked = { ...HEADER, start: "state" } as const;
    expect(() => writeReplay({ ...CONTENT, header: forked })).toThrow('start is "state"');
  });
});
