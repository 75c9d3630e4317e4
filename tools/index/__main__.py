"""`python -m tools.index FOLDER...`: write a static index of the wheels in folders."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.index.distributions import IndexFault
from tools.index.write import write_index

OUT = Path("build/index")


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.index", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="where the wheels and sdists are")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write (%(default)s)")
    parser.add_argument("--url", help="where it will be served (default: the folder's own address)")
    given = parser.parse_args()
    try:
        files = write_index(given.folders, given.out, given.url)
    except IndexFault as fault:
        print(f"index: {fault}", file=sys.stderr)
        return 1
    names = sorted({one.name for one in files})
    print(f"{given.out}: {len(files)} files of {len(names)} projects: {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
