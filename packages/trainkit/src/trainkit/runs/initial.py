"""The weights that a run starts from: read from `init_from` and copied into the run folder."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

from replaykit.files import write_atomically
from trainkit.config.schema import RunConfig
from trainkit.errors import ConfigError, TrainkitError
from trainkit.files import home_path, json_bytes, parse_json
from trainkit.policies.layers import policy_of
from trainkit.policies.networks import make_policy
from trainkit.runs.checkpoint import OPTIMIZER, PROGRESS, read_checkpoint, stored_config
from trainkit.runs.export import is_policy_file, policy_file_at
from trainkit.runs.paths import POLICY, checkpoint_folder
from trainkit.runs.storage import is_url, local_copy

SOURCE: Final = "source.json"
"""Where the weights come from, beside them in the run folder."""


def read_initial(config: RunConfig) -> dict[str, bytes]:
    """Return the files of `init/` for a new run: weights, and optimizer and scales where asked.

    Raises:
        ConfigError: There are no such weights, or they do not fit the configuration.
    """
    section = config.init_from
    if section.path is None:
        return {}
    try:
        files, source = _read(section.path)
    except TrainkitError as error:
        raise ConfigError(f"init_from.path: {error}") from None
    if section.optimizer and OPTIMIZER not in files:
        raise ConfigError(
            f"init_from.optimizer is true, but {section.path} is a policy without an optimizer: "
            "name a checkpoint, or set it to false"
        )
    _check_fit(config, files[POLICY], source)
    wanted = {POLICY} | ({OPTIMIZER} if section.optimizer else set())
    wanted |= {PROGRESS} if section.normaliser else set()
    digest = {"policy_digest": hashlib.sha256(files[POLICY]).hexdigest()}
    kept = {name: data for name, data in files.items() if name in wanted}
    return kept | {SOURCE: json_bytes(source | digest)}


def write_initial(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files of a new run's `init/`."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        write_atomically(folder / name, data)


def stored_initial(folder: Path) -> dict[str, bytes]:
    """Return the files of a run's `init/`, none if it started from random weights."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("[!.]*"))}


def _read(text: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return weights and state, as files of a checkpoint, and what is known about them."""
    if is_policy_file(text):
        file = policy_file_at(text if "://" in text or ":" in text else home_path(text))
        network, algorithm = file.header.network.model_dump(), file.header.algorithm
        files = {POLICY: _packed(policy_of(file).state_dict())}
        return files, {"path": text, "window": None, "algorithm": algorithm, "network": network}
    folder = checkpoint_folder(local_copy(text) if is_url(text) else home_path(text))
    files = read_checkpoint(folder)
    config = stored_config(folder, files)
    scaler = parse_json(files[PROGRESS])["scaler"]
    statistics = {} if scaler is None else {k: v for k, v in scaler.items() if k != "returns"}
    return files | {PROGRESS: json_bytes({"scaler": statistics or None})}, {
        "path": text,
        "window": int(folder.name) if folder.name.isdecimal() else None,
        "algorithm": config.algorithm,
        "network": config.network.model_dump(),
    }


def _packed(tensors: dict[str, Any]) -> bytes:
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    return save_tensors({name: tensor.clone() for name, tensor in plain.items()})


def _check_fit(config: RunConfig, policy: bytes, source: dict[str, Any]) -> None:
    """Check that the weights fit the network of the configuration."""
    path, ours = source["path"], config.network.model_dump()
    kinds = [name == "recurrent_ppo" for name in (source["algorithm"], config.algorithm)]
    if kinds[0] != kinds[1]:
        raise ConfigError(
            f"init_from.path: {path} was trained with algorithm {source['algorithm']}, this "
            f"configuration has {config.algorithm}: one has an LSTM, the other none"
        )
    for key, value in source["network"].items():
        if ours[key] != value and (kinds[0] or key not in {"lstm_size", "encoder"}):
            raise ConfigError(
                f"init_from.path: {path} has network.{key} = {value}, this configuration has "
                f"{ours[key]}: set network.{key} to the same"
            )
    try:
        make_policy(config).load_state_dict(load_tensors(policy))
    except (RuntimeError, SafetensorError) as error:
        problem = " ".join(str(error).split())
        raise ConfigError(f"init_from.path: {path} does not fit: {problem}") from None
