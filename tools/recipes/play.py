"""Checks the changed packages: `python -m tools.recipes` runs it against them."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

import envcore
import envref
from envcore import spec
from playserver.models.play import EnvOptions
from replaykit.simulate.frames import NO_REWARD
from trainkit.config.env_section import EnvSection

STEPS = 150
TOLD = {"option": "spare_kit", "observation": "calm", "term": "alert", "info": "node"}


def main() -> None:
    """Check the declarations, then play both implementations side by side."""
    assert envcore.EnvConfig().to_dict()[TOLD["option"]] is False
    assert TOLD["term"] in [term.name for term in spec.REWARD_TERMS]
    assert TOLD["info"] in [key.name for key in spec.INFO_KEYS]
    assert spec.CARGO_MAX == 240.0
    for model in (EnvSection, EnvOptions):
        assert model.model_fields[TOLD["option"]].default is False
    assert TOLD["term"] in NO_REWARD
    for spare_kit in (False, True):
        play_both(spare_kit=spare_kit)


def play_both(*, spare_kit: bool) -> None:
    """Play envcore, its vector environment and envref with the same actions."""
    options: dict[str, Any] = {TOLD["option"]: spare_kit, "time_max": 400}
    native = envcore.AsteroidProspectorEnv(**options)
    reference = envref.ReferenceEnv(**options)
    batch = envcore.AsteroidProspectorVectorEnv(1, **options, info="all")
    observation, info = native.reset(seed=3)
    reference.reset(seed=3)
    batch.reset(seed=3)
    kits = int(envcore.decode(observation).repair_kits)
    assert kits == spec.START_REPAIR_KITS + spare_kit

    rng = random.Random(0)
    terms_seen = 0.0
    for _ in range(STEPS):
        legal = np.flatnonzero(info["action_mask"]).tolist()
        mining = [action for action in legal if 28 <= action <= 30]
        action = rng.choice(mining if mining and rng.random() < 0.5 else legal)
        if action == spec.Action.CASH_OUT:
            continue
        observation, reward, terminated, truncated, info = native.step(action)
        expected = reference.step(action)
        rows, rewards, *_, infos = batch.step(np.array([action]))
        assert observation.tobytes() == expected[0].tobytes() == rows[0].tobytes()
        assert reward == expected[1] == rewards[0]
        assert info[TOLD["info"]] == expected[4][TOLD["info"]] == infos[TOLD["info"]][0]
        assert native.reward_terms() == reference.reward_terms()
        assert native.get_state() == reference.get_state() == batch.get_state(0)
        view: Any = envcore.decode(observation)  # with a field that is not declared here
        assert np.isclose(view.calm, spec.ALERT_MAX - view.alert, atol=1e-3)
        terms_seen += native.reward_terms()[TOLD["term"]]
        if terminated or truncated:
            break
    assert terms_seen < 0


if __name__ == "__main__":
    main()
