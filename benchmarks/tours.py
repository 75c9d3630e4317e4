"""The recorded actions of the workload `tours`, as record_tours.py wrote them."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

TOURS_FILE = Path(__file__).parent / "tours.bin.gz"
TOUR_SEED = 1000
"""World seed of the first tour; the others follow. It stands in worlds/tape.hpp, too."""
HEAD = "<II"


def write_tours(tours: npt.NDArray[np.uint8]) -> None:
    """Write the actions of all tours, uint8 (tours, steps)."""
    data = struct.pack(HEAD, *tours.shape) + tours.tobytes()
    TOURS_FILE.write_bytes(gzip.compress(data, 9, mtime=0))


def read_tours() -> npt.NDArray[np.uint8]:
    """Return the actions of all tours, uint8 (tours, steps)."""
    data = gzip.decompress(TOURS_FILE.read_bytes())
    shape = struct.unpack_from(HEAD, data)
    return np.frombuffer(data, np.uint8, offset=struct.calcsize(HEAD)).reshape(shape)


def unpack_tours(path: Path) -> None:
    """Write the file as the C++ benchmark reads it."""
    path.write_bytes(gzip.decompress(TOURS_FILE.read_bytes()))
