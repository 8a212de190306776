"""What the documents of a store say wrongly, by the SHACL shapes of the ontology.

pySHACL runs the core constraints. It would ask a SPARQL constraint once for each node, so these are asked here, once
for all nodes, of an Oxigraph in memory: a hundred thousand quads in seconds instead of minutes.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Triple, serialize
from pyoxigraph import Store as Memory

from kg.errors import DataError, one_line
from kg.graph import short
from kg.model import GRAPH
from kg.ontology import file

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

VIOLATION = "Violation"
WARNING = "Warning"


class Source(Protocol):
    """Anything that gives its quads, such as a store."""

    def quads(self) -> Iterable[Quad]:
        """Return all quads."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the data are not as a shape says.

    ``focus`` is the IRI of the node, ``path`` that of the property (empty where the node itself is wrong), ``value``
    the value in question (empty where one is lacking), ``severity`` is ``Violation`` for broken structure or
    ``Warning`` for what careful readers could see differently, ``shape`` is the shape's name in ``shapes.ttl``.
    """

    focus: str
    path: str
    value: str
    severity: str
    message: str
    shape: str

    def __str__(self) -> str:
        """Return the finding on one line, with prefixed names."""
        # Where the subject itself is at fault, SHACL names it as the value too.
        parts = (self.focus, self.path, "" if self.value == self.focus else self.value)
        place = " ".join(short(part) for part in parts if part)
        return " ".join(f"{self.severity}: {place}: {self.message} ({self.shape})".split())


def validate(store: Source, language: str = "en") -> list[Finding]:
    """Return what is wrong in the union of the documents' graphs: violations first, then by place.

    ``language`` is that of the messages, ``en`` or ``zh``. What the gazetteers know, the ontology itself and what is
    inferred from it are not checked. Where there is a violation, a warning about the same place is left out.
    """
    triples = {quad.triple for quad in store.quads() if _in_document(quad)}
    found = {*_core(triples, language), *_across(triples, language)}
    broken = {(f.focus, f.path, f.value) for f in found if f.severity == VIOLATION}
    kept = (f for f in found if f.severity == VIOLATION or (f.focus, f.path, f.value) not in broken)
    return sorted(kept, key=lambda f: (f.severity != VIOLATION, f.focus, f.path, f.value, f.shape))


def _in_document(quad: Quad) -> bool:
    name = quad.graph_name
    return isinstance(name, NamedNode) and not name.value.startswith(GRAPH)


@cache
def _shapes() -> "Graph":
    from rdflib import Graph

    return Graph().parse(file("shapes.ttl"), format="turtle")


def _core(triples: Collection[Triple], language: str) -> Iterator[Finding]:
    """Run the core constraints and yield what they find."""
    from pyshacl import validate as run
    from rdflib import SH, Graph
    from rdflib import Literal as Value

    core = Graph() + _shapes()
    for shape in _shapes().subjects(SH.sparql):
        core.add((shape, SH.deactivated, Value(True)))
    with _quiet():
        data = Graph().parse(serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
        _, report, text = run(data, shacl_graph=core, inplace=True)
    if not isinstance(report, Graph):
        raise DataError(f"the shapes in shapes.ttl cannot be run: {one_line(ValueError(text))}")
    for result in report.objects(None, SH.result):
        place = [report.value(result, part) for part in (SH.focusNode, SH.resultPath, SH.value)]
        messages = report.objects(result, SH.resultMessage)
        yield _finding(report.value(result, SH.sourceShape), place, messages, language)


def _across(triples: Iterable[Triple], language: str) -> Iterator[Finding]:
    """Ask each SPARQL constraint once for all nodes and yield what it finds."""
    from rdflib import SH

    shapes = _shapes()
    declared = shapes.objects(None, SH.declare)
    prefixes = {str(shapes.value(d, SH.prefix)): str(shapes.value(d, SH.namespace)) for d in declared}
    memory = Memory()
    memory.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    for shape, constraint in shapes.subject_objects(SH.sparql):
        solutions = memory.query(str(shapes.value(constraint, SH.select)), prefixes=prefixes)
        if not isinstance(solutions, QuerySolutions):
            raise DataError(f"the shape {shape} in shapes.ttl has no SELECT: only that can be asked")
        messages = list(shapes.objects(constraint, SH.message))
        for solution in solutions:
            place = [solution[name] for name in ("this", "path", "value")]
            yield _finding(shape, place, messages, language)


def _finding(shape: "Node | None", place: Sequence[object], messages: Iterable["Node"], language: str) -> Finding:
    """Make a finding about a place, which is its focus, path and value."""
    from rdflib import SH

    severity = _shapes().value(shape, SH.severity, default=SH.Violation)
    focus, path, value = place
    # A shape of all subjects of a relation tells of that relation, though it has no path.
    relation = _shapes().value(shape, SH.targetSubjectsOf) if path is None else path
    texts = {getattr(text, "language", None) or "": str(text) for text in sorted(messages, key=str)}
    return Finding(
        focus=_text(focus),
        path=_text(relation),
        value=_text(value),
        severity=_local(severity),
        message=texts.get(language) or next(iter(texts.values()), ""),
        shape=_local(shape),
    )


def _text(term: object) -> str:
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None else str(term)


def _local(term: object) -> str:
    return _text(term).rsplit("#", 1)[-1]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging a stack trace for each literal that is not of its datatype; the shapes report it."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
