// Plays recorded episodes in the WebAssembly module and compares every bit:
//   node golden_test.mjs MODULE.wasm FILE
// The file is what tools/platforms/flatten.py writes.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const OBS_BYTES = 260 * 4;
const MASK_BYTES = 69;
const INFO = { dt: 1, events: 3, credits: 4 }; // places in `info`, which has the spec's order
const NODE_HEAD = 5;
const NODE_SLOT = 5;
const SUM_TOLERANCE = 1e-12; // six roundings of shares of 1

const [modulePath, goldenPath] = process.argv.slice(2);
if (goldenPath === undefined) {
  console.error("usage: node golden_test.mjs MODULE.wasm FILE");
  process.exit(2);
}
const module = new WebAssembly.Module(readFileSync(modulePath));
check("imports", "", WebAssembly.Module.imports(module).map((item) => item.name).join());
const core = new WebAssembly.Instance(module, {}).exports;
core._initialize();

const words = readFileSync(goldenPath, "ascii").split(/\s+/);
let at = 0;
let place = "start";
const take = () => words[at++];

function check(what, expected, given) {
  if (expected !== given) {
    console.error(`${place}: expected ${what} ${expected}, got ${given}`);
    process.exit(1);
  }
}

const bytes = (pointer, size) => Buffer.from(core.memory.buffer, pointer, size);
const numbers = (pointer, count) => new Float64Array(core.memory.buffer, pointer, count);
const text = (pointer) => {
  const memory = Buffer.from(core.memory.buffer);
  return memory.toString("ascii", pointer, memory.indexOf(0, pointer));
};
const sha = (data, digits) => createHash("sha256").update(data).digest("hex").slice(0, digits);

function bitsOf(number) {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(number);
  return buffer.toString("hex");
}

function playStep(world) {
  check("record", take(), "step");
  const flags = core.prospector_step(world, Number(take()));
  const info = numbers(core.prospector_info(world), 5);
  check("reward", take(), bitsOf(core.prospector_reward(world)));
  check("observation's SHA", take(), sha(bytes(core.prospector_observation(world), OBS_BYTES), 12));
  check("credits", take(), bitsOf(info[INFO.credits]));
  check("flags", take(), String(flags));
  check("dt", take(), String(info[INFO.dt]));
  check("events", take(), String(info[INFO.events]));
  check("mask's SHA", take(), sha(bytes(core.prospector_mask(world), MASK_BYTES), 6));
}

function playEnd(world) {
  check("record", take(), "final");
  const observation = bytes(core.prospector_observation(world), OBS_BYTES);
  check("observation", take(), observation.toString("hex"));
  check("end cause", take(), String(core.prospector_end_cause(world)));
  check("state digest", take(), bytes(core.prospector_digest(world), 16).toString("hex"));
  for (let i = 0; at < words.length && /^[0-9a-f]{16}$/.test(words[at]); i++) {
    const info = numbers(core.prospector_info(world), i + 1);
    check(`info ${i}`, take(), bitsOf(info[i]));
  }
}

/** Return another world that continues from the state of this one, as after undo or reload. */
function movedOn(world) {
  const size = core.prospector_get_state(world);
  const state = Buffer.from(bytes(core.prospector_state_buffer(world), size));
  const other = core.prospector_create();
  const target = bytes(core.prospector_state_buffer(other), size);
  state.copy(target);
  target[size - 1] ^= 1;
  check("refusal of a damaged state", "-5", String(core.prospector_set_state(other, size)));
  target[size - 1] ^= 1;
  check("acceptance of a state", "0", String(core.prospector_set_state(other, size)));
  core.prospector_destroy(world);
  return other;
}

function checkTruth(world) {
  const count = core.prospector_node_count(world);
  check("a whole belt", true, count >= 8 && count <= 32);
  for (let n = 0; n < count; n++) {
    const node = numbers(core.prospector_node(world, n), NODE_HEAD);
    const slots = numbers(core.prospector_node(world, n), NODE_HEAD + NODE_SLOT * node[4]);
    for (let k = 0; k < node[4]; k++) check("a neighbor", true, slots[5 + 5 * k] < count);
    const rocks = core.prospector_asteroid_count(world, n);
    check("asteroids", true, n === 0 ? rocks === 0 : rocks >= 5 && rocks <= 16);
    for (let a = 0; a < rocks; a++) {
      const rock = numbers(core.prospector_asteroid(world, n, a), 6);
      const total = rock.reduce((sum, share) => sum + share, 0);
      check("shares of 1", true, Math.abs(total - 1) < SUM_TOLERANCE);
    }
    check("no asteroid more", 0, core.prospector_asteroid(world, n, rocks));
  }
  check("no node more", 0, core.prospector_node(world, count));
  check("a price", true, numbers(core.prospector_market(world, 5), 1)[0] >= 30);
  check("no commodity more", 0, core.prospector_market(world, 6));
}

function playEpisode() {
  check("record", take(), "episode");
  const name = take();
  place = name;
  const [seed, episode] = [BigInt(take()), BigInt(take())];
  const [timeMax, mode, switches, steps] = [take(), take(), take(), take()].map(Number);
  let world = core.prospector_create();
  check("refusal before a reset", "-4", String(core.prospector_step(world, 6)));
  check("refusal of a time budget", "-1", String(core.prospector_reset(world, 0, 0, 0, 1n, 0n)));
  const result = core.prospector_reset(world, timeMax, mode, switches, seed, episode);
  check("an episode", "0", String(result));
  check("its seed", seed, BigInt.asUintN(64, core.prospector_seed(world)));
  checkTruth(world);
  check("record", take(), "reset");
  const observation = bytes(core.prospector_observation(world), OBS_BYTES);
  check("observation", take(), observation.toString("hex"));
  check("mask", take(), [...bytes(core.prospector_mask(world), MASK_BYTES)].join(""));
  for (let i = 0; i < steps; i++) {
    place = `${name}, step ${i}`;
    if (i === Math.floor(steps / 2)) world = movedOn(world);
    playStep(world);
  }
  playEnd(world);
  core.prospector_destroy(world);
  return steps;
}

check("format", take(), "golden");
check("version", take(), "1");
check("face", 1, core.prospector_abi_version());
check("a digest", true, /^[0-9a-f]{64}$/.test(text(core.prospector_spec_digest())));
const episodes = Number(take());
let steps = 0;
for (let i = 0; i < episodes; i++) steps += playEpisode();
const megabytes = core.memory.buffer.byteLength / 2 ** 20;
console.log(`${episodes} episodes, ${steps} steps, bit-identical; ${megabytes} MiB of memory`);
