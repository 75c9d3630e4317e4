"""`python -m tools.change_notes [MESSAGE]`: check the commits since the rule, or the next one."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.change_notes import commits_since_rule, fault_of, staged_commit


def main(arguments: list[str]) -> int:
    """Print what is wrong; return 1 if anything is."""
    commits = [staged_commit(Path(arguments[0]))] if arguments else commits_since_rule()
    faults = [fault for commit in commits if (fault := fault_of(commit))]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"change notes: {len(commits)} commits, {len(faults)} without a note")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
