"""The network of entities, and the formats that hold it."""

import io
import json
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.export.facts import Fact, Thing, facts, things
from kg.ontology import ontology
from kg.store import DocumentRecord, Store

if TYPE_CHECKING:
    import networkx as nx

Attributes = dict[str, Any]


def network(
    store: Store,
    *,
    focus: str | None = None,
    depth: int = 1,
    types: Collection[str] = (),
    document: str | None = None,
) -> "nx.MultiDiGraph[str]":
    """Return entities as nodes (by IRI) and asserted relations as edges (by property), in a fixed order.

    A node has ``label``, ``type``, ``klass`` and ``names`` (a sorted list). An edge has ``predicate``, ``confidence``
    (the highest), ``support`` (how many documents state it) and ``evidence``: a list of ``exact``, ``document``
    (its title) and ``source``. What is only planned, denied or ended is no edge.

    ``document`` (an IRI) leaves what this document says; ``focus`` (an IRI) the entities that are at most ``depth``
    relations away, in whatever direction; ``types`` those of these classes or of classes under them, and the focus.
    Raises ``UsageError`` for a document, entity or class that there is not.
    """
    import networkx as nx

    records = {record.iri: record for record in store.documents()}
    _check(types, document, records)
    whole: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    whole.add_nodes_from((iri, _node(thing)) for iri, thing in things(store, document).items())
    plain = (fact for fact in facts(store, document) if not fact.modality)
    for (subject, predicate, target), group in groupby(plain, key=lambda f: (f.subject, f.predicate, f.object)):
        whole.add_edge(subject, target, key=predicate, **_edge(predicate, list(group), records))
    return _part(whole, _chosen(whole, focus, depth, types))


def _check(types: Collection[str], document: str | None, records: dict[str, DocumentRecord]) -> None:
    if document is not None and document not in records:
        raise UsageError(f"no document {document}: kg documents lists them")
    for name in types:
        if name not in ontology().ancestors:
            raise UsageError(f"unknown type {name}: choose one of {', '.join(ontology().types)}")


def _node(thing: Thing) -> Attributes:
    return {"label": thing.label, "type": thing.type, "klass": thing.klass, "names": sorted(thing.names)}


def _edge(predicate: str, stated: list[Fact], records: dict[str, DocumentRecord]) -> Attributes:
    places = dict.fromkeys((fact.document, fact.start, fact.end, fact.exact, fact.sentence) for fact in stated)
    return {
        "predicate": predicate,
        "confidence": max(fact.confidence for fact in stated),
        "support": len({fact.document for fact in stated}),
        "evidence": [
            {"exact": exact, "sentence": sentence, "document": records[iri].title, "source": records[iri].source}
            for iri, _, _, exact, sentence in places
        ],
    }


def _chosen(whole: "nx.MultiDiGraph[str]", focus: str | None, depth: int, types: Collection[str]) -> set[str]:
    import networkx as nx

    chosen = set(whole)
    if focus is not None:
        if focus not in whole:
            raise UsageError(f"no entity {focus}: kg find searches the names")
        chosen = set(nx.single_source_shortest_path_length(whole.to_undirected(as_view=True), focus, cutoff=depth))
    if not types:
        return chosen
    classes = {key: {klass, *ontology().ancestors[klass]} for key, klass in whole.nodes(data="klass")}
    return {key for key in chosen if key == focus or not classes[key].isdisjoint(types)}


def _part(whole: "nx.MultiDiGraph[str]", chosen: set[str]) -> "nx.MultiDiGraph[str]":
    """Return the part of a graph between the chosen nodes; networkx's own gives them in any order."""
    import networkx as nx

    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    part.add_nodes_from((key, data) for key, data in whole.nodes(data=True) if key in chosen)
    edges = whole.edges(keys=True, data=True)
    part.add_edges_from(edge for edge in edges if edge[0] in chosen and edge[1] in chosen)
    return part


def graphml(store: Store) -> bytes:
    """Return the network as GraphML."""
    import networkx as nx

    out = io.BytesIO()
    # Not write_graphml, which writes other bytes where lxml is installed.
    nx.write_graphml_xml(_flat(network(store)), out)
    return out.getvalue()


def gexf(store: Store) -> bytes:
    """Return the network as GEXF, without the date of writing that networkx puts in."""
    import networkx as nx

    writer = nx.readwrite.gexf.GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(_flat(network(store)))
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _flat(rich: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    """Return the network with texts and numbers only: a list becomes one text on one line, parted by `` | ``."""
    import networkx as nx

    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, data in rich.nodes(data=True):
        flat.add_node(key, **data | {"label": _line([data["label"]]), "names": _line(data["names"])})
    for number, (subject, target, data) in enumerate(rich.edges(data=True)):
        places = data["evidence"]
        lists = {
            "evidence": _line(place["exact"] for place in places),
            "documents": _line(dict.fromkeys(place["document"] for place in places)),
            "sources": _line(dict.fromkeys(place["source"] for place in places)),
        }
        flat.add_edge(subject, target, key=f"e{number}", **data | lists | {"label": data["predicate"]})
    return flat


def _line(texts: Iterable[str]) -> str:
    return " | ".join(" ".join(text.split()) for text in texts)


def cypher(store: Store) -> bytes:
    """Return the network as Cypher statements, which may be run again without making anything twice."""
    whole = network(store)
    lines = ["CREATE CONSTRAINT innovation_kg_iri IF NOT EXISTS FOR (e:Entity) REQUIRE e.iri IS UNIQUE;"]
    for key, data in whole.nodes(data=True):
        classes = "".join(f":{name}" for name in (data["klass"], *ontology().ancestors[data["klass"]]))
        lines.append(f"MERGE (e:Entity {{iri: {_text(key)}}}) SET e{classes}, e += {_map(data, ('label', 'names'))};")
    for subject, target, data in whole.edges(data=True):
        ends = f"MATCH (a:Entity {{iri: {_text(subject)}}}), (b:Entity {{iri: {_text(target)}}})"
        flat = data | {"evidence": [place["exact"] for place in data["evidence"]]}
        values = _map(flat, ("confidence", "support", "evidence"))
        lines.append(f"{ends} MERGE (a)-[r:{data['predicate']}]->(b) SET r += {values};")
    return ("\n".join(lines) + "\n").encode()


def _map(data: Attributes, names: Iterable[str]) -> str:
    return "{" + ", ".join(f"{name}: {_text(data[name])}" for name in names) + "}"


def _text(value: object) -> str:
    # A Cypher string in double quotes has the escapes of a JSON string; numbers and lists are written alike.
    return json.dumps(value, ensure_ascii=False)
