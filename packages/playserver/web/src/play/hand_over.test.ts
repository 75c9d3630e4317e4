// Flights that change hands: from a policy's replay to a person, and between both in a flight.
import { beforeAll, describe, expect, it } from "vitest";
import { readReplay } from "../abr/reader";
import { verifyReplay } from "../abr/verify";
import { DEFAULT_OPTIONS, type Engine } from "../engine/engine";
import { fromBase64 } from "../lib/base64";
import { flyAndRecord } from "../player/live_flight";
import { readPolicy, type PolicyFile } from "../policy/policy_file";
import { makeEngine, unzippedText } from "../testing/files";
import { hallRefusal } from "./flight";
import { freshFlight } from "./flight_form";
import { packFlight, unpackFlight } from "./flight_storage";
import { flightAt } from "./hand_over";
import { recordFlight } from "./record_flight";
import { PlaySession } from "./session";

const OPTIONS = { ...DEFAULT_OPTIONS, time_max: 120 };
const START = { seed: 3n, episode: 0n, options: OPTIONS, state: null };
const HOLD = 6;

let engine: Engine;
let policy: PolicyFile;
beforeAll(async () => {
  engine = await makeEngine();
  const url =
    await import("../../../../../tests/policy_episodes/recurrent_shared.json.gz?url&inline");
  policy = readPolicy(fromBase64(JSON.parse(await unzippedText(url.default)).policy_b64)!);
});

async function fly(before: readonly number[], seed = 1n): Promise<Uint8Array> {
  const plan = { start: START, seed, before: Uint8Array.from(before) };
  return flyAndRecord(engine, policy, plan, new AbortController().signal);
}

describe("a live flight", () => {
  it("is a replay that verifies, the same for the same seed", async () => {
    const replay = readReplay(await fly([]));
    expect((await verifyReplay(engine, replay)).is_true).toBe(true);
    expect(replay.header.player).toMatchObject({ kind: "policy", name: "random weights" });
    expect(replay.header.player.digest).toBe(policy.header.weights_digest);
    expect(readReplay(await fly([])).contentDigest).toBe(replay.contentDigest);
    expect(readReplay(await fly([], 2n)).contentDigest).not.toBe(replay.contentDigest);
  });

  it("continues from any step of another one: with the same seed, as it would have", async () => {
    const whole = readReplay(await fly([]));
    const same = readReplay(await fly([...whole.actions.subarray(0, 30)]));
    expect(same.actions).toEqual(whole.actions);
    const other = readReplay(await fly([...whole.actions.subarray(0, 30), HOLD, HOLD]));
    expect([...other.actions.subarray(0, 32)]).toEqual([
      ...whole.actions.subarray(0, 30),
      HOLD,
      HOLD,
    ]);
    expect((await verifyReplay(engine, other)).is_true).toBe(true);
  });

  it("is handed to a person at a step", async () => {
    const file = await fly([]);
    const { actions } = readReplay(file);
    const script = { start: START, actions, digest: null, name: "random weights", policy: "held" };
    const flight = flightAt(script, 20, "#");
    expect(flight.actions).toEqual([...actions.subarray(0, 20)]);
    expect(flight.policy).toBe("held");
    expect(flight.flown).toEqual([{ from: 0, to: 20, by: "random weights" }]);
    expect(hallRefusal(flight, true)).toContain("flown by random weights");
    expect(unpackFlight(packFlight(flight))).toEqual(flight);
    expect(flightAt(script, 0, "#").flown).toEqual([]);
  });
});

describe("a flight between a person and a policy", () => {
  it("notes who flew which steps, also after an undo", () => {
    const session = new PlaySession(engine, freshFlight(OPTIONS, 3n));
    const policySteps = (count: number, by: string): void => {
      for (let i = 0; i < count; i += 1) {
        session.act(HOLD, true);
        session.noteFlown(by);
      }
    };
    session.act(HOLD);
    policySteps(3, "a");
    session.act(HOLD);
    policySteps(2, "a");
    policySteps(1, "b");
    const parts = [
      { from: 1, to: 4, by: "a" },
      { from: 5, to: 7, by: "a" },
      { from: 7, to: 8, by: "b" },
    ];
    expect(session.flight.flown).toEqual(parts);
    const { header } = readReplay(recordFlight(engine, session.flight, "Ann").bytes);
    expect(header.player.name).toBe("Ann");
    session.undoTo(6);
    expect(session.flight.flown).toEqual([parts[0], { from: 5, to: 6, by: "a" }]);
    session.close();
  });
});
