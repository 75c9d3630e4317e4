"""PPO with action masks in one file that reads from top to bottom, in the manner of CleanRL.

It needs torch and envcore, and nothing else. The worlds are stepped natively; observations,
rewards and masks come as arrays of one row per world.

    python examples/ppo.py --total-steps 1000000
"""

from __future__ import annotations

import argparse
import sys
import time

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


def main() -> None:  # noqa: PLR0915  # the algorithm, from top to bottom
    """Train and print a line for every rollout."""
    args = parse()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    dice = np.random.default_rng(args.seed)
    envs = envcore.AsteroidProspectorVectorEnv(
        args.worlds, time_max=args.time_max, info="all", autoreset_mode="SameStep"
    )
    agent = Agent(args.width)
    optimizer = torch.optim.Adam(agent.parameters(), lr=args.learning_rate, eps=1e-5)

    # what a rollout remembers
    shape = (args.rollout_steps, args.worlds)
    seen = torch.zeros(*shape, spec.OBS_DIM)
    masks = torch.zeros(*shape, spec.N_ACTIONS, dtype=torch.bool)
    actions = torch.zeros(shape, dtype=torch.int64)
    logprobs, values, rewards, ended = (torch.zeros(shape) for _ in range(4))

    observation, infos = envs.reset(seed=args.seed)
    batch = args.rollout_steps * args.worlds
    rollouts = max(1, args.total_steps // batch)
    start = time.perf_counter()
    for rollout in range(rollouts):
        profits = []
        for group in optimizer.param_groups:
            group["lr"] = args.learning_rate * (1 - rollout / rollouts)

        # play
        for t in range(args.rollout_steps):
            seen[t] = torch.as_tensor(observation)
            masks[t] = torch.as_tensor(infos["action_mask"] != 0)
            with torch.no_grad():
                choice = agent.choice(seen[t], masks[t])
                actions[t] = choice.sample()
                logprobs[t] = choice.log_prob(actions[t])
                values[t] = agent.value(seen[t])
            observation, reward, terminated, truncated, infos = envs.step(actions[t].numpy())
            rewards[t] = torch.as_tensor(reward)
            ended[t] = torch.as_tensor(terminated | truncated)
            if truncated.any():  # time is up, but the world is not at its end: count what was left
                left = torch.as_tensor(infos["final_obs"][truncated])
                with torch.no_grad():
                    rewards[t, torch.as_tensor(truncated)] += args.gamma * agent.value(left)
            if (over := terminated | truncated).any():
                profits += infos["final_info"]["net_profit"][over].tolist()

        # advantages, from the last step to the first
        advantages = torch.zeros(shape)
        with torch.no_grad():
            next_value, following = (
                agent.value(torch.as_tensor(observation)),
                torch.zeros(args.worlds),
            )
        for t in reversed(range(args.rollout_steps)):
            goes_on = 1 - ended[t]
            delta = rewards[t] + args.gamma * next_value * goes_on - values[t]
            following = delta + args.gamma * args.gae_lambda * goes_on * following
            advantages[t], next_value = following, values[t]
        returns = advantages + values

        # learn
        columns = (seen, masks, actions, logprobs, advantages, returns)
        flat = [column.reshape(batch, *column.shape[2:]) for column in columns]
        for _ in range(args.epochs):
            for rows in np.array_split(dice.permutation(batch), args.minibatches):
                obs, legal, action, old, advantage, target = (column[rows] for column in flat)
                choice = agent.choice(obs, legal)
                ratio = (choice.log_prob(action) - old).exp()
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                clipped = ratio.clamp(1 - args.clip, 1 + args.clip)
                policy_loss = -torch.min(ratio * advantage, clipped * advantage).mean()
                value_loss = (agent.value(obs) - target).pow(2).mean() / 2
                loss = (
                    policy_loss + args.value * value_loss - args.entropy * choice.entropy().mean()
                )
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(agent.parameters(), args.max_norm)
                optimizer.step()

        steps = (rollout + 1) * batch
        profit = f"{np.mean(profits):9,.0f}" if profits else "        -"
        speed = steps / (time.perf_counter() - start)
        sys.stdout.write(f"steps {steps:9,}   net profit {profit}   {speed:7,.0f} steps/s\n")
        sys.stdout.flush()
    envs.close()


if __name__ == "__main__":
    main()
