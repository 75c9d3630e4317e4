"""Write every table that is made of prospector.toml; with --check, only list stale ones."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from load import load_spec
from schema import SpecError
from write_cpp import cpp_text
from write_cpp_options import c_header_text
from write_decode import decode_text
from write_docs import api_text, docs_text
from write_environment import environment_text
from write_options import config_text, options_text, stub_text
from write_python import python_text
from write_typescript import palette_text, typescript_text

ROOT = Path(__file__).resolve().parents[3]
WRITERS = {
    "packages/envcore/cpp/generated/spec.hpp": cpp_text,
    "packages/envcore/src/envcore/spec.py": python_text,
    "packages/envcore/src/envcore/options.py": options_text,
    "packages/playserver/web/src/generated/spec.ts": typescript_text,
    "packages/playserver/web/src/generated/palette.css": palette_text,
    "docs/spec_tables.md": docs_text,
}
"""Files that are generated whole."""
REGION_WRITERS = {
    "packages/envcore/cpp/c_api/prospector.h": c_header_text,
    "packages/envcore/src/envcore/_native.pyi": stub_text,
    "packages/envcore/src/envcore/config.py": config_text,
    "packages/envcore/src/envcore/decode.py": decode_text,
    "docs/environment.md": environment_text,
    "docs/envcore_api.md": api_text,
}
"""Files written by hand with generated regions."""


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    check_only = parser.parse_args().check
    try:
        spec = load_spec()
        texts = {name: text_of(spec) for name, text_of in WRITERS.items()}
        for name, region_text in REGION_WRITERS.items():
            texts[name] = region_text(spec, (ROOT / name).read_text(encoding="utf-8"))
    except SpecError as error:
        print(f"prospector.toml: {error}", file=sys.stderr)
        return 2

    stale = []
    for name, text in texts.items():
        path = ROOT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check_only:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    verb = "stale" if check_only else "written"
    print("\n".join(f"{verb}: {name}" for name in stale) or "every generated file is fresh")
    return 1 if check_only and stale else 0


if __name__ == "__main__":
    sys.exit(main())
