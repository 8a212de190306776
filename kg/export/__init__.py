"""The store in the formats of other tools: the same store always gives the same bytes.

Turtle, N-Triples, JSON-LD and RDF/XML hold the union of all graphs as triples, TriG and N-Quads the graphs
themselves. What the ontology says is left out: it has a file of its own. GraphML, GEXF and Cypher hold the network
of entities, CSV one row for each place where a relation is stated.
"""

from collections.abc import Callable

from kg import graph
from kg.errors import UsageError
from kg.export.network import cypher, gexf, graphml, network
from kg.export.rdf import RDF_FORMATS, serialize, sorted_trig
from kg.export.table import csv
from kg.model import Extraction
from kg.store import Store

__all__ = ["FORMATS", "RDF_FORMATS", "export", "network", "serialize", "trig"]

_OTHERS: dict[str, Callable[[Store], bytes]] = {"graphml": graphml, "gexf": gexf, "csv": csv, "cypher": cypher}

FORMATS: tuple[str, ...] = (*RDF_FORMATS, *_OTHERS)
"""The names of all formats; ``serialize`` writes the first six, ``RDF_FORMATS``."""


def export(store: Store, name: str) -> bytes:
    """Return the whole store in a format, in UTF-8; raise ``UsageError`` for a format that there is not."""
    if name in _OTHERS:
        return _OTHERS[name](store)
    if name in RDF_FORMATS:
        return serialize((quad for quad in store if quad.graph_name != graph.ONTOLOGY_GRAPH), name)
    raise UsageError(f"unknown format {name}: choose one of {', '.join(FORMATS)}")


def trig(extraction: Extraction) -> bytes:
    """Return the named graph of one document as TriG, in UTF-8."""
    return sorted_trig(graph.quads(extraction))
