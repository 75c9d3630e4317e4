"""The canvas that pictures are painted on: sizes, shapes, letters and colors."""

from __future__ import annotations

import pytest

from envcore import _native
from envcore.rendering import palette


def test_words_and_shapes_stay_within_the_canvas() -> None:
    canvas = _native.Canvas(40, 30)
    canvas.fill(0x102030FF)
    outside = [(-50.0, -50.0), (90.0, -20.0), (20.0, 80.0)]
    canvas.polygon(outside, 0xFF0000FF)
    canvas.line(outside, 9.0, 0x00FF00FF)
    canvas.disc(-5, -5, 3, 0xFFFFFFFF)
    canvas.ring(45, 35, 30, 2, 0xFFFFFFFF)
    canvas.glow(0, 0, 100, 0xFFFFFF40)
    canvas.rect(-10, -10, 100, 5, 0xFFFFFFFF, 4)
    canvas.frame(-10, -10, 100, 100, 0xFFFFFFFF, 2, 8)
    canvas.text(-9, 50, "".join(map(chr, range(256))), 20, 2, 0xFFFFFFFF, 0.5)

    assert canvas.pixels().shape == (30, 40, 3)


def test_shapes_cover_what_they_should() -> None:
    canvas = _native.Canvas(20, 20)
    canvas.fill(0x000000FF)
    canvas.rect(2, 3, 4, 5, 0xFF0000FF, 0)
    canvas.polygon([(10.0, 10.0), (18.0, 10.0), (18.0, 18.0), (10.0, 18.0)], 0x00FF00FF)
    canvas.rect(10, 0, 4.5, 2, 0x0000FFFF, 0)
    pixels = canvas.pixels()

    assert (pixels[3:8, 2:6] == (255, 0, 0)).all()
    assert (pixels[10:18, 10:18] == (0, 255, 0)).all()
    assert pixels[0, 14, 2] == 128  # half a pixel, 255 / 2 rounded up
    assert int(pixels[..., 0].sum()) == 4 * 5 * 255
    assert int(pixels[..., 1].sum()) == 8 * 8 * 255


@pytest.mark.parametrize("size", [(0, 5), (5, -1), (9000, 5)])
def test_canvases_have_a_size(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=rf"canvas: {size[0]} x {size[1]} pixels, expected 1\.\."):
        _native.Canvas(*size)


def test_canvases_of_two_sizes_do_not_mix() -> None:
    with pytest.raises(ValueError, match="not of one size"):
        _native.Canvas(3, 3).copy_from(_native.Canvas(3, 4))


def test_every_printable_letter_has_ink_of_its_own() -> None:
    seen = set()
    for letter in map(chr, range(ord("!"), 127)):
        canvas = _native.Canvas(40, 40)
        canvas.text(10, 28, letter, 20, 2.0, 0xFFFFFFFF, 0)
        seen.add(canvas.pixels().tobytes())

    assert len(seen) == 127 - ord("!")


def test_colors_mix() -> None:
    assert palette.mix(0x000000FF, 0xFF8000FF, 0.5) == 0x804000FF
    assert palette.with_alpha(0x112233FF, 0.2) == 0x11223333
    assert palette.heat_color(0) == palette.GOOD
    assert palette.heat_color(0.5) == palette.WARN
    assert palette.heat_color(2) == palette.BAD
