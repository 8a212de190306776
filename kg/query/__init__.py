"""Questions to a store: SPARQL that only reads, named queries, entities by name, and what connects them.

The union of all graphs, which a query sees that names none, is a bag: what two documents say is there twice, so
queries use ``DISTINCT`` and ``COUNT(DISTINCT …)``.
"""

import pyoxigraph as ox
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from kg.query.card import Card, described, show
from kg.query.catalogue import NamedQuery, called, named, parsed
from kg.query.names import Match, find, naming, one, resolve
from kg.query.paths import Path, narrated, path
from kg.query.records import document
from kg.query.results import FORMATS, Result, Table, Triples, Truth, aligned, render
from kg.query.syntax import PREFIXES, check, names_graphs, prologue
from kg.query.totals import Counts, counts
from kg.store import Store

__all__ = [
    "FORMATS",
    "Card",
    "Counts",
    "Match",
    "NamedQuery",
    "Path",
    "Result",
    "Table",
    "Triples",
    "Truth",
    "aligned",
    "called",
    "check",
    "counts",
    "described",
    "document",
    "find",
    "named",
    "narrated",
    "one",
    "parsed",
    "path",
    "render",
    "resolve",
    "run",
    "show",
]


def run(store: Store, sparql: str) -> Result:
    """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE; the contract's prefixes are predefined.

    Raises ``UsageError`` for what does not parse, would write, or would leave the store.
    """
    check(sparql)
    answer = _of_its_graphs(store, sparql) if names_graphs(sparql) else store.query(prologue() + sparql)
    if isinstance(answer, QuerySolutions):
        return Table(answer, naming(store))
    if isinstance(answer, QueryBoolean):
        return Truth(answer)
    return Triples(tuple(sorted(set(answer), key=str)))


def _of_its_graphs(store: Store, sparql: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Answer a query that has FROM, which the engine overrules where it is told to take the union of all graphs."""
    memory = ox.Store()
    memory.bulk_extend(store.quads())
    return memory.query(prologue() + sparql, prefixes=PREFIXES)
