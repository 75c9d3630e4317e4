"""Play for a while and save the picture as PNG, without a display and without an image library.

python examples/picture.py picture.png --seed 8 --steps 120
"""

from __future__ import annotations

import argparse
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

import envcore
from envcore.spec import Action


def png_bytes(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return pixels, uint8 of shape (height, width, 3), as a PNG file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    height, width, _ = pixels.shape
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # eight bits, RGB
    # each row as its differences from the one above (filter 2): half the size for flat panels
    above = np.vstack([np.zeros_like(pixels[:1]), pixels[:-1]])
    rows = (pixels - above).reshape(height, 3 * width)
    filtered = np.hstack([np.full((height, 1), 2, np.uint8), rows])
    body = zlib.compress(filtered.tobytes(), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def play(seed: int, steps: int, *, truth: bool) -> npt.NDArray[np.uint8]:
    """Return the picture after some legal steps that look around, mine and move on."""
    env = envcore.AsteroidProspectorEnv(render_mode="rgb_array", time_max=2000)
    env.reset(seed=seed)
    rng = np.random.default_rng(seed)
    liked: list[int] = [
        Action.MINE_STANDARD,
        Action.WIDE_SCAN,
        Action.THREAT_LISTEN,
        Action.DEEP_SCAN,
    ]
    for _ in range(steps):
        mask = env.action_masks()
        legal = [action for action in liked if mask[action]] * 3
        legal += np.flatnonzero(mask[: Action.SELECT_15 + 1]).tolist()
        *_, terminated, truncated, _ = env.step(int(rng.choice(legal)))
        if terminated or truncated:
            break
    return env.picture(truth=truth)


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--truth", action="store_true", help="show the whole belt")
    chosen = parser.parse_args()
    chosen.path.write_bytes(png_bytes(play(chosen.seed, chosen.steps, truth=chosen.truth)))


if __name__ == "__main__":
    main()
