"""A policy gradient in plain PyTorch: no library of algorithms, one file, one page.

Every update plays one short episode in each of many worlds, which are stepped natively, and raises
the probability of the actions that were followed by more than the other worlds got.

    python examples/policy_gradient.py --updates 150
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import torch
from torch import nn

import envcore
from envcore import spec


def make_policy(width: int = 128) -> nn.Module:
    """Return a network from observations (n, 260) to a score for each action (n, 69)."""
    return nn.Sequential(
        nn.Linear(spec.OBS_DIM, width),
        nn.Tanh(),
        nn.Linear(width, width),
        nn.Tanh(),
        nn.Linear(width, spec.N_ACTIONS),
    )


def chosen_by(
    policy: nn.Module, observations: torch.Tensor, masks: torch.Tensor
) -> torch.distributions.Categorical:
    """Return the policy's distribution over the legal actions."""
    scores = policy(observations).masked_fill(~masks, -torch.inf)
    return torch.distributions.Categorical(logits=scores)


def play(
    policy: nn.Module, envs: envcore.AsteroidProspectorVectorEnv, seed: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Play an episode in each world and return what the update needs.

    Returns:
        Observations, masks, actions, rewards and whether the world was still running, each with
        the shape (steps, worlds, ...).
    """
    observations, infos = envs.reset(seed=seed)
    running = np.ones(envs.num_envs, dtype=bool)
    rows = []
    while running.any():
        seen, masks = torch.as_tensor(observations), torch.as_tensor(infos["action_mask"] != 0)
        with torch.no_grad():
            actions = chosen_by(policy, seen, masks).sample()
        observations, rewards, terminated, truncated, infos = envs.step(actions.numpy())
        rows.append(
            (seen, masks, actions, torch.as_tensor(rewards * running), torch.as_tensor(running))
        )
        running = running & ~(terminated | truncated)
    seen, masks, actions, earned, ran = (torch.stack(column) for column in zip(*rows, strict=True))
    return seen, masks, actions, earned, ran


def train(updates: int, worlds: int, time_max: int, learning_rate: float) -> list[float]:
    """Train, and return the mean return of every update's episodes."""
    torch.set_num_threads(1)  # more of them wait for each other, in a network this small
    torch.manual_seed(0)
    policy = make_policy()
    optimizer = torch.optim.Adam(policy.parameters(), lr=learning_rate)
    envs = envcore.AsteroidProspectorVectorEnv(worlds, time_max=time_max, autoreset_mode="SameStep")
    history = []
    for update in range(updates):
        seen, masks, actions, rewards, ran = play(policy, envs, seed=update * worlds)
        to_come = rewards.flip(0).cumsum(0).flip(0)  # what was earned from each step on
        advantage = to_come - to_come.mean(dim=1, keepdim=True)  # the other worlds are the baseline
        advantage = (advantage / (advantage[ran].std() + 1e-8)).float()
        choice = chosen_by(policy, seen[ran], masks[ran])
        loss = -(choice.log_prob(actions[ran]) * advantage[ran]).mean()
        loss = loss - 0.01 * choice.entropy().mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(policy.parameters(), 0.5)
        optimizer.step()
        history.append(float(rewards.sum(dim=0).mean()))
        if update % 10 == 0 or update == updates - 1:
            sys.stdout.write(f"update {update:4}   mean return {history[-1]:8.3f}\n")
            sys.stdout.flush()
    envs.close()
    return history


def main() -> None:
    """Train with the options given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=150)
    parser.add_argument("--worlds", type=int, default=64, help="episodes of an update")
    parser.add_argument("--time-max", type=int, default=150, help="ticks of an episode")
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    chosen = parser.parse_args()
    train(chosen.updates, chosen.worlds, chosen.time_max, chosen.learning_rate)


if __name__ == "__main__":
    main()
