"""The frozen values that flow through the stages, and their stable identifiers.

document → mentions → entities → statements → graph. All offsets count Unicode code points in the document's
text as read, so that ``document.text[e.start:e.end] == e.exact`` holds for every evidence.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

BASE = "https://w3id.org/innovation-kg/"
ONTOLOGY = BASE + "ontology#"
ID = BASE + "id/"
DOCUMENT = BASE + "document/"
GRAPH = BASE + "graph/"

# RFC 3987 keeps these out of a path segment; their full-width forms keep a name readable without percent signs.
_ILLEGAL = '<>"{}|\\^`#?%/[]'
_SEGMENT = {ord(c): chr(ord(c) + 0xFEE0) for c in _ILLEGAL} | {ord(" "): "_"}


def segment(name: str) -> str:
    """Return a name as one IRI path segment in its own script: NFC, spaces as ``_``, no percent escapes."""
    spaced = " ".join(unicodedata.normalize("NFC", name).split())
    return "".join(
        c for c in spaced.translate(_SEGMENT) if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The characters that state something: a W3C Web Annotation text quote and text position selector.

    ``prefix`` and ``suffix`` are what stands before and after them in their sentence, empty where that is not needed.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text that is extracted from: the title or one paragraph."""

    start: int
    end: int
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Document:
    """One text as read (decoded, before anything is stripped), with what its head says about it."""

    text: str
    source: str
    blocks: tuple[Block, ...]
    title: str = ""
    issued: str = ""
    publisher: str = ""
    language: str = "zh-Hans"

    @property
    def digest(self) -> str:
        """The SHA-256 of the text (UTF-8) in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def iri(self) -> str:
        """The document's IRI, made from its date and its text alone."""
        return f"{DOCUMENT}{self.issued or 'undated'}-{self.digest[:16]}"

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the evidence for the code points ``[start, end)``."""
        return Evidence(start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Reference:
    """What the gazetteers know of an entity, which no document stated."""

    names: tuple[str, ...] = ()
    place: str = ""
    part_of: str = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the document's text that stands for an entity."""

    evidence: Evidence
    rule: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that a document speaks of, with all its mentions there.

    ``key`` is the last segment of its IRI; ``type`` is one of the fifteen types, ``klass`` the particular class
    (``Laboratory`` where the type is ``ResearchInstitute``), otherwise the same as the type.
    """

    key: str
    name: str
    type: str
    klass: str
    names: tuple[str, ...]
    mentions: tuple[Mention, ...]
    rule: str
    confidence: Decimal
    reference: Reference | None = None

    @property
    def iri(self) -> str:
        """The entity's IRI."""
        return ID + self.key


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation between two entities (their keys) that a document states at one place.

    ``modality`` is empty for a plain fact, else ``planned``, ``denied`` or ``ended``.
    """

    subject: str
    predicate: str
    object: str
    evidence: Evidence
    rule: str
    confidence: Decimal
    modality: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure that a document states about an entity (its key), in base units."""

    about: str
    measure: str
    value: Decimal
    unit: str
    evidence: Evidence
    period: str = ""
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document says: the input of the graph."""

    document: Document
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
    observations: tuple[Observation, ...] = ()
