"""Everything that carries the spec's digest carries the same one."""

from __future__ import annotations

import importlib
import json
import re
import struct
import zlib
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import zstandard

import envcore
import replaykit
from envcore import _native, spec
from replaykit.format.header import DICTIONARY

from tools.repository import ROOT

SPEC_DIR = ROOT / "packages" / "envcore" / "spec"

GENERATED = {
    "packages/envcore/cpp/generated/spec.hpp": r'kDigest = "([0-9a-f]{64})"',
    "packages/envcore/src/envcore/spec.py": r'SPEC_DIGEST: Final = "([0-9a-f]{64})"',
    "packages/playserver/web/src/generated/spec.ts": r'SPEC_DIGEST = "([0-9a-f]{64})"',
    "docs/spec_tables.md": r"spec digest of this page is `([0-9a-f]{64})`",
}


@pytest.mark.parametrize("name", GENERATED)
def test_generated_files(name: str) -> None:
    found = re.findall(
        GENERATED[name], (ROOT / name).read_text(encoding="utf-8").replace("\n", " ")
    )
    assert found == [spec.SPEC_DIGEST]


def test_native_module() -> None:
    assert _native.SPEC_DIGEST == spec.SPEC_DIGEST


def test_replay_header(tmp_path: Path) -> None:
    replay = record(tmp_path)
    assert replay.header.spec_digest == spec.SPEC_DIGEST


def test_state_bytes_hold_it_and_another_one_is_refused() -> None:
    env = envcore.AsteroidProspectorEnv()
    env.reset(seed=1)
    state = env.get_state()
    digest = bytes.fromhex(spec.SPEC_DIGEST)
    where = state.find(digest[:8])
    assert where > 0

    foreign = state[:where] + bytes([state[where] ^ 1]) + state[where + 1 :]

    with pytest.raises(ValueError, match="spec"):
        env.set_state(foreign)


def test_a_replay_of_another_spec_is_refused(tmp_path: Path) -> None:
    replay = record(tmp_path)
    header = replay.header
    other = sha256(b"another spec").hexdigest()
    assert other != header.spec_digest

    path = tmp_path / "foreign.abr"
    path.write_bytes(with_header_digest((tmp_path / "one.abr").read_bytes(), other))

    with pytest.raises(replaykit.ForeignSpecError, match=other[:12]):
        replaykit.verify(replaykit.Replay.read(path))


def test_the_digest_is_over_meaning_and_not_over_prose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(SPEC_DIR))
    load = importlib.import_module("load")
    text = (SPEC_DIR / "prospector.toml").read_text(encoding="utf-8")
    changed = tmp_path / "changed.toml"

    changed.write_text(text.replace('doc = "', 'doc = "Really: '), encoding="utf-8")
    assert load.load_spec(changed)["digest"] == spec.SPEC_DIGEST

    assert "value = -9.0" in text
    changed.write_text(text.replace("value = -9.0", "value = -9.5", 1), encoding="utf-8")
    assert load.load_spec(changed)["digest"] != spec.SPEC_DIGEST


def record(folder: Path) -> replaykit.Replay:
    """Record a short episode of random legal actions to one.abr."""
    rng = np.random.default_rng(0)
    replay = replaykit.record_episode(
        lambda _, mask: int(rng.choice(np.flatnonzero(mask))),
        config=envcore.EnvConfig(time_max=50),
        seed=1,
        provenance=replaykit.Provenance(replaykit.Player(kind="bot", name="random_legal")),
    )
    replay.write(folder / "one.abr")
    return replay


def with_header_digest(data: bytes, digest: str) -> bytes:
    """Return a replay's bytes with another spec digest, its checksums mended."""
    magic, at = data[:8], 8
    records = []
    while at < len(data):
        kind, length = struct.unpack_from("<BI", data, at)
        records.append((kind, data[at + 5 : at + 5 + length]))
        at += 5 + length + 4
    text = zlib.decompressobj(zdict=DICTIONARY).decompress(records[0][1])
    header = canonical(json.loads(text) | {"spec_digest": digest})
    deflate = zlib.compressobj(9, zdict=DICTIONARY)
    payloads = [payload for _, payload in records]
    payloads[0] = deflate.compress(header) + deflate.flush()
    content = b"".join([header, *map(block_content, payloads[1:-1]), payloads[-1][32:]])
    payloads[-1] = sha256(content).digest() + payloads[-1][32:]
    out = magic
    for (kind, _), payload in zip(records, payloads, strict=True):
        body = struct.pack("<BI", kind, len(payload)) + payload
        out += body + struct.pack("<I", zlib.crc32(body))
    return out


def block_content(payload: bytes) -> bytes:
    """Return a block's payload with its actions uncompressed."""
    fixed = 4 + 16 + 8 + 8 + 4
    steps = int.from_bytes(payload[:4], "little")
    actions = zstandard.ZstdDecompressor().decompress(payload[fixed:], max_output_size=steps)
    return payload[:fixed] + actions


def canonical(value: object) -> bytes:
    """Return canonical JSON as the replay format has it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
