"""Makes small wheels, and wheels of what is installed here, for tests of installations."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path

PURE = "py3-none-any"


def make_wheel(
    folder: Path,
    name: str,
    version: str,
    *,
    code: str | None = None,
    requires: Sequence[str] = (),
    tag: str = PURE,
) -> Path:
    """Write a wheel with one module, or without code; return its path."""
    headers = [f"Name: {name}", f"Version: {version}", "Requires-Python: >=3.11"]
    headers += [f"Requires-Dist: {text}" for text in requires]
    files = {} if code is None else {f"{name}/__init__.py": code.encode()}
    path = folder / f"{name.replace('-', '_')}-{version}-{tag}.whl"
    return pack(path, "\n".join(headers), files)


def pack(path: Path, headers: str, files: Mapping[str, bytes]) -> Path:
    """Write a wheel of files, with metadata made of headers."""
    name, version, tag = path.stem.split("-", 2)
    info = f"{name}-{version}.dist-info"
    content = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\n{headers}\n".encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n".encode(),
    }
    record = [f"{member},," for member in (*content, f"{info}/RECORD")]
    content[f"{info}/RECORD"] = "\n".join(record).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in content.items():
            archive.writestr(member, data)
    return path


def repack(folder: Path, name: str) -> Path:
    """Write the wheel that an installed distribution came from.

    Raises:
        ValueError: It was installed without a list of its files, as from a source folder.
    """
    found = distribution(name)
    lines = (found.read_text("WHEEL") or "").splitlines()
    tags = [line.removeprefix("Tag: ") for line in lines if line.startswith("Tag: ")]
    tag = "-".join(  # of each part the different ones, as in manylinux_2_27_x86_64.manylinux_2_28…
        ".".join(dict.fromkeys(parts)) for parts in zip(*(t.split("-") for t in tags), strict=True)
    )
    stem = f"{name}-{found.version}"
    paths = [path for path in found.files or [] if path.parts[0] in (name, f"{stem}.dist-info")]
    wanted = [path for path in paths if "__pycache__" not in path.parts]
    if not any(path.parts[0] == name for path in wanted):
        raise ValueError(f"{name} {found.version}: install its wheel, not its folder")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in wanted:
            if file.name not in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json"):
                archive.write(str(file.locate()), file.as_posix())
        names = [*archive.namelist(), f"{stem}.dist-info/RECORD"]
        archive.writestr(names[-1], "\n".join(f"{one},," for one in names))
    return path
