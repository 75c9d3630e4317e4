"""Training: the loop, the learner, demonstrations, state to resume from."""

from __future__ import annotations
