"""The main job: texts are read and extracted, the store is brought up to date, and its outputs are written.

Whatever interrupts a build, the store holds each document's old or new graph, and the next build does the rest.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from kg import batch, settings
from kg.documents import walk
from kg.errors import DataError, KgError, StoreError
from kg.model import Document, Extraction
from kg.query import Counts, counts
from kg.store import Store

Extract = Callable[[Document], Extraction]

PAGE = "network.html"
_STATE = ".written-from"
_RULES = (
    *("model", "ontology", "lang", "documents", "sentences", "names", "figures", "mentions", "entities"),
    *("statements", "linking", "extraction", "graph"),
)
"""The modules that decide what a document's graph says."""


@dataclass(slots=True)
class Summary:
    """What a build did: numbers of documents, failures (one line each), the files written, the store's totals."""

    output: Path = Path(settings.OUTPUT)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    same: int = 0
    failures: list[batch.Failure] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    counts: Counts | None = None

    @property
    def page(self) -> Path:
        """The page to open."""
        return self.output / PAGE

    @property
    def idle(self) -> bool:
        """Whether the build changed nothing."""
        return not (self.new or self.changed or self.written)


class Progress(Protocol):
    """Whatever is told how far a build is."""

    def start(self, documents: int) -> None:
        """Take note of the number of files."""

    def advance(self) -> None:
        """Take note that one more file is done."""


class Unseen:
    """The progress that nobody looks at."""

    def start(self, documents: int) -> None:
        """Let it pass."""

    def advance(self) -> None:
        """Let it pass."""


def build(
    paths: Iterable[Path],
    where: str,
    output: Path,
    *,
    jobs: int | None = None,
    full: bool = False,
    progress: Progress | None = None,
    extract: Extract | None = None,
) -> Summary:
    """Bring the store ``where`` up to date with files and folders, and write its outputs.

    A document that the store has, read with the same rules, is skipped, unless ``full``; where all are, nothing is
    opened for writing. ``jobs`` is the number of processes (by default as many as pay). Files that fail are told in
    the summary. Raises ``StoreError`` where the store, ``DataError`` where an output cannot be written.
    """
    files = list(walk(paths))
    told = progress or Unseen()
    told.start(len(files))
    plan = _planned(files, where, told, full=full)
    if plan.pending:
        number = batch.processes(jobs, len(plan.pending))
        with Store.open(where, write=True) as store:
            for result in batch.watched(batch.each(extract or _extract, plan.pending, number), told.advance):
                plan.take(store, result)
    if plan.known or plan.pending:
        with Store.open(where) as store:
            plan.summary.counts = counts(store)
            plan.summary.written = write_outputs(store, output)
    plan.summary.output = output
    return plan.summary


def _extract(document: Document) -> Extraction:
    from kg.extraction import extract

    return extract(document)


@dataclass(slots=True)
class _Plan:
    """What is to be read again, and what was already there: IRIs of documents and sources."""

    summary: Summary
    known: frozenset[str]
    pending: list[Path] = field(default_factory=list)
    first: dict[str, str] = field(default_factory=dict)

    def repeats(self, document: Document) -> bool:
        """Whether another file of this build has the same text; the first of them counts."""
        return self.first.setdefault(document.iri, document.source) != document.source

    def fail(self, failure: batch.Failure) -> None:
        self.summary.failures.append(failure)

    def take(self, store: Store, result: Extraction | batch.Failure) -> None:
        """Bring one result into the store and count it."""
        if isinstance(result, batch.Failure):
            self.fail(result)
            return
        document = result.document
        changed = store.replace(result, fingerprint())
        if self.repeats(document):
            return
        before = not self.known.isdisjoint({document.iri, document.source})
        self.summary.new += changed and not before
        self.summary.changed += changed and before
        self.summary.unchanged += not changed


def _planned(files: Iterable[Path | KgError], where: str, told: Progress, *, full: bool) -> _Plan:
    """Look at all files and leave in the plan those that the store does not hold."""
    with ExitStack() as stack:
        store = _reader(where, stack)
        records = store.documents() if store else []
        known = frozenset(place for record in records for place in (record.iri, *record.sources))
        plan = _Plan(Summary(), known)
        for file in files:
            found = batch.attempt(_itself, file)
            if isinstance(found, batch.Failure):
                plan.fail(found)
                told.advance()
                continue
            repeated = plan.repeats(found)
            plan.summary.same += repeated
            if not full and store and store.holds(found, fingerprint()):
                plan.summary.unchanged += not repeated
                told.advance()
            elif isinstance(file, Path):
                plan.pending.append(file)
    return plan


def _itself(document: Document) -> Document:
    return document


def _reader(where: str, stack: ExitStack) -> Store | None:
    try:
        return stack.enter_context(Store.open(where))
    except StoreError:
        # There is none yet. Where there is one that cannot be opened, opening it for writing tells why.
        return None


@cache
def fingerprint() -> str:
    """Return what names the rules: the digest of all files that decide what a document's graph says."""
    digest = hashlib.sha256()
    for name in _RULES:
        places = (settings.ONTOLOGY,) if name == "ontology" else ()
        for place in (settings.PACKAGE / f"{name}.py", settings.PACKAGE / name, *places):
            for file in _files(place):
                digest.update(f"{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(place: Path) -> Sequence[Path]:
    if place.is_file():
        return [place]
    return sorted(file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def write_outputs(store: Store, output: Path) -> list[Path]:
    """Write the graph and the page where they are missing or the store has changed; return the files that changed.

    Raises ``DataError`` where a file cannot be written.
    """
    state = _state(store)
    makers: dict[str, Callable[[Store], bytes]] = {"graph.ttl": _turtle, "graph.trig": _trig, PAGE: page}
    files = [output / name for name in makers]
    if all(file.is_file() for file in files) and _content(output / _STATE) == state:
        return []
    written = [output / name for name, make in makers.items() if write(output / name, make(store))]
    write(output / _STATE, state)
    return written


def _state(store: Store) -> bytes:
    """Return what the outputs are made from: the program's version and the documents with their rules."""
    records = "\n".join([version("innovation-kg"), *map(repr, store.documents())])
    return hashlib.sha256(records.encode("utf-8", "surrogatepass")).hexdigest().encode() + b"\n"


def _turtle(store: Store) -> bytes:
    from kg.export import export

    return export(store, "turtle")


def _trig(store: Store) -> bytes:
    from kg.export import export

    return export(store, "trig")


def page(store: Store) -> bytes:
    """Return the page that shows all of a store."""
    from kg.export import network
    from kg.ontology import ontology
    from kg.view import page as drawn

    return drawn(network(store), "创新生态知识图谱", ontology().labels).encode()


def write(path: Path, content: bytes) -> bool:
    """Write a file beside its place and move it there; leave one alone that has this content, and return ``False``.

    Raises ``DataError`` where that fails.
    """
    if _content(path) == content:
        return False
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise DataError(
            f"{path}: cannot be written: {error.strerror}: choose another place with -o or --output"
        ) from None
    return True


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
