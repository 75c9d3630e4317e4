"""The scripted baselines: observation and mask only, a batch of worlds at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from trainkit.bots.base import Bot
from trainkit.bots.cautious_scanner import CautiousScanner, MarketTimer
from trainkit.bots.greedy_miner import GreedyMiner
from trainkit.bots.prospector import Prospector
from trainkit.bots.random import Random, RandomLegal

BOTS: Final[dict[str, Callable[[], Bot]]] = {
    "random": Random,
    "random_legal": RandomLegal,
    "greedy_miner": GreedyMiner,
    "cautious_scanner": CautiousScanner,
    "market_timer": MarketTimer,
    "prospector": Prospector,
}
"""Every bot by its name."""

DEMONSTRATORS: Final = tuple(name for name in BOTS if name not in {"random", "random_legal"})
"""Bots that a policy can imitate: those whose actions follow from what they observe."""

__all__ = ["BOTS", "DEMONSTRATORS", "Bot"]
