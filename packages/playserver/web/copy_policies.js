// Puts the policies that come with trainkit into the built page, with an index of them.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const FROM = "../../trainkit/src/trainkit/policies/pretrained_files";
const TO = "../src/playserver/static/policies";
const SUFFIX = ".safetensors";

const index = [];
mkdirSync(TO, { recursive: true });
for (const file of existsSync(FROM) ? readdirSync(FROM).sort() : []) {
  if (!file.endsWith(SUFFIX)) continue;
  const bytes = readFileSync(`${FROM}/${file}`);
  const length = Number(bytes.readBigUInt64LE(0));
  const entries = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8"));
  const { heldout, weights_digest: digest } = JSON.parse(entries.__metadata__.policy);
  index.push({
    name: file.slice(0, -SUFFIX.length),
    file,
    bytes: bytes.length,
    digest,
    net_profit: heldout?.net_profit.mean ?? null,
    time_max: heldout?.time_max ?? null,
  });
  writeFileSync(`${TO}/${file}`, bytes);
}
writeFileSync(`${TO}/index.json`, `${JSON.stringify(index, null, 2)}\n`);
