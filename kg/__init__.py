"""A traceable knowledge graph of an innovation ecosystem, from Chinese texts.

>>> import kg
>>> graph = kg.open("output/store")
>>> graph.build(["seeds"])
>>> graph.query("SELECT …")
"""

from os import PathLike
from typing import TYPE_CHECKING

from kg.errors import DataError, KgError, ReadError, StoreError, UsageError

if TYPE_CHECKING:
    from kg.knowledge import Graph
    from kg.model import Extraction

__all__ = ["DataError", "KgError", "ReadError", "StoreError", "UsageError", "extract", "open"]


def open(where: str | PathLike[str] = "output/store") -> "Graph":  # noqa: A001
    """Return the graph in a store; ``build`` makes the store where there is none."""
    from kg.knowledge import Graph

    return Graph(where)


def extract(text: str, source: str = "text") -> "Extraction":
    """Return a text's entities, statements and observations as plain objects. Raises ``ReadError`` for a blank one."""
    from kg import documents, extraction

    return extraction.extract(documents.from_text(text, source))
