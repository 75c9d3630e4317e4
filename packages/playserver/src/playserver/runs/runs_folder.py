"""The folder of the run folders: which runs it holds, and what in it cannot be shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from playserver.errors import NotFoundError
from playserver.ids import inside, is_id, printable, shown
from playserver.runs.folder import RunFolder


@dataclass(frozen=True, slots=True)
class Contents:
    """What the runs folder holds.

    Attributes:
        runs: The runs, in no order.
        problems: What else looks like a run, and why it is not shown.
    """

    runs: list[RunFolder]
    problems: list[str]


class RunsFolder:
    """The folder of the run folders, which may not exist yet.

    Args:
        root: The folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))

    def contents(self) -> Contents:
        """Return all runs; whatever one of them is, the others are there."""
        found = Contents([], [])
        try:
            names = sorted(path.name for path in self.root.iterdir())
        except FileNotFoundError:
            found.problems.append("the runs folder does not exist yet: `trainkit run` makes it")
            return found
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            found.problems.append(f"the runs folder cannot be read: {reason}")
            return found
        for name in names:
            self._add(name, found)
        return found

    def find(self, run_id: str) -> RunFolder:
        """Return the folder of a run.

        Raises:
            NotFoundError: The id is invalid, or a link out of the folder, or not a run.
        """
        path = inside(self.root, run_id) if is_id(run_id) else None
        folder = RunFolder(path) if path is not None else None
        if folder is None or not folder.is_complete:
            raise NotFoundError(f"no run is named {shown(run_id)}")
        return folder

    def _add(self, name: str, found: Contents) -> None:
        """Add an entry of the folder to the runs, to the problems, or to neither."""
        path = inside(self.root, name)
        if path is None:
            leads_nowhere = not os.path.exists(self.root / name)  # noqa: PTH110  # it raises nothing
            if leads_nowhere or RunFolder(self.root / name).is_complete:
                found.problems.append(
                    f"{printable(name)} is a link out of the runs folder: move its run here"
                )
        elif RunFolder(path).is_complete:
            if is_id(name):
                found.runs.append(RunFolder(path))
            else:
                found.problems.append(
                    f"{printable(name)} cannot be the name of a run: rename the folder, "
                    "with letters, digits, '.', '_' and '-'"
                )
