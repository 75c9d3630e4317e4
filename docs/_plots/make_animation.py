"""Make the animation of the README, a bot's first trips drawn by envcore: `nox -s animation`.

The episode is a replay of the test data, so the animation is reproducible without the bot.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from PIL import Image

import envcore
import replaykit

ROOT: Final = Path(__file__).resolve().parents[2]
PATH: Final = ROOT / "docs/images/episode.gif"
REPLAY: Final = ROOT / "packages/replaykit/tests/data/0.1.0/cautious_scanner.abr"
STEPS: Final = (  # every eighth step of mining; trips, sales and pirates in full
    *range(4),
    *range(4, 412, 8),
    *range(412, 440, 2),
    *range(440, 580, 7),
    *range(580, 602, 2),
)
SIZE: Final = (720, 450)
COLORS: Final = 96
FRAME_MS: Final = 120
LAST_MS: Final = 1500


def frames() -> list[Image.Image]:
    """Return the images of the chosen steps, scaled down, with a common palette."""
    replay = replaykit.Replay.open(REPLAY)
    env = envcore.AsteroidProspectorEnv(**replay.header.config.to_dict(), render_mode="rgb_array")
    env.reset(seed=replay.header.seed, options={"episode": replay.header.episode})
    pictures = []
    for step in range(STEPS[-1] + 1):
        if step in STEPS:
            picture = Image.fromarray(env.picture())
            pictures.append(picture.resize(SIZE, Image.Resampling.LANCZOS))
        env.step(replay.actions[step])
    # one palette for all images, so that unchanged pixels compress to nothing
    sheet = Image.new("RGB", (SIZE[0], 3 * SIZE[1]))
    for row, picture in enumerate((pictures[0], pictures[len(pictures) // 2], pictures[-1])):
        sheet.paste(picture, (0, row * SIZE[1]))
    palette = sheet.quantize(COLORS, dither=Image.Dither.NONE)
    return [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]


def main() -> None:
    """Write the named file, by default the README's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=PATH)
    path = parser.parse_args().path
    write_animation(path)
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


def write_animation(path: Path) -> None:
    """Write the animation as GIF."""
    first, *others = frames()
    durations = [FRAME_MS] * len(others) + [LAST_MS]
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0, optimize=True)


if __name__ == "__main__":
    main()
