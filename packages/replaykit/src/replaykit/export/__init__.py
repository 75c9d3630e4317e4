"""Replays in other formats: tables, data sets, videos, pages.

Optional packages are imported by the functions that need them.
"""

from __future__ import annotations

from replaykit.export.minari import export_minari
from replaykit.export.page import export_html
from replaykit.export.tables import export_csv, export_jsonl, export_parquet
from replaykit.export.video import export_video

__all__ = [
    "export_csv",
    "export_html",
    "export_jsonl",
    "export_minari",
    "export_parquet",
    "export_video",
]
