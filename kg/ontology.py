"""The ontology file as values: the one list of classes and properties, which the code asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg import settings
from kg.errors import DataError
from kg.model import ONTOLOGY

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"


@dataclass(frozen=True, slots=True)
class Ontology:
    """Classes and properties by their local names; everything is sorted as it stands in the file."""

    types: tuple[str, ...]
    relations: tuple[str, ...]
    ancestors: dict[str, tuple[str, ...]]
    broader: dict[str, tuple[str, ...]]
    inverse: dict[str, str]
    symmetric: frozenset[str]
    transitive: frozenset[str]
    labels: dict[str, tuple[str, str]]

    def type_of(self, klass: str) -> str:
        """Return which of the fifteen types a class is or lies under (``Laboratory`` → ``ResearchInstitute``).

        Raise ``DataError`` for a class that belongs to none of them, such as ``Organization``.
        """
        for name in (klass, *self.ancestors.get(klass, ())):
            if name in self.types:
                return name
        raise DataError(f"the class {klass} belongs to no entity type: choose one of {', '.join(self.types)}")


def file(name: str) -> bytes:
    """Return the bytes of one of the ontology's files, such as ``shapes.ttl``."""
    return (settings.ONTOLOGY / name).read_bytes()


@cache
def ontology() -> Ontology:
    """Read ``innovation-kg.ttl`` once."""
    triples = [quad.triple for quad in parse(file("innovation-kg.ttl"), format=RdfFormat.TURTLE)]
    parents = _pairs(triples, _RDFS + "subClassOf")
    supers = _pairs(triples, _RDFS + "subPropertyOf")
    inverse = _pairs(triples, _OWL + "inverseOf")
    forward = dict(inverse) | {o: s for s, o in inverse}
    names = {s for s, _ in parents} | {o for _, o in parents}
    types = _marked(triples, "entityType")
    return Ontology(
        types=types,
        relations=_marked(triples, "entityRelation"),
        ancestors={name: tuple(_closure(name, parents)) for name in sorted(names | set(types))},
        broader={name: tuple(_closure(name, supers)) for name, _ in supers},
        inverse=forward,
        symmetric=_typed(triples, _OWL + "SymmetricProperty"),
        transitive=_typed(triples, _OWL + "TransitiveProperty"),
        labels=_labels(triples),
    )


def _local(node: object) -> str:
    return node.value.removeprefix(ONTOLOGY) if isinstance(node, NamedNode) and node.value.startswith(ONTOLOGY) else ""


def _pairs(triples: Iterable[Triple], predicate: str) -> list[tuple[str, str]]:
    both = ((_local(t.subject), _local(t.object)) for t in triples if t.predicate.value == predicate)
    return [(s, o) for s, o in both if s and o]


def _marked(triples: Iterable[Triple], annotation: str) -> tuple[str, ...]:
    return tuple(_local(t.subject) for t in triples if t.predicate.value == ONTOLOGY + annotation)


def _typed(triples: Iterable[Triple], klass: str) -> frozenset[str]:
    return frozenset(
        _local(t.subject)
        for t in triples
        if t.predicate.value == _RDF + "type" and isinstance(t.object, NamedNode) and t.object.value == klass
    )


def _closure(name: str, pairs: list[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    frontier = [name]
    while frontier:
        child = frontier.pop(0)
        frontier += [o for s, o in pairs if s == child and o not in found]
        found += [o for s, o in pairs if s == child and o not in found]
    return found


def _labels(triples: Iterable[Triple]) -> dict[str, tuple[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for t in triples:
        if t.predicate.value == _RDFS + "label" and _local(t.subject) and isinstance(t.object, Literal):
            found.setdefault(_local(t.subject), {})[t.object.language or ""] = t.object.value
    return {name: (by.get("zh", name), by.get("en", name)) for name, by in found.items()}
