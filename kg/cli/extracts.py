"""One document's extraction as bytes: in the formats of RDF, or as tables for reading."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError, KgError

if TYPE_CHECKING:
    from kg.batch import Item
    from kg.model import Document, Entity, Extraction, Statement

# The ending of the file that each format is written to.
ENDINGS = {
    "trig": ".trig",
    "turtle": ".ttl",
    "ntriples": ".nt",
    "nquads": ".nq",
    "jsonld": ".jsonld",
    "rdfxml": ".rdf",
    "table": ".txt",
}
WHOLE = frozenset({"jsonld", "rdfxml"})
"""The formats in which two documents after each other are not one."""


def written(form: str, document: "Document") -> bytes:
    """Return what a document says in one of the formats of ``ENDINGS``."""
    from kg.extraction import extract

    extraction = extract(document)
    return tables(extraction).encode() if form == "table" else _rdf(extraction, form)


def _rdf(extraction: "Extraction", form: str) -> bytes:
    from kg.export import serialize
    from kg.graph import quads

    return serialize(quads(extraction), form)


def merged(parts: Iterable[bytes], form: str) -> bytes:
    """Return several documents, each given as N-Quads, as one in a format of ``WHOLE``."""
    from pyoxigraph import RdfFormat, parse

    from kg.export import serialize

    return serialize((quad for part in parts for quad in parse(part, format=RdfFormat.N_QUADS)), form)


def stem(item: "Path | Document") -> str:
    """Return the name, without folder and ending, of the file that an input is written to."""
    return item.stem if isinstance(item, Path) else "stdin"


def distinct(items: "Iterable[Item]") -> "list[Item]":
    """Return the inputs with an error in place of each that would overwrite what is written for one before it."""
    taken: dict[str, Path | Document] = {}
    kept: list[Item] = []
    for item in items:
        first = item if isinstance(item, KgError) else taken.setdefault(stem(item), item)
        clash = isinstance(item, Path) and first is not item
        kept.append(DataError(f"{item}: {first} has the same name: extract it into another folder") if clash else item)
    return kept


def tables(extraction: "Extraction") -> str:
    """Return what a document says as tables of entities, relations and figures."""
    from kg.query import aligned

    document = extraction.document
    called = {entity.key: entity.name for entity in extraction.entities}
    head = "  ".join(part for part in (document.issued, document.title, document.source) if part)
    parts = [
        f"{head}\n",
        aligned(("entity", "class", "names"), map(_entity, extraction.entities)),
        aligned(
            ("subject", "relation", "object", "modality", "confidence", "evidence"),
            [_relation(statement, called) for statement in extraction.statements],
            right={4},
        ),
        aligned(
            ("about", "measure", "value", "unit", "period", "evidence"),
            [
                (
                    called.get(each.about, each.about),
                    each.measure,
                    f"{'约 ' if each.approximate else ''}{each.value:f}",
                    each.unit,
                    each.period,
                    each.evidence.exact,
                )
                for each in extraction.observations
            ],
            right={2},
        ),
    ]
    return "\n".join(parts) + "\n"


def _entity(entity: "Entity") -> tuple[str, str, str]:
    return entity.name, entity.klass, ", ".join(name for name in entity.names if name != entity.name)


def _relation(statement: "Statement", called: dict[str, str]) -> tuple[str, ...]:
    return (
        called.get(statement.subject, statement.subject),
        statement.predicate,
        called.get(statement.object, statement.object),
        statement.modality,
        str(statement.confidence),
        statement.evidence.exact,
    )
