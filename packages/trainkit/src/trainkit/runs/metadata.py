"""run_metadata.json: how a run stands."""

from __future__ import annotations

import json
from typing import Any

from envcore import spec
from trainkit.config.schema import RunConfig
from trainkit.files import write_json
from trainkit.runs.folder import RunFolder, checkpoint_name, replay_name
from trainkit.runs.manifest import now


class RunMetadata:
    """run_metadata.json: how the run stands, rewritten whole at every change.

    Args:
        folder: Of the run.
        config: Of the run.
        window: The last whole window, 0 if there is none.
        tagged: The latest replay of every tag.
    """

    def __init__(
        self, folder: RunFolder, config: RunConfig, window: int, tagged: dict[str, str]
    ) -> None:
        self._config = config
        self._path = folder.path / "run_metadata.json"
        self._values: dict[str, Any] = {
            "schema": 1,
            "run_id": folder.path.name,
            "status": "running",
            "created": self._created(),
            "updated": now(),
            "env_id": spec.ENV_ID,
            "algorithm": config.algorithm,
            "window": 0,
            "windows_total": config.windows,
            "env_steps": 0,
            "env_steps_total": config.total_steps,
            "latest_window": None,
            "latest_checkpoint": None,
            "latest_replay": None,
            "best_replay": None,
            "milestones": {},
            "error": None,
            "links": {},
        }
        self.window_done(window, tagged)

    def window_done(self, window: int, tagged: dict[str, str]) -> None:
        """Say that a window is whole, and which replay has each tag."""
        milestones = {
            tag.removeprefix("milestone:"): replay
            for tag, replay in tagged.items()
            if tag.startswith("milestone:")
        }
        self.update(
            best_replay=tagged.get("best_so_far"),
            milestones=milestones,
            window=window,
            env_steps=window * self._config.window_steps,
            latest_window=window or None,
            latest_checkpoint=checkpoint_name(window) if window else None,
            latest_replay=replay_name(window) if window else None,
        )

    def _created(self) -> str:
        try:
            return str(json.loads(self._path.read_bytes())["created"])
        except (OSError, ValueError, KeyError, TypeError):
            return now()

    def update(self, **values: Any) -> None:
        """Change some values and write the file."""
        self._values |= values | {"updated": now()}
        write_json(self._path, self._values)
