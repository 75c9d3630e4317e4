"""The policy file: a trained policy in one safetensors file (docs/formats/policy.md).

Nothing here imports torch: headers are read in milliseconds.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

import envcore
from envcore import spec
from replaykit.files import write_atomically
from trainkit.config.learning import NetworkSection
from trainkit.envs import features
from trainkit.errors import PolicyFileError

SUFFIX: Final = ".safetensors"
SCHEMA: Final = 1
FORMAT: Final = "prospector-policy"
_METADATA_KEY: Final = "policy"  # one key only: safetensors does not sort its metadata

Tensors = dict[str, npt.NDArray[np.float32]]


class _Part(BaseModel):
    """A part of a header: unknown keys, of later versions, are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, allow_inf_nan=False)


class Normaliser(_Part):
    """How observations are scaled; see the tensors `normaliser.mean` and `normaliser.scale`."""

    clip: float
    """Scaled inputs lie within -clip..clip."""
    epsilon: float
    """Added to the variance: scale = 1 / sqrt(variance + epsilon)."""
    count: float
    """Observations behind the statistics."""


class Training(_Part):
    """The training that a policy comes from."""

    env_steps: int | None = None
    """Environment steps before it, summed over worlds."""
    window: int | None = None
    cpu_s: float | None = None
    """CPU seconds of its windows."""
    evaluation: dict[str, Any] | None = None
    """The evaluation after its window, as in windows.jsonl."""
    config: dict[str, Any] = Field(default_factory=dict)
    """The configuration without the keys that name destinations."""
    config_digest: str | None = None


class Heldout(_Part):
    """What it reaches on held-out worlds, as in evaluation.json."""

    seeds: dict[str, Any]
    time_max: int
    options: dict[str, Any]
    deterministic: bool
    episodes: int
    net_profit: dict[str, float]
    returns: dict[str, float] = Field(alias="return")
    survival: float
    bundle: str | None = None
    """SHA-256 of the bundle of its replays."""


class PolicyHeader(_Part):
    """The header of a policy file: everything about a policy except its numbers."""

    format: Literal["prospector-policy"] = FORMAT
    schema_version: int = Field(SCHEMA, alias="schema")
    name: str
    env_id: str = spec.ENV_ID
    spec_digest: str = spec.SPEC_DIGEST
    algorithm: Literal["maskable_ppo", "ppo", "recurrent_ppo", "random"]
    masks: bool
    """Whether illegal actions get a probability of 0."""
    env: dict[str, Any]
    """Options of the worlds that it was trained in."""
    network: NetworkSection
    features_version: int | None
    """Version of the memory features that it reads, None if it reads none."""
    normaliser: Normaliser | None
    weights_digest: str = ""
    """SHA-256 of the tensor bytes; it names the policy in replays."""
    training: Training = Training()
    heldout: Heldout | None = None
    provenance: dict[str, Any] = Field(default_factory=dict)
    """Run, checkpoint, digest of the checkpoint's policy file, versions of packages."""

    def to_json(self) -> str:
        """Return the header as JSON with sorted keys: equal policies, equal bytes."""
        values = self.model_dump(by_alias=True)
        return json.dumps(values, sort_keys=True, allow_nan=False)

    def env_config(self) -> envcore.EnvConfig:
        """Return the worlds that the policy was trained in."""
        return envcore.EnvConfig(**self.env)

    @property
    def is_recurrent(self) -> bool:
        """Whether the policy has an LSTM."""
        return self.algorithm == "recurrent_ppo"


@dataclass(frozen=True)
class PolicyFile:
    """A policy as plain values: its header, and float32 arrays by the names of the format."""

    header: PolicyHeader
    tensors: Tensors

    def renamed(self, name: str) -> PolicyFile:
        """Return the same policy under another name."""
        return replace(self, header=self.header.model_copy(update={"name": name}))

    def with_heldout(self, figures: Heldout | None) -> PolicyFile:
        """Return the same policy with other figures on held-out worlds."""
        return replace(self, header=self.header.model_copy(update={"heldout": figures}))

    def to_bytes(self) -> bytes:
        """Return the bytes of the file; the digest of the weights is computed here."""
        arrays = {name: np.ascontiguousarray(array, "<f4") for name, array in self.tensors.items()}
        digest = _digest(save_arrays(arrays))
        header = self.header.model_copy(update={"weights_digest": digest})
        return save_arrays(arrays, {_METADATA_KEY: header.to_json()})

    def write(self, path: Path) -> None:
        """Write the file, complete or not at all.

        Raises:
            OSError: It cannot be written.
        """
        write_atomically(path, self.to_bytes())


def read_policy_header(path: Path) -> PolicyHeader:
    """Return the header of a policy file without reading its tensors.

    Raises:
        PolicyFileError: It is not a policy file, or of another spec or version of the features.
    """
    try:
        with safe_open(path, "np") as file:
            metadata = file.metadata()
    except OSError as error:
        raise PolicyFileError(f"policy {path}: {error.strerror or error}") from None
    except SafetensorError as error:
        raise PolicyFileError(f"policy {path}: not a safetensors file: {error}") from None
    return _header_of(metadata or {}, path)


def read_policy_file(path: Path) -> PolicyFile:
    """Return the policy in a file, checked against its digest.

    Raises:
        PolicyFileError: It is not a policy file, damaged, or of another spec or version of the
            features.
    """
    header = read_policy_header(path)
    data = path.read_bytes()
    if (found := _digest(data)) != header.weights_digest:
        raise PolicyFileError(
            f"policy {path}: damaged: the tensors' SHA-256 is {found[:12]}, its header states "
            f"{header.weights_digest[:12]}"
        )
    return PolicyFile(header, load_arrays(data))


def _digest(data: bytes) -> str:
    """Return the SHA-256 of the tensors of a safetensors file: what follows its JSON header."""
    (length,) = struct.unpack_from("<Q", data)
    return hashlib.sha256(data[8 + length :]).hexdigest()


def _header_of(metadata: dict[str, str], path: Path) -> PolicyHeader:
    try:
        values = json.loads(metadata[_METADATA_KEY])
        is_policy = values["format"] == FORMAT
    except (KeyError, TypeError, ValueError):
        is_policy = False
    if not is_policy:
        raise PolicyFileError(
            f"policy {path}: a safetensors file without a policy's header: make one with "
            "`trainkit export RUN`"
        )
    if values.get("schema") != SCHEMA:
        raise PolicyFileError(
            f"policy {path}: schema is {values.get('schema')}, this trainkit reads {SCHEMA}: use "
            "the trainkit that wrote it"
        )
    _check_world(values, path)
    try:
        return PolicyHeader.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise PolicyFileError(f"policy {path}: header: {key}: {first['msg']}") from None


def _check_world(values: dict[str, Any], path: Path) -> None:
    """Refuse a policy of another world or of other memory features."""
    given = str(values.get("spec_digest"))
    if given != spec.SPEC_DIGEST:
        raise PolicyFileError(
            f"policy {path}: spec digest is {given[:12]}, this build has "
            f"{spec.SPEC_DIGEST[:12]}: use the envcore that trained it"
        )
    version = values.get("features_version")
    if version not in {None, features.VERSION}:
        raise PolicyFileError(
            f"policy {path}: it reads memory features of version {version}, this trainkit has "
            f"version {features.VERSION}: use the trainkit that trained it"
        )
