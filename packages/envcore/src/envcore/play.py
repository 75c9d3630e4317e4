"""`python -m envcore play`: the world at the keyboard of a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from envcore import spec
from envcore.describe import describe
from envcore.env import AsteroidProspectorEnv
from envcore.rendering.dashboard import render_ansi
from envcore.spec import Action

_COMMODITY_KEYS: Final = "123456"
_AMOUNT_KEYS: Final = "qha"  # a quarter, half, all: in the order of the sell actions
_SINGLE_KEYS: Final = {
    ".": Action.HOLD_DRIFT,
    "b": Action.EMERGENCY_BURN,
    "w": Action.WIDE_SCAN,
    "f": Action.FOCUSED_SCAN,
    "d": Action.DEEP_SCAN,
    "l": Action.THREAT_LISTEN,
    "c": Action.MINE_CONSERVATIVE,
    "m": Action.MINE_STANDARD,
    "x": Action.MINE_AGGRESSIVE,
    "z": Action.STABILIZE,
    "r": Action.REFINE,
    "v": Action.COOLDOWN,
    "t": Action.TOOL_MAINTENANCE,
    "h": Action.HULL_PATCH,
    "k": Action.DOCK,
    "+1": Action.BUY_FUEL_SMALL,
    "+2": Action.BUY_FUEL_MEDIUM,
    "+3": Action.BUY_FUEL_LARGE,
    "+k": Action.BUY_REPAIR_KIT,
    "+s": Action.BUY_STABILIZER,
    "+d": Action.BUY_DECOY,
    "O": Action.OVERHAUL,
    "C": Action.CASH_OUT,
}

HELP: Final = """\
Keys (? shows this, i describes the situation in words, n starts the next episode, Q leaves)
  0..5   travel through that way         .      hold and drift
  sa..sp select rock 0..15               b      emergency burn: pirates lose track
  w f d  scan wide, focused, deep        l      listen for threats
  c m x  mine carefully, normally, hard  z      anchor the rock with a stabilizer
  r      refine iron and nickel          v      vent heat
  t h    mend tool, hull (repair kit)    j1..j6 jettison a commodity
 at the station
  k      dock and lie low                $1q $1h $1a  sell a quarter, half, all of commodity 1..6
  +1..+3 buy fuel: small, medium, large  +k +s +d     buy repair kit, stabilizer, decoy
  O      overhaul hull and tool          C      cash out and end the episode
Commodities: 1 iron, 2 nickel, 3 water ice, 4 platinum group, 5 rare isotopes, 6 volatiles."""


def key_bindings() -> dict[str, Action]:
    """Return what to type for each of the 69 actions; no sequence begins another."""
    bindings: dict[str, Action] = {str(k): Action(k) for k in range(spec.MAX_NEIGHBORS)}
    for a in range(spec.MAX_ASTEROIDS):
        bindings["s" + chr(ord("a") + a)] = Action(Action.SELECT_0 + a)
    for c, key in enumerate(_COMMODITY_KEYS):
        bindings["j" + key] = Action(Action.JETTISON_IRON + c)
        for b, amount in enumerate(_AMOUNT_KEYS):
            bindings["$" + key + amount] = Action(Action.SELL_IRON_25 + 3 * c + b)
    return bindings | _SINGLE_KEYS


class Game:
    """One player at one world.

    Args:
        env: The world.
        write: Takes text to be shown.
        seed: Seed of the first episode; None draws one.
    """

    def __init__(
        self, env: AsteroidProspectorEnv, write: Callable[[str], None], seed: int | None
    ) -> None:
        self._env = env
        self._write = write
        self._bindings = key_bindings()
        self._typed = ""
        env.reset(seed=seed)
        self._show(f"Seed {env.world_seed}. Press ? for the keys.")

    def press(self, key: str) -> bool:
        """Take one key; return False once the player leaves."""
        if key in ("\x7f", "\b", "\x1b"):
            self._typed = ""
            return True
        if not self._typed and key in ("Q", "\x03", "\x04"):
            return False
        if key.isspace():
            return True
        self._typed += key
        if not self._typed[1:] and key in "?in":
            self._typed = ""
            self._other_key(key)
        elif self._typed in self._bindings:
            action = self._bindings[self._typed]
            self._typed = ""
            self._act(action)
        elif not any(keys.startswith(self._typed) for keys in self._bindings):
            self._write(f"No such key: {self._typed!r}; ? shows them.\n")
            self._typed = ""
        return True

    def _other_key(self, key: str) -> None:
        if key == "?":
            self._write(HELP + "\n")
        elif key == "i":
            self._write(describe(self._env.observation(), self._env.info()) + "\n")
        else:
            self._env.reset()
            self._show(f"Episode {self._env.episode} of seed {self._env.world_seed}.")

    def _act(self, action: Action) -> None:
        if self._env.has_ended:
            self._write("The episode has ended: n starts the next, Q leaves.\n")
        elif not self._env.action_masks()[action]:
            self._write(f"{action.name} is legal when: {spec.ACTIONS[action].legal}.\n")
        else:
            _, reward, *_ = self._env.step(action)
            self._show(f"Reward {reward:+.4f}.")

    def _show(self, message: str) -> None:
        info = self._env.info()
        legal = " ".join(
            keys for keys, a in sorted(self._bindings.items()) if info["action_mask"][a]
        )
        board = render_ansi(self._env.observation(), info)
        self._write(f"\n{board}\nkeys: {legal}\n{message}\n")
        if self._env.has_ended:
            self._write(
                f"Net profit {info['net_profit']:,.0f} credits in {info['ticks']} ticks. "
                "n starts the next episode, Q leaves.\n"
            )


def play(env: AsteroidProspectorEnv, seed: int | None) -> None:
    """Play at the terminal, or by what comes in on standard input, until Q or its end."""

    def write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    game = Game(env, write, seed)
    with _keys() as read_key:
        while (key := read_key()) and game.press(key):
            pass


@contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """Yield a function that waits for one key and returns it, empty at the end of the input."""
    if not sys.stdin.isatty():
        yield lambda: sys.stdin.read(1)
    elif sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # on Windows only

        yield msvcrt.getwch
    else:
        import termios  # noqa: PLC0415  # on POSIX only
        import tty  # noqa: PLC0415

        before = termios.tcgetattr(sys.stdin)
        tty.setcbreak(sys.stdin, termios.TCSANOW)  # keys typed ahead count
        try:
            yield lambda: sys.stdin.read(1)
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
