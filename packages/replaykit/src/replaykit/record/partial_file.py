"""The file of a recording under way: `<name>.part`, renamed when the recording is finished."""

from __future__ import annotations

from pathlib import Path

from replaykit.files import AppendedFile, flush_to_disk, rename


class PartialFile(AppendedFile):
    """`<name>.part`, which grows block by block and gets its final name at the end.

    While `resume` repeats an interrupted recording, that recording stays in `<name>.part.kept`.
    It is deleted when `.part` holds as many steps and is on the disk.

    Args:
        final_path: Name of the finished file. An existing `.part` is emptied.
        kept_steps: Number of steps in `.part.kept`; None if there is no such file.

    Raises:
        OSError: The file cannot be written.
    """

    def __init__(self, final_path: Path, *, kept_steps: int | None = None) -> None:
        super().__init__(partial_path(final_path))
        self.final_path = final_path
        self._kept_steps = kept_steps

    def wrote(self, steps: int) -> None:
        """Note that the file now holds this many steps."""
        if self._kept_steps is not None and steps >= self._kept_steps:
            self._delete_kept()

    def finish(self) -> None:
        """Flush the file to the disk and give it its final name."""
        if self._kept_steps is not None:
            self._delete_kept()
        flush_to_disk(self.path)
        rename(self.path, self.final_path)

    def __getstate__(self) -> object:
        raise TypeError(
            f"the recording {self.path} cannot be copied or pickled, as two copies would write the "
            "same file: finish it first, or record in memory"
        )

    def _delete_kept(self) -> None:
        flush_to_disk(self.path)
        kept_path(self.final_path).unlink()
        self._kept_steps = None


def partial_path(path: Path) -> Path:
    """Return the name of a recording under way: `<name>.part`."""
    return path.with_name(f"{path.name}.part")


def kept_path(path: Path) -> Path:
    """Return the name of an interrupted recording while it is repeated: `<name>.part.kept`."""
    return path.with_name(f"{path.name}.part.kept")
