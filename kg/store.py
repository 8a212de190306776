"""The store: an embedded Oxigraph in a folder, one named graph for each document.

A query without GRAPH or FROM sees the union of all graphs. Oxigraph makes this union as a bag: a triple that five
documents state is found five times, so queries use DISTINCT, and COUNT(DISTINCT …) where they count.
"""

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)

from kg import graph
from kg.errors import StoreError, UsageError, one_line
from kg.model import DOCUMENT, Document, Extraction

_APART = {graph.REFERENCE, graph.INFERRED, graph.ONTOLOGY_GRAPH}
_LABEL = graph.term("rdfs:label")
_SOURCE = graph.term("dcterms:source")
_FINGERPRINT = graph.term("ikg:fingerprint")

# The union is a bag, so the query asks graph by graph.
_DOCUMENTS = "SELECT ?d ?p ?o WHERE { GRAPH ?d { ?d a ikg:Document ; ?p ?o } }"

# What texts are called that were not read from any lasting place: no later text replaces them.
_PASSING = frozenset({"", "-"})

_MAKE_ROOM = "see that the disk has room and the folder may be written, then run kg build again"
_REMEDY = "remove the folder and run kg build again"

# A reader that opens the folder while a writer tidies its files may miss one of them; a moment later all are there.
_PAUSES = (0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What the store knows of a document.

    ``digest`` is the SHA-256 of its text in hexadecimal, ``sources`` are all places where this very text was read,
    ``fingerprint`` names the rules that it was read with.
    """

    iri: str
    title: str
    issued: str
    publisher: str
    language: str
    sources: tuple[str, ...]
    digest: str
    fingerprint: str

    @property
    def source(self) -> str:
        """The first of the sources, or an empty text."""
        return self.sources[0] if self.sources else ""


class Store:
    """A store that is open for reading or for writing; use it in a ``with`` statement."""

    def __init__(self, folder: Path, inner: ox.Store, *, write: bool) -> None:
        self.folder = folder
        self.write = write
        self._inner: ox.Store | None = inner

    @classmethod
    def open(cls, where: str, *, write: bool = False) -> Self:
        """Open the store in the folder ``where``; writing makes it where there is none, reading never does.

        Many may read while one writes; a reader sees the store as it was when it opened it. Raises ``StoreError``
        where the folder holds no store, another program writes to it or its files are damaged, and ``UsageError``
        for a URL.
        """
        if where.startswith(("http://", "https://")):
            raise UsageError(f"{where}: SPARQL endpoints are not yet supported: name a folder with --store")
        folder = Path(where)
        if not write:
            return cls(folder, _opened_to_read(folder), write=False)
        store = cls(folder, _opened_to_write(folder), write=True)
        store._describe_terms()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Bring all to disk and release the folder; closing twice does no harm."""
        if self.write and self._inner is not None:
            self.flush()
        self._inner = None

    def flush(self) -> None:
        """Bring all writes to disk in the form that opens fastest."""
        try:
            self._store.flush()
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error

    def query(self, sparql: str, **bindings: NamedNode | Literal) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Evaluate a query over the union of all graphs, with the prefixes of ``kg.graph`` declared.

        ``bindings`` gives selected variables their values, which are never read as SPARQL. Raises ``UsageError`` for
        a query that does not parse.
        """
        values: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
            Variable(name): value for name, value in bindings.items()
        }
        try:
            return self._store.query(
                sparql, prefixes=graph.PREFIXES, use_default_graph_as_union=True, substitutions=values
            )
        except SyntaxError as error:
            raise UsageError(f"the query does not parse: {one_line(error)}") from error
        except (OSError, RuntimeError) as error:
            raise self._unreadable(error) from error

    def select(self, sparql: str, **bindings: NamedNode | Literal) -> list[QuerySolution]:
        """Return the rows of a SELECT query; raise ``UsageError`` for any other form. See ``query``."""
        result = self.query(sparql, **bindings)
        if not isinstance(result, QuerySolutions):
            raise UsageError("this is no SELECT query: use SELECT to get rows")
        return list(result)

    def __iter__(self) -> Iterator[Quad]:
        """Give all quads, in any order."""
        return self._store.quads_for_pattern(None, None, None)

    def quads(self) -> list[Quad]:
        """Return all quads in the order of ``kg.graph.order``."""
        return sorted(self, key=graph.order)

    def documents(self) -> list[DocumentRecord]:
        """Return all documents, sorted by IRI, which begins with the date."""
        found: dict[str, dict[str, set[str]]] = {}
        for row in self.select(_DOCUMENTS):
            about = found.setdefault(row["d"].value, {})
            about.setdefault(row["p"].value, set()).add(row["o"].value)
        return [_record(iri, about) for iri, about in sorted(found.items())]

    def holds(self, document: Document, fingerprint: str = "") -> bool:
        """Whether the store has this very text from this source, read with the rules of this fingerprint (if any)."""
        return all(quad in self._store for quad in _marks(document, fingerprint))

    def replace(self, extraction: Extraction, fingerprint: str = "") -> bool:
        """Make the store say of this document what the extraction says; return whether that changed anything.

        An older text from the same source goes. All happens in one transaction: whatever interrupts it, the store
        holds the old or the new. Raises ``StoreError`` where the store cannot be written.
        """
        name = graph.iri(extraction.document.iri)
        old = set(self._named(name))
        new = {*graph.quads(extraction), *_marks(extraction.document, fingerprint)}
        new |= {quad for quad in old if quad.predicate == _SOURCE}
        change = _Change(self._store, removed=old - new, added=new - old)
        change.learn(graph.reference_quads(extraction))
        if extraction.document.source not in _PASSING:
            self._withdraw(graph.literal(extraction.document.source), name, change)
        change.forget(_entities(old) - _entities(new))
        return self._apply(change)

    def remove(self, iri: str) -> None:
        """Remove a document and whatever is there only because of it; raise ``StoreError`` for an unknown one."""
        old = set(self._named(graph.iri(iri))) if iri.startswith(DOCUMENT) else set()
        if not old:
            raise StoreError(f"no document {iri} in {self.folder}: kg documents lists them")
        change = _Change(self._store)
        change.drop(graph.iri(iri), old)
        self._apply(change)

    @property
    def _store(self) -> ox.Store:
        if self._inner is None:
            raise StoreError(f"the store {self.folder} is closed: open it again")
        return self._inner

    def _named(self, name: NamedNode) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, None, name)

    def _withdraw(self, source: Literal, successor: NamedNode, change: "_Change") -> None:
        """Take a source from all other documents, and a document that has no other source from the store."""
        for quad in self._store.quads_for_pattern(None, _SOURCE, source):
            name = quad.graph_name
            if not isinstance(name, NamedNode) or name in {successor, *_APART}:
                continue
            old = set(self._named(name))
            if sum(other.predicate == _SOURCE for other in old) > 1:
                change.removed.add(quad)
            else:
                change.drop(name, old)

    def _describe_terms(self) -> None:
        """Bring the ontology in the store up to date with the program's."""
        old, new = set(self._named(graph.ONTOLOGY_GRAPH)), set(graph.ontology_quads())
        self._apply(_Change(self._store, removed=old - new, added=new - old))

    def _apply(self, change: "_Change") -> bool:
        """Carry out a change in one transaction; return whether there was anything to do."""
        update = change.update()
        if not update:
            return False
        if not self.write:
            raise StoreError(f"the store {self.folder} is open for reading only: open it with write=True")
        try:
            self._store.update(update)
        except (OSError, RuntimeError) as error:
            raise self._unwritable(error) from error
        return True

    def _unreadable(self, error: BaseException) -> StoreError:
        return StoreError(f"the store {self.folder} cannot be read: {one_line(error)}: {_REMEDY}")

    def _unwritable(self, error: BaseException) -> StoreError:
        return StoreError(f"the store {self.folder} cannot be written: {one_line(error)}: {_MAKE_ROOM}")


class _Change:
    """Quads and graphs to take out of a store and quads to put in, worked out before anything is written."""

    def __init__(self, store: ox.Store, removed: Iterable[Quad] = (), added: Iterable[Quad] = ()) -> None:
        self.removed = set(removed)
        self.added = set(added)
        self.dropped: set[NamedNode] = set()
        self._store = store
        self._stated = _entities(self.added)
        self._known: set[Quad] = set()

    def drop(self, name: NamedNode, content: Iterable[Quad]) -> None:
        """Take out a document's graph with this content, and what is known of entities that are only there."""
        self.dropped.add(name)
        self.forget(_entities(content))

    def learn(self, known: Collection[Quad]) -> None:
        """Let the gazetteers say this, and nothing else, of the entities that they speak of."""
        self._known.update(known)
        self.added.update(quad for quad in self._known if quad not in self._store)
        for quad in known:
            if quad.predicate != _LABEL and isinstance(quad.subject, NamedNode):
                self._discard(quad.subject)

    def forget(self, entities: Iterable[NamedNode]) -> None:
        """Take out what the gazetteers know of those entities that no document speaks of any more."""
        for entity in entities:
            if not self._is_stated(entity):
                self._discard(entity)

    def update(self) -> str:
        """Return the change as one SPARQL update, which the store carries out as one transaction."""
        steps = [f"DROP SILENT GRAPH {name}" for name in sorted(map(str, self.dropped))]
        steps += [f"DELETE DATA {{\n{_data(self.removed)}}}"] if self.removed else []
        steps += [f"INSERT DATA {{\n{_data(self.added)}}}"] if self.added else []
        return " ;\n".join(steps)

    def _is_stated(self, entity: NamedNode) -> bool:
        return entity in self._stated or any(
            quad.graph_name not in self.dropped | _APART and quad not in self.removed
            for quad in self._store.quads_for_pattern(entity, _LABEL, None)
        )

    def _discard(self, entity: NamedNode) -> None:
        """Take out what the reference graph says of an entity, and the labels of things that only this names."""
        old = self._store.quads_for_pattern(entity, None, None, graph.REFERENCE)
        gone = {quad for quad in old if quad.predicate != _LABEL} - self._known
        self.removed |= gone
        for target in {quad.object for quad in gone if isinstance(quad.object, NamedNode)}:
            users = set(self._store.quads_for_pattern(None, None, target, graph.REFERENCE)) - self.removed
            if not users and all(quad.object != target for quad in self._known):
                self.removed.update(self._store.quads_for_pattern(target, _LABEL, None, graph.REFERENCE))


def _data(quads: Iterable[Quad]) -> str:
    grouped = groupby(sorted(quads, key=_by_graph), key=_by_graph)
    return "".join(f"GRAPH {name} {{\n{_triples(group)}}}\n" for name, group in grouped)


def _by_graph(quad: Quad) -> str:
    return str(quad.graph_name)


def _triples(quads: Iterable[Quad]) -> str:
    return "".join(f"{quad.triple} .\n" for quad in quads)


def _entities(quads: Iterable[Quad]) -> set[NamedNode]:
    """Return the entities of documents' graphs: there they have labels, and nothing else has."""
    return {quad.subject for quad in quads if quad.predicate == _LABEL and isinstance(quad.subject, NamedNode)}


def _marks(document: Document, fingerprint: str) -> list[Quad]:
    """Return the quads by which a document's version is known: its text, where it was read and with which rules."""
    name = graph.iri(document.iri)
    marks = [
        (graph.term("ikg:contentHash"), graph.content_hash(document)),
        (_SOURCE, graph.literal(document.source)),
        (_FINGERPRINT, graph.literal(fingerprint)),
    ]
    return [Quad(name, predicate, value, name) for predicate, value in marks if value.value]


def _record(iri: str, about: dict[str, set[str]]) -> DocumentRecord:
    def values(name: str) -> list[str]:
        return sorted(about.get(graph.term(name).value, ()))

    def first(name: str) -> str:
        return next(iter(values(name)), "")

    return DocumentRecord(
        iri=iri,
        title=first("dcterms:title"),
        issued=first("dcterms:issued"),
        publisher=first("dcterms:publisher"),
        language=first("dcterms:language"),
        sources=tuple(values("dcterms:source")),
        digest=first("ikg:contentHash").removeprefix("sha256:"),
        fingerprint=first("ikg:fingerprint"),
    )


def _opened_to_read(folder: Path, pauses: tuple[float, ...] = _PAUSES) -> ox.Store:
    try:
        if not (folder / "CURRENT").is_file():
            raise StoreError(_absent(folder))
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        if not pauses:
            raise StoreError(f"the store {folder} cannot be read: {one_line(error)}: {_REMEDY}") from error
    time.sleep(pauses[0])
    return _opened_to_read(folder, pauses[1:])


def _opened_to_write(folder: Path) -> ox.Store:
    try:
        if not (folder / "CURRENT").is_file() and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StoreError(_absent(folder))
        folder.mkdir(parents=True, exist_ok=True)
        return ox.Store(str(folder))
    except (OSError, RuntimeError) as error:
        message = one_line(error)
        if "LOCK" in message or "lock" in message:
            raise StoreError(f"the store {folder} is in use: wait until the other program has written to it") from error
        raise StoreError(f"the store {folder} cannot be opened: {message}: {_REMEDY}") from error


def _absent(folder: Path) -> str:
    if not folder.exists():
        return f"no store at {folder}: run kg build first"
    if not folder.is_dir():
        return f"{folder} is a file, no store: name a folder with --store"
    if any(folder.iterdir()):
        return f"{folder} is a folder of other files, no store: name another folder with --store"
    return f"no store at {folder}, which is empty: run kg build first"
