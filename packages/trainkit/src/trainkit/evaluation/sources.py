"""What a command line may name as a player, and how each is loaded and recorded."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import envcore
import replaykit
from trainkit.bots import BOTS
from trainkit.bots.own import EXPECTED as OWN_BOT
from trainkit.bots.own import OwnBot, code_digest, names_own_bot
from trainkit.clairvoyant import SEERS
from trainkit.envs.episodes import Player
from trainkit.errors import TrainkitError
from trainkit.policies.policy_file import SUFFIX, read_policy_header
from trainkit.policies.pretrained import PREFIX, is_pretrained, pretrained_path
from trainkit.runs.checkpoint import policy_digest, read_checkpoint, stored_config
from trainkit.runs.paths import checkpoint_folder, is_run_or_checkpoint, policy_name
from trainkit.runs.storage import is_url, local_copy

Form = Literal["bot", "clairvoyant", "own bot", "policy file", "SB3 zip", "checkpoint"]

_ZIP: Final = ".zip"
EXPECTED: Final = (
    f"a run folder, a checkpoint, a policy file (*{SUFFIX}), {PREFIX}NAME, several of them as "
    f"NAME=RUN,RUN, a zip of Stable-Baselines3, {OWN_BOT}, replay:FILE, or a bot: "
    + ", ".join(BOTS)
    + "; players that see hidden state: "
    + ", ".join(SEERS)
)


def form_of(source: str) -> Form:
    """Return what a text names, by its form alone."""
    if source in BOTS:
        return "bot"
    if source in SEERS:
        return "clairvoyant"
    if is_pretrained(source) or source.endswith(SUFFIX):
        return "policy file"
    if source.endswith(_ZIP):
        return "SB3 zip"
    return "own bot" if names_own_bot(source) and not is_url(source) else "checkpoint"


def find_source(source: str, text: str, *, trusts: bool) -> str:
    """Return a source as the rest of the module takes it, with URLs replaced by local copies.

    Args:
        source: A player as the command line names it.
        text: The argument that it is a part of, for messages.
        trusts: Whether zips of Stable-Baselines3 may be loaded.

    Raises:
        TrainkitError: There is no such player.
    """
    form = form_of(source)
    if form in {"bot", "own bot", "clairvoyant"}:
        return source
    if is_pretrained(source):
        pretrained_path(source)
        return source
    path = local_copy(source) if is_url(source) else Path(source)
    exists = is_run_or_checkpoint(path) if form == "checkpoint" else path.is_file()
    if not exists:
        raise TrainkitError(f"player {text}: expected {EXPECTED}")
    if form == "SB3 zip" and not trusts:
        raise TrainkitError(
            f"player {text}: a zip of Stable-Baselines3 contains pickles, which run code when they "
            "are loaded: give --trust if you trust where it comes from"
        )
    return str(path)


def name_of(source: str) -> str:
    """Return the name of a player in tables."""
    form = form_of(source)
    if form == "checkpoint":
        return policy_name(checkpoint_folder(Path(source)))
    if form == "own bot":
        return OwnBot(source).name
    return Path(source).stem if form in {"policy file", "SB3 zip"} else source


def load_source(source: str, *, deterministic: bool) -> Player:
    """Return the player; each process that plays makes its own.

    Raises:
        TrainkitError: Files of a policy are missing or damaged, or a bot cannot be loaded.
    """
    form = form_of(source)
    if form == "bot":
        return BOTS[source]()
    if form == "clairvoyant":
        return SEERS[source]()
    if form == "own bot":
        return OwnBot(source)
    import torch  # noqa: PLC0415  # takes seconds, and bots do not need it

    torch.set_num_threads(1)  # more are slower on small batches
    if form == "SB3 zip":
        from trainkit.policies.sb3_player import SB3Player  # noqa: PLC0415

        return SB3Player(Path(source), deterministic=deterministic)
    if form == "policy file":
        from trainkit.policies.layers import file_player  # noqa: PLC0415
        from trainkit.runs.export import policy_file_at  # noqa: PLC0415

        return file_player(policy_file_at(source), deterministic=deterministic)
    from trainkit.runs.load import load_player  # noqa: PLC0415

    return load_player(Path(source), deterministic=deterministic)[0]


def worlds_of_source(source: str) -> envcore.EnvConfig | None:
    """Return the worlds that a policy was trained in; bots and zips play all worlds.

    Their reward is the shaped one, so that policies that trained on profit alone can be compared
    with all others.

    Raises:
        TrainkitError: Files are missing or damaged.
    """
    form = form_of(source)
    if form == "policy file":
        worlds = read_policy_header(policy_path(source)).env_config()
    elif form == "checkpoint":
        folder = checkpoint_folder(Path(source))
        worlds = stored_config(folder, read_checkpoint(folder)).env.to_env_config()
    else:
        return None
    return replace(worlds, reward_mode="shaped")


def recorded_player(source: str, name: str) -> replaykit.Player:
    """Return what the replays of a player state about it: its kind, name, version and digest."""
    form = form_of(source)
    if form == "bot":
        return replaykit.Player(kind="bot", name=name, version=BOTS[source]().version)
    if form == "clairvoyant":
        return replaykit.Player(kind="bot", name=name, version=SEERS[source]().version)
    if form == "own bot":
        version, digest = OwnBot(source).version, code_digest(source)
        return replaykit.Player(kind="bot", name=name, version=version, digest=digest)
    if form == "policy file":
        digest = read_policy_header(policy_path(source)).weights_digest
    elif form == "SB3 zip":
        digest = hashlib.sha256(Path(source).read_bytes()).hexdigest()
    else:
        digest = policy_digest(checkpoint_folder(Path(source)))
    return replaykit.Player(kind="policy", name=name, digest=digest)


def policy_path(source: str) -> Path:
    """Return the path of a policy file or of `pretrained:NAME`."""
    return pretrained_path(source) if is_pretrained(source) else Path(source)
