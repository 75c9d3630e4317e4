"""PufferLib 3.0's trainer, PuffeRL, on the native worlds. It has no action masks.

The package's setup needs downloads from elsewhere. The trainer and its advantage extension build
from the source distribution alone; a C++ compiler is needed.
"""

from __future__ import annotations

import ast
import configparser
import importlib
import io
import sys
import tarfile
import types
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import torch
from gymnasium.vector import AutoresetMode
from torch import nn
from torch.utils import cpp_extension

import envcore
from trainkit.config.schema import RunConfig

from one_file_ppo import ACTIONS, OBSERVATION, layers

VERSION = "3.0.0"
NEEDED = ("pufferl", "pufferlib", "models", "pytorch", "spaces")
KEPT = ("config/default.ini", "extensions/pufferlib.cpp", *(f"{name}.py" for name in NEEDED))
# imported by the trainer for its commands, its own environments and its search
UNUSED = ("rich_argparse", "pufferlib.emulation", "pufferlib.sweep", "pufferlib.vector")


def load_pufferl(source: Path, folder: Path) -> Any:
    """Unpack and build what the trainer needs, and return the module `pufferlib.pufferl`.

    Args:
        source: `pufferlib-3.0.0.tar.gz`.
        folder: For the unpacked files and the extension.
    """
    root = f"pufferlib-{VERSION}"
    with tarfile.open(source) as archive:
        for name in KEPT:
            archive.extract(f"{root}/pufferlib/{name}", folder, filter="data")
    package = types.ModuleType("pufferlib")
    package.__path__ = [str(folder / root / "pufferlib")]
    sys.modules["pufferlib"] = package
    sys.modules.setdefault("gym", gymnasium)  # spaces of the same names
    for name in UNUSED:
        sys.modules.setdefault(name, _Unused(name))
    extension = cpp_extension.load(
        "_C", [str(folder / root / "pufferlib" / "extensions" / "pufferlib.cpp")]
    )
    sys.modules["pufferlib._C"] = extension
    package._C = extension  # type: ignore[attr-defined]  # `from pufferlib import _C`
    base = importlib.import_module("pufferlib.pufferlib")
    vars(package).update({k: v for k, v in vars(base).items() if not k.startswith("__")})
    return importlib.import_module("pufferlib.pufferl")


class _Unused(types.ModuleType):
    """A module whose names exist and do nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Worlds:
    """The native worlds by PufferLib's asynchronous interface."""

    def __init__(self, config: RunConfig) -> None:
        n = config.num_envs
        self._env = envcore.AsteroidProspectorVectorEnv(
            n,
            time_max=config.env.time_max,
            autoreset_mode=AutoresetMode.SAME_STEP,
            info="none",
            copy=False,
        )
        self.num_agents = self.agents_per_batch = n
        self.single_observation_space = self._env.single_observation_space
        self.single_action_space = self._env.single_action_space
        self.driver_env = self
        self._ids, self._all = np.arange(n), np.ones(n, np.bool_)
        no, none = np.zeros(n, np.float32), np.zeros(n, np.bool_)
        self._last: tuple[Any, ...] = (self._env.reset(seed=config.seed)[0], no, none, none)

    def async_reset(self, seed: int) -> None:
        """Do nothing: the worlds begin reset."""

    def recv(self) -> tuple[Any, ...]:
        """Return the last step of every world."""
        return (*self._last, [], self._ids, self._all)

    def send(self, actions: Any) -> None:
        """Step every world."""
        observations, rewards, terminated, truncated, _ = self._env.step(actions.astype(np.int64))
        self._last = (observations, rewards.astype(np.float32), terminated, truncated)


class _Policy(nn.Module):
    """Actor and critic of a configuration's sizes, by PufferLib's interface."""

    def __init__(self, hidden: tuple[int, ...], *, shared: bool) -> None:
        super().__init__()
        self.actor = layers(hidden, OBSERVATION)
        self.critic = self.actor if shared else layers(hidden, OBSERVATION)
        self.logits, self.value = nn.Linear(hidden[-1], ACTIONS), nn.Linear(hidden[-1], 1)

    def forward(self, observations: torch.Tensor, state: Any = None) -> tuple[Any, torch.Tensor]:
        """Return logits and values."""
        del state
        features = self.actor(observations)
        critic = features if self.critic is self.actor else self.critic(observations)
        return self.logits(features), self.value(critic)

    forward_eval = forward


def pufferl_peer(pufferl: Any) -> Callable[[RunConfig], Any]:
    """Return what makes a peer of a configuration."""

    def make(config: RunConfig) -> _PuffeRL:
        return _PuffeRL(pufferl, config)

    return make


class _PuffeRL:
    """`rollout()` collects one rollout and learns from it."""

    def __init__(self, pufferl: Any, config: RunConfig) -> None:
        ppo, network = config.ppo, config.network
        ini = configparser.ConfigParser()
        ini.read(Path(pufferl.__file__).parent / "config" / "default.ini")
        settings = {key: _value(text) for key, text in ini["train"].items()} | {
            "env": "prospector",
            "device": "cpu",
            "optimizer": "adam",
            "use_rnn": False,
            "bptt_horizon": config.rollout_steps,
            "batch_size": config.num_envs * config.rollout_steps,
            "minibatch_size": ppo.batch_size,
            "update_epochs": ppo.n_epochs,
            "learning_rate": ppo.learning_rate,
            "gamma": ppo.gamma,
            "gae_lambda": ppo.gae_lambda,
            "ent_coef": ppo.ent_coef,
            "total_timesteps": config.total_steps,
            "checkpoint_interval": 10**9,
        }
        # drawing its dashboard is part of its time
        with redirect_stdout(io.StringIO()):
            policy = _Policy(tuple(network.hidden), shared=network.shared_trunk)
            self._trainer = pufferl.PuffeRL(settings, _Worlds(config), policy)
            self._trainer.utilization.stop()  # a thread that would keep the process alive

    def rollout(self) -> None:
        """Collect one rollout and learn from it."""
        with redirect_stdout(io.StringIO()):
            self._trainer.evaluate()
            self._trainer.train()


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
