"""`python -m envcore play`: the world at the keyboard of a terminal."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from envcore import spec
from envcore.describe import describe
from envcore.env import AsteroidProspectorEnv
from envcore.interrupts import left_while_stopped, stops_held
from envcore.rendering.dashboard import render_ansi
from envcore.rendering.terminal import HEIGHT, WIDTH, painted, screen_lines
from envcore.spec import Action

_OWN_KEYS: Final = {"?": "these keys", "I": "the situation in words", "N": "the next episode"}
QUIT: Final = "Q"
_ENTER: Final = "\x1b[?1049h\x1b[?25l"
_LEAVE: Final = "\x1b[?25h\x1b[?1049l"


def key_bindings() -> dict[str, Action]:
    """Return what to type for each of the 69 actions; no sequence begins another."""
    return {row.key: Action(row.id) for row in spec.ACTIONS}


def help_text() -> str:
    """Return the keys with what they do, in two columns."""
    rows = [(f"1..{spec.MAX_NEIGHBORS}", "travel along an edge"), ("s0..sf", "select a rock")]
    shares = [(spec.ACTIONS[Action.SELL_IRON_25 + i], p) for i, p in enumerate(spec.SELL_PERCENTS)]
    rows += [(f"{row.key}..{row.key[0]}{spec.N_COMMODITIES}", f"sell {p} %") for row, p in shares]
    rows.append((f"j1..j{spec.N_COMMODITIES}", "jettison goods"))
    listed = {"travel", "select", "sell", "jettison"}
    rows += [(row.key, row.title) for row in spec.ACTIONS if row.family not in listed]
    rows += [*_OWN_KEYS.items(), (QUIT, "leave"), ("Esc", "forget the first key")]
    cells = [f"{keys:<8} {does}" for keys, does in rows]
    half = (len(cells) + 1) // 2
    lines = [f"{a:<40}{b}".rstrip() for a, b in zip(cells, [*cells[half:], ""], strict=False)]
    goods = ", ".join(f"{row.id + 1} {row.title}" for row in spec.COMMODITY_TABLE)
    head = "Keys, the same as on the page of playserver"
    return "\n".join([head, *lines[:half], f"Goods: {goods}"])


HELP: Final = help_text()


class Game:
    """One player at one world.

    Args:
        env: The world.
        show: Takes the board, and a text about the last key.
        seed: Seed of the first episode; None draws one.
    """

    def __init__(
        self, env: AsteroidProspectorEnv, show: Callable[[Game, str], None], seed: int | None
    ) -> None:
        self.env = env
        self.bindings = key_bindings()
        self.typed = ""
        self._show = show
        env.reset(seed=seed)
        show(self, f"Seed {env.world_seed}. Press ? for the keys.")

    @property
    def legal_keys(self) -> list[str]:
        """What may be typed now."""
        mask = self.env.action_masks()
        return [keys for keys, action in sorted(self.bindings.items()) if mask[action]]

    def press(self, key: str) -> bool:
        """Take one key; return False once the player leaves."""
        if key in ("\x7f", "\b", "\x1b"):
            self.typed = ""
            return True
        if not self.typed and key in (QUIT, "\x03", "\x04"):
            return False
        if key.isspace():
            return True
        self.typed += key
        if self.typed in _OWN_KEYS:
            self.typed = ""
            self._own_key(key)
        elif self.typed in self.bindings:
            action = self.bindings[self.typed]
            self.typed = ""
            self._act(action)
        elif not any(keys.startswith(self.typed) for keys in self.bindings):
            unknown, self.typed = self.typed, ""
            self._show(self, f"No such key: {unknown!r}; ? shows them.")
        return True

    def _own_key(self, key: str) -> None:
        if key == "?":
            self._show(self, HELP)
        elif key == "I":
            self._show(self, describe(self.env.observation(), self.env.info()))
        else:
            self.env.reset()
            self._show(self, f"Episode {self.env.episode} of seed {self.env.world_seed}.")

    def _act(self, action: Action) -> None:
        row = spec.ACTIONS[action]
        if self.env.has_ended:
            self._show(self, f"The episode has ended: N starts the next, {QUIT} leaves.")
        elif not self.env.action_masks()[action]:
            self._show(self, f"{row.title} is legal when: {row.legal}.")
        else:
            _, reward, *_ = self.env.step(action)
            self._show(self, f"Reward {reward:+.4f}.{self._end_text()}")

    def _end_text(self) -> str:
        if not self.env.has_ended:
            return ""
        info = self.env.info()
        return (
            f" The episode has ended: {info['end_cause'].replace('_', ' ')}, net profit "
            f"{info['net_profit']:,.0f} credits in {info['ticks']} ticks. N starts the next, "
            f"{QUIT} leaves."
        )


def play(env: AsteroidProspectorEnv, seed: int | None) -> None:
    """Play at the terminal, or by what comes in on standard input, until Q or its end."""
    is_screen = sys.stdin.isatty() and sys.stdout.isatty()
    with _keys() as read_key, _screen() if is_screen else _lines() as show:
        game = Game(env, show, seed)
        while (key := read_key()) and game.press(key):
            pass


@contextmanager
def _lines() -> Iterator[Callable[[Game, str], None]]:
    """Yield a function that writes board, keys and text below what was written before."""

    def show(game: Game, text: str) -> None:
        board = render_ansi(game.env.observation(), game.env.info())
        sys.stdout.write(f"\n{board}\nkeys: {' '.join(game.legal_keys)}\n{text}\n")
        sys.stdout.flush()

    yield show


@contextmanager
def _screen() -> Iterator[Callable[[Game, str], None]]:
    """Yield a function that draws over the terminal's screen, which is restored at the end."""
    color = "NO_COLOR" not in os.environ
    if sys.platform == "win32":
        os.system("")  # lets the console read escape sequences

    drawing = ""

    def show(game: Game, text: str) -> None:
        nonlocal drawing
        lines = "\x1b[K\n".join(drawn(game, text, color=color))
        drawing = f"\x1b[H{lines}\x1b[J"
        write(drawing)

    def write(text: str) -> None:
        with stops_held():
            sys.stdout.write(text)
            sys.stdout.flush()

    write(_ENTER)
    try:
        with left_while_stopped(lambda: write(_LEAVE), lambda: write(_ENTER + drawing)):
            yield show
    finally:
        with suppress(OSError):  # the terminal is gone
            write(_LEAVE)


def drawn(game: Game, text: str, *, color: bool) -> list[str]:
    """Return the lines of a screen of WIDTH by HEIGHT: the board, or a long text, and the keys."""
    said = [part for line in text.splitlines() for part in textwrap.wrap(line, WIDTH - 1) or [""]]
    if len(said) > 2:
        return [*said[: HEIGHT - 2], "Any key goes back."]
    board = screen_lines(game.env.observation(), game.env.info(), color=color)
    keys = " ".join(_ranges(game.legal_keys))
    shown = textwrap.wrap(f"keys: {keys}", WIDTH - 1)[:2]
    accent: Any = painted if color else (lambda words, _: words)
    return [*board, *[accent(line, "accent") for line in said], *shown]


def _ranges(keys: list[str]) -> Iterator[str]:
    """Yield keys, those of two letters with the same first one as a range."""
    for first in sorted({key[0] for key in keys}):
        group = [key for key in keys if key[0] == first]
        yield group[0] if len(group) == 1 else f"{group[0]}..{group[-1]}"


@contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """Yield a function that waits for one key and returns it, empty at the end of the input."""
    if not sys.stdin.isatty():
        yield lambda: sys.stdin.read(1)
    elif sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # on Windows only

        yield msvcrt.getwch
    else:
        import select  # noqa: PLC0415  # on POSIX only
        import termios  # noqa: PLC0415
        import tty  # noqa: PLC0415

        keyboard = sys.stdin.fileno()
        before = termios.tcgetattr(keyboard)

        def enter() -> None:
            tty.setcbreak(keyboard, termios.TCSANOW)  # keys typed ahead count

        def leave() -> None:
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(keyboard, termios.TCSADRAIN, before)

        def read() -> str:
            # a signal that comes just before the wait is handled when the wait ends
            while not select.select([keyboard], [], [], 1)[0]:
                pass
            return os.read(keyboard, 1).decode(errors="replace")

        enter()
        try:
            with left_while_stopped(leave, enter):
                yield read
        finally:
            leave()
