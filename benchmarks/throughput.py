"""Ratios of speed, measured side by side in one run: extraction beside the bare segmentation of the same text.

Usage: python benchmarks/throughput.py [FOLDER] (default: seeds).
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import rjieba

from kg.documents import read, walk
from kg.extraction import extract
from kg.graph import quads
from kg.model import Document

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios and the rates of this machine."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "seeds")
    paths = [path for path in walk([folder]) if isinstance(path, Path)]
    documents = [read(path) for path in paths]
    size = sum(len(d.text) for d in documents)

    def segment() -> None:
        for document in documents:
            rjieba.tag(document.text)

    def whole(document: Document) -> None:
        quads(extract(document))

    def everything() -> None:
        for document in documents:
            whole(document)

    everything()  # The lexicons are loaded outside the measurement.
    pairs = [(seconds(segment), seconds(everything)) for _ in range(ROUNDS)]
    ratio = median(b / a for a, b in pairs)
    rate = median(b for _, b in pairs)
    print(f"{len(documents)} documents, {size} characters, median of {ROUNDS} rounds")
    print(f"extraction to quads / segmentation alone: {ratio:.1f}")
    print(f"{len(documents) / rate:.0f} documents/s, {size / rate / 1000:.0f} thousand characters/s on one core")


if __name__ == "__main__":
    main()
