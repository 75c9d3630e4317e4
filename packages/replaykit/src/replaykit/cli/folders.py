"""The commands for many replays at once: index, bundle, verify-bundle."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

from replaykit.cli.exit_codes import Exit
from replaykit.cli.progress import progress_bar
from replaykit.cli.read import printable
from replaykit.library.bundle import verify_bundle, write_bundle
from replaykit.library.folder import find_replays
from replaykit.library.index import database_path, query_index, update_index
from replaykit.sources import opened


def index(args: argparse.Namespace) -> int:
    """Bring an index up to date and print the rows that fit."""
    with progress_bar("index") as tick:
        change = update_index(args.folder, args.db, progress=tick)
    rows = query_index(
        database_path(args.folder, args.db),
        tag=args.tag,
        policy=args.policy,
        window=args.window,
        min_return=args.min_return,
        max_return=args.max_return,
        order=args.order,
        descending=args.descending,
        limit=args.limit,
    )
    for row in rows:
        print(json.dumps(row) if args.json else printable(_line_of(row)))
    print(
        f"{len(rows)} shown; {change.added} new, {change.changed} changed, {change.removed} gone, "
        f"{change.unreadable} unreadable",
        file=sys.stderr,
    )
    return Exit.TRUE


def bundle(args: argparse.Namespace) -> int:
    """Pack replays with their table, and print that."""
    paths = find_replays(args.paths)
    with progress_bar("bundle", len(paths)) as tick:
        table = write_bundle(paths, args.out, progress=tick)
    print(
        f"{'player':24} {'episodes':>8} {'return':>10} {'median':>10} {'iqm':>10} {'survival':>8}"
    )
    for row in table["players"]:
        figures = (row["return"][name] for name in ("mean", "median", "iqm"))
        numbers = " ".join(f"{value:10.3f}" for value in figures)
        print(f"{printable(row['name']):24} {row['episodes']:8} {numbers} {row['survival']:8.0%}")
    print(f"{args.out}: {len(paths)} episodes")
    return Exit.TRUE


def check_bundle(args: argparse.Namespace) -> int:
    """Say whether a bundle is true."""
    with opened(args.file) as stream:
        source = stream if stream.seekable() else io.BytesIO(stream.read())
        with progress_bar("verify-bundle") as tick:
            verdict = verify_bundle(source, num_threads=args.threads, progress=tick)
    if verdict.is_true:
        print(f"{args.file}: {verdict.message}")
        return Exit.TRUE
    print(f"replaykit: {args.file}: false: {verdict.message}", file=sys.stderr)
    return Exit.FALSE


def _line_of(row: dict[str, Any]) -> str:
    """Return what a person wants to know of a row."""
    path = Path(row["path"]).as_posix()
    if row["error"] is not None:
        return f"{path}: {row['error']}"
    total = "cut off" if row["return"] is None else f"return {row['return']:.3f}"
    window = "" if row["window"] is None else f", window {row['window']}"
    tags = f" [{', '.join(row['tags'])}]" if row["tags"] else ""
    return f"{path}: {row['policy']}{window}, {row['steps']} steps, {total}{tags}"
