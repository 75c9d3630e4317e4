"""Episodes that policies flew, and what torch computed at every step, for other readers.

    python -m tools.policy_episodes            # write tests/policy_episodes/
    python -m tools.policy_episodes --check    # compute again and compare

Small networks of every kind with random weights, and the policies that come with trainkit.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

import envcore
from trainkit.config.learning import NetworkSection
from trainkit.envs.features import VERSION, MemoryFeatures
from trainkit.envs.frames import FrameStack
from trainkit.policies.actor_critic import RecurrentActorCritic, networks_of
from trainkit.policies.layers import normaliser_of, policy_of, policy_tensors
from trainkit.policies.masked_categorical import mask_bias
from trainkit.policies.networks import network_policy, running_norm
from trainkit.policies.policy_file import PolicyFile, PolicyHeader, read_policy_file
from trainkit.policies.pretrained import PREFIX, pretrained_names, pretrained_path

from tools.repository import ROOT

FOLDER: Final = ROOT / "tests" / "policy_episodes"
NETWORKS: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "trunk": ("maskable_ppo", {"hidden": [16, 12]}),
    "separate": ("ppo", {"hidden": [12, 8], "activation": "tanh", "shared_trunk": False}),
    "plain": ("maskable_ppo", {"hidden": [8], "normalise_observations": False}),
    "features": ("maskable_ppo", {"hidden": [16], "engineered_features": True}),
    "stacked": (
        "maskable_ppo",
        {"hidden": [8], "frame_stack": 3, "engineered_features": True},
    ),
    "recurrent": ("recurrent_ppo", {"hidden": [8], "lstm_size": 6, "shared_trunk": False}),
    "recurrent_encoder": (
        "recurrent_ppo",
        {"hidden": [8], "lstm_size": 6, "encoder": [10, 7], "shared_trunk": True},
    ),
    "recurrent_shared": (
        "recurrent_ppo",
        {"hidden": [8], "lstm_size": 6, "shared_trunk": True, "engineered_features": True},
    ),
}
SMALL_TIME_MAX: Final = 120
PRETRAINED_TIME_MAX: Final = 400
TOLERANCE: Final = 1e-6
"""Of `--check`: other processors add float32 in other orders."""


def random_policy(algorithm: Any, network: dict[str, Any]) -> PolicyFile:
    """Return a policy with random weights and statistics of observations."""
    section = NetworkSection.model_validate(network)
    torch.manual_seed(1)
    policy = network_policy(algorithm, section)
    if (norm := running_norm(policy)) is not None:
        norm.update(torch.rand(20, norm.features_dim) * 2 - 1)
    with torch.no_grad():
        for parameter in policy.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    header = PolicyHeader(
        name="random weights",
        algorithm=algorithm,
        masks=algorithm != "ppo",
        env={},
        network=section,
        features_version=VERSION if section.engineered_features else None,
        normaliser=normaliser_of(policy),
    )
    return PolicyFile(header, policy_tensors(policy))


def decide(networks: Any, inputs: Any, mask: Any, state: Any) -> tuple[Any, float, Any]:
    """Return probabilities (69,) and value of one world's inputs, and the next state."""
    with torch.inference_mode():
        x = networks.normalize(torch.from_numpy(inputs))
        if isinstance(networks, RecurrentActorCritic):
            start = torch.zeros(1, 1, dtype=torch.bool)
            logits, value, state = networks(x.unsqueeze(0), state, start)
        else:
            logits, value = networks(x)
        if mask is not None:
            logits = logits + mask_bias(torch.from_numpy(mask[np.newaxis] != 0))
        return logits.softmax(dim=1)[0].numpy(), float(value), state


def episode_of(file: PolicyFile, seed: int, time_max: int) -> dict[str, Any]:
    """Return an episode with probabilities (n, 69) and values (n,) before each action."""
    networks: Any = networks_of(policy_of(file))
    memory = MemoryFeatures(1) if file.header.network.engineered_features else None
    count = file.header.network.frame_stack
    frames: FrameStack | None = None
    is_recurrent = isinstance(networks, RecurrentActorCritic)
    state = networks.initial_state(1, torch.device("cpu")) if is_recurrent else None
    env = envcore.AsteroidProspectorEnv(time_max=time_max)
    observation, info = env.reset(seed=seed)
    rng = np.random.default_rng(seed)
    actions: list[int] = []
    computed: list[tuple[Any, float]] = []
    has_ended = False
    while not has_ended:
        rows = observation[np.newaxis]
        rows = rows if memory is None else memory.observe(rows)
        frames = frames or FrameStack(1, count, rows.shape[1])
        stacks = np.empty((1, count * rows.shape[1]), np.float32)
        frames.observe(rows, stacks)
        mask = info["action_mask"] if file.header.masks else None
        p, value, state = decide(networks, stacks, mask, state)
        action = int(np.searchsorted(np.cumsum(p, dtype=np.float64), rng.random() * p.sum()))
        actions.append(action)
        computed.append((p, value))
        if memory is not None:
            memory.note_actions(np.array([action]))
        frames.advance()
        observation, _, terminated, truncated, info = env.step(action)
        has_ended = terminated or truncated
    return {
        "seed": str(seed),
        "options": {"time_max": time_max},
        "actions": actions,
        "probabilities_f32_b64": _base64(np.stack([p for p, _ in computed])),
        "values_f32_b64": _base64(np.array([value for _, value in computed])),
    }


def small_episode(name: str) -> dict[str, Any]:
    """Return the content of the file of a small network."""
    file = random_policy(*NETWORKS[name])
    policy = base64.b64encode(file.to_bytes()).decode()
    return {"policy_b64": policy, **episode_of(file, 5, SMALL_TIME_MAX)}


def make() -> dict[str, dict[str, Any]]:
    """Return the content of every file, by name."""
    made = {name: small_episode(name) for name in NETWORKS}
    for name in pretrained_names():
        file = read_policy_file(pretrained_path(f"{PREFIX}{name}"))
        played = episode_of(file, 7, PRETRAINED_TIME_MAX)
        made[f"pretrained_{name}"] = {"pretrained": name, **played}
    return made


def read(path: Path) -> dict[str, Any]:
    """Return the content of a file."""
    content: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return content


def path_of(name: str) -> Path:
    """Return where an episode is stored."""
    return FOLDER / f"{name}.json.gz"


def difference(made: dict[str, Any], stored: dict[str, Any]) -> str | None:
    """Return the first key that differs, numbers by more than TOLERANCE; None if there is none."""
    for key in sorted(made.keys() | stored.keys()):
        a, b = made.get(key), stored.get(key)
        if key.endswith("_f32_b64") and a is not None and b is not None:
            ours, theirs = (np.frombuffer(base64.b64decode(text), "<f4") for text in (a, b))
            if ours.shape == theirs.shape and np.allclose(ours, theirs, atol=TOLERANCE):
                continue
        elif a == b:
            continue
        return key
    return None


def _base64(numbers: Any) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers, "<f4").tobytes()).decode()


def main() -> int:
    """Run the command; return 1 if a stored episode differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    for name, content in make().items():
        path = path_of(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            data = json.dumps(content, sort_keys=True).encode()
            path.write_bytes(gzip.compress(data, 9, mtime=0))
        elif (key := difference(content, read(path))) is not None:
            sys.stderr.write(f"{path.relative_to(ROOT)}: {key} differs\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
