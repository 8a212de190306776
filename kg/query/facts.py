"""What documents say of entities: relations between two things, each with the words that state it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import QuerySolution

from kg.model import ID, ONTOLOGY
from kg.ontology import ontology
from kg.query.names import values
from kg.store import Store

QUOTED_VARIABLES = "?exact ?start ?prefix ?suffix ?issued ?title ?source"
QUOTED = """?e oa:exact ?exact ; oa:start ?start .
    OPTIONAL { ?e oa:prefix ?prefix }
    OPTIONAL { ?e oa:suffix ?suffix }
    OPTIONAL { ?d dcterms:issued ?issued }
    OPTIONAL { ?d dcterms:title ?title }
    OPTIONAL { ?d dcterms:source ?source }"""
"""What binds the variables that ``quote`` reads, where ``?e`` is a piece of evidence and ``?d`` its document."""

_STATED = """SELECT DISTINCT ?s ?p ?o ?modality ?confidence {variables} {{
    {choice}
    ?st rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasDerivedFrom ?d ; ikg:evidence ?e .
    OPTIONAL {{ ?st ikg:modality ?modality }}
    OPTIONAL {{ ?st ikg:confidence ?confidence }}
    {quoted}
}}"""


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """Words of a document, at the offset ``start`` (code points), with the document's date, title and source."""

    issued: str
    title: str
    source: str
    start: int
    exact: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A relation between two entities (IRIs) or an entity's class, with all words that state it.

    ``predicate`` is a local name; ``type`` stands for ``rdf:type``. ``confidence`` is the highest of the statements,
    ``modality`` empty for a plain fact. Without quotes no document states it: the gazetteers know it.
    """

    subject: str
    predicate: str
    object: str
    modality: str = ""
    confidence: Decimal | None = None
    quotes: tuple[Quote, ...] = ()


def about(store: Store, iri: str) -> list[Fact]:
    """Return all that is stated of one entity, as subject or object, sorted; what gazetteers know of it included."""
    stated = _grouped(
        _rows(store, f"VALUES ?x {{ {values([iri])} }} {{ ?st rdf:subject ?x }} UNION {{ ?st rdf:object ?x }}")
    )
    known = {(fact.subject, fact.predicate, fact.object) for fact in stated if not fact.modality}
    asserted = (Fact(*triple) for triple in neighbours(store, [iri]) if triple not in known)
    return sorted([*stated, *asserted], key=_order)


def between(store: Store, triple: tuple[str, str, str]) -> Fact:
    """Return one relation (IRI, local name, IRI) with the words that state it."""
    subject, predicate, obj = triple
    choice = f"""VALUES (?s ?p ?o) {{ ({values([subject, ONTOLOGY + predicate, obj])}) }}
        FILTER NOT EXISTS {{ ?st ikg:modality ?any }}"""
    return next(iter(_grouped(_rows(store, choice))), Fact(*triple))


def neighbours(store: Store, iris: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return the plain relations (IRI, local name, IRI) that start or end at one of the entities, sorted."""
    relations = values(ONTOLOGY + name for name in ontology().relations)
    rows = store.select(f"""SELECT DISTINCT ?s ?p ?o {{
        VALUES ?x {{ {values(iris)} }} VALUES ?p {{ {relations} }}
        {{ ?x ?p ?o BIND(?x AS ?s) }} UNION {{ ?s ?p ?x BIND(?x AS ?o) }}
    }}""")
    return sorted({(row["s"].value, _local(row["p"].value), row["o"].value) for row in rows})


def _rows(store: Store, choice: str) -> list[QuerySolution]:
    return store.select(_STATED.format(choice=choice, variables=QUOTED_VARIABLES, quoted=QUOTED))


def _local(iri: str) -> str:
    return iri.removeprefix(ONTOLOGY).rpartition("#")[2]


def _grouped(rows: Iterable[QuerySolution]) -> list[Fact]:
    quotes: dict[tuple[str, str, str, str], set[Quote]] = {}
    confidences: dict[tuple[str, str, str, str], list[Decimal]] = {}
    for row in rows:
        key = (row["s"].value, _local(row["p"].value), row["o"].value, text(row, "modality"))
        quotes.setdefault(key, set()).add(quote(row))
        confidences.setdefault(key, []).append(Decimal(text(row, "confidence") or 0))
    return [Fact(*key, confidence=max(confidences[key]), quotes=tuple(sorted(found))) for key, found in quotes.items()]


def quote(row: QuerySolution) -> Quote:
    """Return the quote in a row that has the variables of ``QUOTED``."""
    return Quote(
        issued=text(row, "issued"),
        title=text(row, "title"),
        source=text(row, "source"),
        start=int(row["start"].value),
        exact=row["exact"].value,
        sentence=sentence(row),
    )


def sentence(row: QuerySolution) -> str:
    """Return the whole sentence of a piece of evidence from its ``prefix``, ``exact`` and ``suffix``."""
    return "".join(text(row, part) for part in ("prefix", "exact", "suffix"))


def text(row: QuerySolution, name: str) -> str:
    """Return the value of a variable, empty where it is not bound."""
    term = row[name]
    return term.value if term is not None else ""


def _order(fact: Fact) -> tuple[int, str, str, str, str]:
    relations = ontology().relations
    place = relations.index(fact.predicate) if fact.predicate in relations else len(relations)
    return (place, fact.modality, fact.subject, fact.object.removeprefix(ID), fact.predicate)
