"""Loading a trained policy from a checkpoint, ready to act."""

from __future__ import annotations

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load as load_tensors

from trainkit.config.schema import RunConfig
from trainkit.errors import CheckpointError
from trainkit.policies.networks import Policy, make_policy
from trainkit.policies.player import PolicyPlayer
from trainkit.runs.checkpoint import read_checkpoint, stored_config
from trainkit.runs.paths import POLICY, checkpoint_folder, policy_name


def load_policy(folder: Path) -> tuple[Policy, RunConfig]:
    """Return the policy of a checkpoint and the configuration that it was trained with.

    Raises:
        CheckpointError: A file is missing or damaged, or spec or memory features differ from
            those of this build.
    """
    files = read_checkpoint(folder)
    config = stored_config(folder, files)
    policy = make_policy(config)
    try:
        policy.load_state_dict(load_tensors(files[POLICY]))
    except (RuntimeError, SafetensorError) as error:
        problem = str(error).splitlines()[0]
        raise CheckpointError(f"checkpoint {folder}: {POLICY} does not fit: {problem}") from None
    policy.set_training_mode(False)
    return policy, config


def load_player(path: Path, *, deterministic: bool = False) -> tuple[PolicyPlayer, RunConfig]:
    """Return the player of a checkpoint, or of a run's latest one, and its configuration.

    Raises:
        TrainkitError: Something is missing or damaged.
    """
    folder = checkpoint_folder(path)
    policy, config = load_policy(folder)
    player = PolicyPlayer(
        policy,
        policy_name(folder),
        deterministic=deterministic,
        with_features=config.network.engineered_features,
        frame_stack=config.network.frame_stack,
    )
    return player, config
