"""What the store's documents say of entities and relations, as values in a fixed order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg import graph
from kg.model import ONTOLOGY
from kg.ontology import ontology
from kg.query.facts import sentence, text
from kg.store import Store

_STATED = """
SELECT ?d ?s ?p ?o ?confidence ?modality ?exact ?start ?end ?prefix ?suffix WHERE {
  GRAPH ?d {
    ?n a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ikg:confidence ?confidence ;
       ikg:evidence ?e .
    ?e oa:exact ?exact ; oa:start ?start ; oa:end ?end .
    FILTER (?p != rdf:type)
    OPTIONAL { ?n ikg:modality ?modality }
    OPTIONAL { ?e oa:prefix ?prefix }
    OPTIONAL { ?e oa:suffix ?suffix }
  }
}"""

_NAMED = """
SELECT ?d ?e ?p ?o WHERE {
  GRAPH ?d { ?d a ikg:Document . ?e rdfs:label ?label ; ?p ?o }
  FILTER (?p IN (rdf:type, rdfs:label, skos:altLabel))
}"""

_ALSO_NAMED = f"SELECT ?e ?o WHERE {{ GRAPH {graph.REFERENCE} {{ ?e skos:altLabel ?o }} }}"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A relation that a document states at one place; entities and the document by IRI, the property by its name.

    ``start`` and ``end`` count code points in the document's text; ``modality`` is empty for a plain fact;
    ``sentence`` is the whole sentence of the words ``exact``.
    """

    subject: str
    predicate: str
    object: str
    document: str
    start: int
    end: int
    exact: str
    confidence: float
    modality: str
    sentence: str = ""


@dataclass(slots=True)
class Thing:
    """What the documents call an entity, and what they take it for: how many documents for each label and class."""

    labels: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """What most documents call it; of two, the longer."""
        return max(self.labels, key=lambda name: (self.labels[name], len(name), name))

    @property
    def klass(self) -> str:
        """The particular class that most documents give it; of two, the more particular."""
        return max(self.classes, key=lambda name: (self.classes[name], len(ontology().ancestors[name]), name))

    @property
    def type(self) -> str:
        """Which of the fifteen types it has."""
        return ontology().type_of(self.klass)


def facts(store: Store, document: str | None = None) -> list[Fact]:
    """Return what all documents state, or one of them (its IRI), sorted."""
    rows = store.select(_STATED, **_only(document))
    return sorted(
        Fact(
            subject=row["s"].value,
            predicate=row["p"].value.removeprefix(ONTOLOGY),
            object=row["o"].value,
            document=row["d"].value,
            start=int(row["start"].value),
            end=int(row["end"].value),
            exact=row["exact"].value,
            confidence=float(row["confidence"].value),
            modality=text(row, "modality"),
            sentence=sentence(row),
        )
        for row in rows
    )


def things(store: Store, document: str | None = None) -> dict[str, Thing]:
    """Return the entities of all documents, or of one of them (its IRI), by their IRIs, sorted."""
    said: dict[tuple[str, str], dict[str, set[str]]] = {}
    for row in store.select(_NAMED, **_only(document)):
        about = said.setdefault((row["e"].value, row["d"].value), {})
        about.setdefault(row["p"].value.rpartition("#")[2], set()).add(row["o"].value)
    found: dict[str, Thing] = {}
    for (iri, _), about in sorted(said.items()):
        thing = found.setdefault(iri, Thing())
        thing.labels.update(about["label"])
        thing.names |= about["label"] | about.get("altLabel", set())
        thing.classes.update(_particular(name.removeprefix(ONTOLOGY) for name in about["type"]))
    for row in store.select(_ALSO_NAMED):
        if row["e"].value in found:
            found[row["e"].value].names.add(row["o"].value)
    return found


def _only(document: str | None) -> dict[str, NamedNode | Literal]:
    return {"d": NamedNode(document)} if document else {}


def _particular(classes: Iterable[str]) -> set[str]:
    """Return those classes that are no ancestors of another one."""
    known = {name for name in classes if name in ontology().ancestors}
    return known - {parent for name in known for parent in ontology().ancestors[name]}
