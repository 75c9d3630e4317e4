"""PPO with action masks in one file that reads from top to bottom, in the manner of CleanRL.

It needs torch and envcore, and nothing else. The worlds are stepped natively; observations,
rewards and masks come as arrays of one row per world.

    python examples/ppo.py --total-steps 1000000
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np
import torch
from torch import nn

import envcore
from envcore import spec


def network(width: int, outputs: int, gain: float) -> nn.Module:
    """Return a network whose last layer starts with weights of that size."""
    last = nn.Linear(width, outputs)
    nn.init.orthogonal_(last.weight, gain)
    nn.init.zeros_(last.bias)
    first, second = nn.Linear(spec.OBS_DIM, width), nn.Linear(width, width)
    return nn.Sequential(first, nn.Tanh(), second, nn.Tanh(), last)


class Agent(nn.Module):
    """A critic and an actor that chooses among legal actions."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.actor = network(width, spec.N_ACTIONS, gain=0.01)
        self.critic = network(width, 1, gain=1.0)

    def value(self, seen: torch.Tensor) -> torch.Tensor:
        """Return the value of observations, shape (n,)."""
        value: torch.Tensor = self.critic(seen).squeeze(-1)
        return value

    def choice(self, seen: torch.Tensor, masks: torch.Tensor) -> torch.distributions.Categorical:
        """Return the distribution over legal actions."""
        scores = self.actor(seen).masked_fill(~masks, -torch.inf)
        return torch.distributions.Categorical(logits=scores)


def parse() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--total-steps", type=int, default=1_000_000)
    parser.add_argument("--worlds", type=int, default=64)
    parser.add_argument("--rollout-steps", type=int, default=128)
    parser.add_argument("--time-max", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--gamma", type=float, default=0.998)
    parser.add_argument("--gae-lambda", type=float, default=0.95)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minibatches", type=int, default=8)
    parser.add_argument("--clip", type=float, default=0.2)
    parser.add_argument("--entropy", type=float, default=0.01)
    parser.add_argument("--value", type=float, default=0.5)
    parser.add_argument("--max-norm", type=float, default=0.5)
    parser.add_argument("--width", type=int, default=64)
    return parser.parse_args()


class Rollout:
    """What all worlds did in a number of steps; every array has a row per step."""

    def __init__(self, steps: int, worlds: int) -> None:
        shape = (steps, worlds)
        self.seen = torch.zeros(*shape, spec.OBS_DIM)
        self.masks = torch.zeros(*shape, spec.N_ACTIONS, dtype=torch.bool)
        self.actions = torch.zeros(shape, dtype=torch.int64)
        self.logprobs, self.values, self.rewards, self.ended = (
            torch.zeros(shape) for _ in range(4)
        )


@torch.no_grad()
def play(
    envs: envcore.AsteroidProspectorVectorEnv,
    agent: Agent,
    start: tuple[np.ndarray, dict[str, Any]],
    rollout: Rollout,
    gamma: float,
) -> tuple[tuple[np.ndarray, dict[str, Any]], list[float]]:
    """Fill a rollout; return where it stopped and the profits of the episodes that ended."""
    observation, infos = start
    profits: list[float] = []
    for t in range(len(rollout.actions)):
        rollout.seen[t] = torch.as_tensor(observation)
        rollout.masks[t] = torch.as_tensor(infos["action_mask"] != 0)
        choice = agent.choice(rollout.seen[t], rollout.masks[t])
        rollout.actions[t] = choice.sample()
        rollout.logprobs[t] = choice.log_prob(rollout.actions[t])
        rollout.values[t] = agent.value(rollout.seen[t])
        observation, reward, terminated, truncated, infos = envs.step(rollout.actions[t].numpy())
        rollout.rewards[t] = torch.as_tensor(reward)
        rollout.ended[t] = torch.as_tensor(terminated | truncated)
        if (
            truncated.any()
        ):  # time is up, but the world is not at its end: add the value of the rest
            rest = agent.value(torch.as_tensor(infos["final_obs"][truncated]))
            rollout.rewards[t, torch.as_tensor(truncated)] += gamma * rest
        if (over := terminated | truncated).any():
            profits += infos["final_info"]["net_profit"][over].tolist()
    return (observation, infos), profits


@torch.no_grad()
def advantages_of(
    rollout: Rollout, next_value: torch.Tensor, gamma: float, gae_lambda: float
) -> torch.Tensor:
    """Return generalized advantages, computed from the last step to the first."""
    advantages = torch.zeros_like(rollout.rewards)
    following = torch.zeros_like(next_value)
    for t in reversed(range(len(advantages))):
        continues = 1 - rollout.ended[t]
        delta = rollout.rewards[t] + gamma * next_value * continues - rollout.values[t]
        following = delta + gamma * gae_lambda * continues * following
        advantages[t], next_value = following, rollout.values[t]
    return advantages


def learn(
    agent: Agent,
    optimizer: torch.optim.Optimizer,
    columns: list[torch.Tensor],
    rng: np.random.Generator,
    args: argparse.Namespace,
) -> None:
    """Improve the agent by clipped losses on shuffled minibatches of a rollout."""
    for _ in range(args.epochs):
        for rows in np.array_split(rng.permutation(len(columns[0])), args.minibatches):
            obs, legal, action, old, advantage, target = (column[rows] for column in columns)
            choice = agent.choice(obs, legal)
            ratio = (choice.log_prob(action) - old).exp()
            advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
            clipped = ratio.clamp(1 - args.clip, 1 + args.clip)
            policy_loss = -torch.min(ratio * advantage, clipped * advantage).mean()
            value_loss = (agent.value(obs) - target).pow(2).mean() / 2
            entropy = choice.entropy().mean()
            loss = policy_loss + args.value * value_loss - args.entropy * entropy
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(agent.parameters(), args.max_norm)
            optimizer.step()


def main() -> None:
    """Train and print a line for every rollout."""
    args = parse()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(args.seed)
    envs = envcore.AsteroidProspectorVectorEnv(
        args.worlds, time_max=args.time_max, info="all", autoreset_mode="SameStep"
    )
    agent = Agent(args.width)
    optimizer = torch.optim.Adam(agent.parameters(), lr=args.learning_rate, eps=1e-5)
    rollout = Rollout(args.rollout_steps, args.worlds)
    batch = args.rollout_steps * args.worlds
    rollouts = max(1, args.total_steps // batch)
    state = envs.reset(seed=args.seed)
    start = time.perf_counter()
    for number in range(rollouts):
        for group in optimizer.param_groups:
            group["lr"] = args.learning_rate * (1 - number / rollouts)
        state, profits = play(envs, agent, state, rollout, args.gamma)
        next_value = agent.value(torch.as_tensor(state[0]))
        advantages = advantages_of(rollout, next_value, args.gamma, args.gae_lambda)
        columns = [rollout.seen, rollout.masks, rollout.actions, rollout.logprobs]
        columns += [advantages, advantages + rollout.values]
        flat = [column.reshape(batch, *column.shape[2:]) for column in columns]
        learn(agent, optimizer, flat, rng, args)

        steps = (number + 1) * batch
        profit = f"{np.mean(profits):9,.0f}" if profits else "        -"
        speed = steps / (time.perf_counter() - start)
        sys.stdout.write(f"steps {steps:9,}   net profit {profit}   {speed:7,.0f} steps/s\n")
        sys.stdout.flush()
    envs.close()


if __name__ == "__main__":
    main()
