"""Runs the commands: `python -m envcore doctor` and `python -m envcore play`."""

from __future__ import annotations

import sys

from envcore.cli import main

if __name__ == "__main__":
    sys.exit(main())
