"""The RDF formats: sorted, with the same prefixes in the same order."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg import graph
from kg.errors import UsageError
from kg.model import ID

_XSD_STRING = graph.term("xsd:string")
_TYPE = graph.term("rdf:type")


def serialize(quads: Iterable[Quad], name: str) -> bytes:
    """Return quads in one of ``RDF_FORMATS``, in UTF-8; formats without graphs get the union of the graphs.

    Raises ``UsageError`` for another format.
    """
    if name not in _WRITERS:
        raise UsageError(f"unknown RDF format {name}: choose one of {', '.join(_WRITERS)}")
    return _WRITERS[name](quads)


def _union(quads: Iterable[Quad]) -> list[Quad]:
    return sorted({Quad(quad.subject, quad.predicate, quad.object) for quad in quads}, key=graph.order)


def _graphs(quads: Iterable[Quad]) -> list[Quad]:
    return sorted(quads, key=graph.order)


def _ntriples(quads: Iterable[Quad]) -> bytes:
    return _written(_union(quads), RdfFormat.N_TRIPLES)


def _nquads(quads: Iterable[Quad]) -> bytes:
    return _written(_graphs(quads), RdfFormat.N_QUADS)


def _turtle(quads: Iterable[Quad]) -> bytes:
    return _readable(_written(_union(quads), RdfFormat.TURTLE), rb"(?m)^(?=[^\t}])")


def _trig(quads: Iterable[Quad]) -> bytes:
    return sorted_trig(_graphs(quads))


def sorted_trig(quads: list[Quad]) -> bytes:
    """Return quads that are in order already as TriG, in UTF-8; sorting takes longer than writing."""
    return _readable(_written(quads, RdfFormat.TRIG), rb"(?m)^(?=\t?[^\t}])")


def _written(quads: list[Quad], form: RdfFormat) -> bytes:
    written = ox.serialize(quads, format=form, prefixes=graph.PREFIXES)
    assert written is not None  # noqa: S101 - bytes are returned where no output is given
    return written


# A string, an IRI in full, or a name in the id: namespace that ends in an escaped full stop.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^>]*>|\bid:((?:[^\s\\]|\\.)*\\\.)(?=\s)')


def _readable(written: bytes, subject: bytes) -> bytes:
    """Return Turtle or TriG with the prefixes in order and an empty line before each subject.

    The library writes the prefixes in any order. It never breaks a line within a literal. rdflib does not read the
    short form of a name that ends in a full stop (``id:Apple_Inc.``), so such a name is written as an IRI in full.
    """
    start = re.match(rb"(?:@prefix .*\n)*", written)
    head, body = (written[: start.end()], written[start.end() :]) if start else (b"", written)
    if b"\\. " in body:
        body = _TOKENS.sub(_in_full, body)
    return b"".join(sorted(head.splitlines(keepends=True))) + re.sub(subject, b"\n", body)


def _in_full(token: re.Match[bytes]) -> bytes:
    return token[0] if token[1] is None else b"<%s%s>" % (ID.encode(), re.sub(rb"\\(.)", rb"\1", token[1]))


def _rdfxml(quads: Iterable[Quad]) -> bytes:
    # Carriage returns are line feeds to an XML reader unless they are written as references; the namespaces come in
    # any order from the library.
    written = _written(_union(quads), RdfFormat.RDF_XML).replace(b"\r", b"&#13;")
    return re.sub(
        rb"(?<=<rdf:RDF)[^>]*", lambda root: b"".join(sorted(re.findall(rb" \S+", root[0]))), written, count=1
    )


def _jsonld(quads: Iterable[Quad]) -> bytes:
    """Return JSON-LD with a context of the prefixes and one line for each subject."""
    groups = groupby(_union(quads), key=lambda quad: quad.subject)
    nodes = ",\n".join(_json(_node(subject, list(about))) for subject, about in groups)
    return f'{{"@context": {_json(graph.PREFIXES)},\n"@graph": [\n{nodes}\n]}}\n'.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _node(subject: object, about: list[Quad]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _short(subject)}
    for predicate, group in groupby(about, key=lambda quad: quad.predicate):
        values = list(_values(group, plain=predicate == _TYPE))
        node["@type" if predicate == _TYPE else _short(predicate)] = values if len(values) > 1 else values[0]
    return node


def _values(quads: Iterable[Quad], *, plain: bool) -> Iterator[object]:
    for quad in quads:
        value = quad.object
        if not isinstance(value, Literal):
            yield _short(value) if plain else {"@id": _short(value)}
        elif value.language:
            yield {"@value": value.value, "@language": value.language}
        elif value.datatype == _XSD_STRING:
            yield value.value
        else:
            yield {"@value": value.value, "@type": _short(value.datatype)}


def _short(node: object) -> str:
    return graph.short(node.value if isinstance(node, NamedNode) else str(node))


_WRITERS = {
    "turtle": _turtle,
    "trig": _trig,
    "ntriples": _ntriples,
    "nquads": _nquads,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
}

RDF_FORMATS: tuple[str, ...] = tuple(_WRITERS)
