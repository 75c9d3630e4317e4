"""run_metadata.json: status and progress of a run, rewritten whole at every change."""

from __future__ import annotations

from typing import Any

from envcore import spec
from trainkit.config.schema import RunConfig
from trainkit.files import parse_json, write_json
from trainkit.runs.manifest import now
from trainkit.runs.paths import RunPaths, checkpoint_name, replay_name
from trainkit.runs.replays import BEST_SO_FAR, milestone_of


class RunMetadata:
    """The state of a run.

    Args:
        paths: Of the run.
        config: Of the run.
        window: The last complete window, 0 without one.
        tagged: The latest replay of every tag.
        best_checkpoint: Its name.

    Attributes:
        was_completed: Whether an earlier session completed the run.
    """

    def __init__(
        self,
        paths: RunPaths,
        config: RunConfig,
        window: int,
        tagged: dict[str, str],
        best_checkpoint: str | None = None,
    ) -> None:
        self._config = config
        self._path = paths.metadata
        before = self._before()
        self.was_completed = before.get("status") == "completed"
        self._values: dict[str, Any] = {
            "schema": 1,
            "run_id": paths.root.name,
            "status": "running",
            "created": str(before.get("created", now())),
            "updated": now(),
            "env_id": spec.ENV_ID,
            "algorithm": config.algorithm,
            "window": 0,
            "windows_total": config.windows,
            "env_steps_total": 0,
            "env_steps_planned": config.total_steps,
            "latest_window": None,
            "latest_checkpoint": None,
            "latest_replay": None,
            "best_checkpoint": None,
            "best_replay": None,
            "milestones": {},
            "error": None,
            "links": _links_in(before),
        }
        self.window_done(window, tagged, best_checkpoint)

    def window_done(
        self, window: int, tagged: dict[str, str], best_checkpoint: str | None = None
    ) -> None:
        """Store that a window is complete, which replay has each tag, and the best checkpoint."""
        reached = {milestone_of(tag): replay for tag, replay in tagged.items()}
        self.update(
            best_checkpoint=best_checkpoint,
            best_replay=tagged.get(BEST_SO_FAR),
            milestones={name: replay for name, replay in reached.items() if name is not None},
            window=window,
            env_steps_total=window * self._config.window_steps,
            latest_window=window or None,
            latest_checkpoint=checkpoint_name(window) if window else None,
            latest_replay=replay_name(window) if window else None,
        )

    def update(self, **values: Any) -> None:
        """Change some values and write the file."""
        self._values |= values | {"updated": now()}
        write_json(self._path, self._values)

    def add_links(self, links: dict[str, str]) -> None:
        """Add web addresses where the run is shown; those of earlier sessions stay."""
        if links:
            self.update(links=self._values["links"] | links)

    def _before(self) -> dict[str, Any]:
        """Return what an earlier session left in the file; nothing if it is damaged."""
        try:
            found = parse_json(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _links_in(values: dict[str, Any]) -> dict[str, str]:
    """Return the links that a file holds, those that are text."""
    links = values.get("links")
    found = links.items() if isinstance(links, dict) else ()
    return {name: link for name, link in found if isinstance(link, str)}
