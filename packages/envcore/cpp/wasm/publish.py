"""Put the module into the page, with what it was made of; or say whether the one there is fresh.

    python publish.py            # compile with ziglang and write
    python publish.py --check    # compare digests, compile nothing
    python publish.py --rebuild  # compile and compare the bytes

The module is committed, so that a page can be built without a compiler. `prospector.json` beside it
names the files, flags and compiler that made it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from build import CPP, FLAGS, build, sources

ROOT = CPP.parents[2]
PAGE = ROOT / "packages" / "playserver" / "web" / "src" / "engine"
MODULE = PAGE / "prospector.wasm"
FACTS = PAGE / "prospector.json"
COMPILER = "ziglang"

_INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')


def compiled_files() -> list[Path]:
    """Return the sources and every header of ours that they include, in order of their names."""
    found: set[Path] = set()
    waiting = sources()
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += included_by(path)
    return sorted(found)


def included_by(path: Path) -> Iterator[Path]:
    """Yield the files that one includes by name, except those only for other targets."""
    is_native = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#ifndef __wasm__"):
            is_native = True
        elif is_native and line.startswith(("#else", "#endif")):
            is_native = False
        elif not is_native and (match := _INCLUDE.match(line)):
            yield CPP / match[1]


def source_digest() -> str:
    """Return a digest of all that is compiled and of the flags, 64 hexadecimal digits."""
    digest = hashlib.sha256(json.dumps(FLAGS).encode())
    for path in compiled_files():
        # a checkout on Windows may have other line ends
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"\n{path.relative_to(CPP).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def facts_of(module: bytes, compiler: str) -> dict[str, Any]:
    """Return what is written beside a module."""
    return {
        "compiler": compiler,
        "module_bytes": len(module),
        "module_sha256": hashlib.sha256(module).hexdigest(),
        "source_sha256": source_digest(),
    }


def compiler_version() -> str:
    """Return the name and version of the compiler that is installed."""
    return f"{COMPILER} {metadata.version(COMPILER)}"


def compiled() -> bytes:
    """Return the module, compiled now."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "prospector.wasm"
        build(out, pinned=True)
        return out.read_bytes()


def write() -> str:
    """Compile, write module and facts, and print a summary."""
    module = compiled()
    MODULE.write_bytes(module)
    facts = facts_of(module, compiler_version())
    FACTS.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return f"written: {MODULE.relative_to(ROOT)}, {len(module):,} bytes"


def problem_of_digests() -> str | None:
    """Return why the module is stale, without compiling; None if it is fresh."""
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    if facts["source_sha256"] != source_digest():
        return "the C++ has changed since it was compiled"
    if facts != facts_of(MODULE.read_bytes(), facts["compiler"]):
        return f"it is not the one that {FACTS.name} describes"
    return None


def problem_of_bytes() -> str | None:
    """Return how the module differs from one compiled now; None if it does not."""
    recorded, here = json.loads(FACTS.read_text(encoding="utf-8"))["compiler"], compiler_version()
    if recorded != here:
        return f"it was compiled by {recorded}, here is {here}"
    if compiled() != MODULE.read_bytes():
        return "compiling it again gives other bytes"
    return None


def main() -> int:
    """Run the command; return 1 if the module is stale."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--check", action="store_true", help="compare digests only")
    either.add_argument("--rebuild", action="store_true", help="compile and compare the bytes")
    given = parser.parse_args()
    if not (given.check or given.rebuild):
        print(write())
        return 0
    problem = problem_of_digests()
    if problem is None and given.rebuild:
        problem = problem_of_bytes()
    if problem is not None:
        print(f"stale: {MODULE.relative_to(ROOT)}: {problem}; run `nox -s wasm`", file=sys.stderr)
        return 1
    print(f"{MODULE.relative_to(ROOT)} is fresh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
