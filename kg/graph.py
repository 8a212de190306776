"""An extraction as quads: the document's named graph, what the gazetteers add, and the ontology.

Every node has an IRI made from its content, so that the same extraction always gives the same quads; there are
no blank nodes. Literals and IRIs are made here and nowhere else.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from kg.model import GRAPH, ID, ONTOLOGY, Document, Entity, Evidence, Extraction, Observation, Reference, segment
from kg.model import Statement as Relation
from kg.ontology import file, ontology

PREFIXES: dict[str, str] = {
    "ikg": ONTOLOGY,
    "id": ID,
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that queries may use without declaring them and that every export declares."""

REFERENCE = NamedNode(GRAPH + "reference")
INFERRED = NamedNode(GRAPH + "inferred")
ONTOLOGY_GRAPH = NamedNode(GRAPH + "ontology")

Term = NamedNode | Literal
Pair = tuple[NamedNode, Term]


@cache
def term(name: str) -> NamedNode:
    """Return the IRI of a prefixed name such as ``rdf:type``; raise ``KeyError`` for an unknown prefix."""
    prefix, local = name.split(":", 1)
    return NamedNode(PREFIXES[prefix] + local)


def short(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return an IRI with the longest prefix that fits, such as ``ikg:Hospital``; as it is where none does."""
    fitting = [prefix for prefix, space in prefixes.items() if text.startswith(space) and text != space]
    if not fitting:
        return text
    prefix = max(fitting, key=lambda each: len(prefixes[each]))
    return f"{prefix}:{text.removeprefix(prefixes[prefix])}"


_TYPE = term("rdf:type")
_LABEL = term("rdfs:label")
_ALT_LABEL = term("skos:altLabel")

# XML 1.0 has no way to write these code points, not even as references, and UTF-8 none for lone surrogates. All
# formats must say the same, so no literal holds them: each becomes one U+FFFD, and offsets go on counting right.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
_NOT_IN_IRI = re.compile(
    rf"[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}\U000e1000-\U000efffd]"
    "|%(?![0-9A-Fa-f]{2})"
)
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def iri(text: str) -> NamedNode:
    """Return an IRI, without the code points that RFC 3987 does not allow in its path."""
    try:
        return NamedNode(text)
    except ValueError:
        return NamedNode(_NOT_IN_IRI.sub("", text))


def literal(text: str) -> Literal:
    """Return a plain literal; what XML cannot hold becomes U+FFFD, code point by code point."""
    return Literal(_UNWRITABLE.sub("\ufffd", text))


def tagged(text: str) -> Literal:
    """Return a literal tagged ``zh`` where it has a Chinese character, else ``en``."""
    return Literal(_UNWRITABLE.sub("\ufffd", text), language="zh" if _HAN.search(text) else "en")


def number(value: Decimal, *, integral: bool = False) -> Literal:
    """Return a decimal in canonical form, or an integer where ``integral`` is set and the value is one.

    The store keeps numbers by value and gives back this form; any other would change on the way.
    """
    digits = format(value, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    digits = "0" if digits == "-0" else digits
    kind = "xsd:integer" if integral and "." not in digits else "xsd:decimal"
    return Literal(digits, datatype=term(kind))


def order(quad: Quad) -> tuple[str, bool, str, bool, str, str]:
    """Return the key by which quads are sorted everywhere: graph, subject, ``rdf:type`` first, predicate, object.

    Within a graph the things come first, and after them the nodes that tell where they are stated.
    """
    subject, predicate = str(quad.subject), quad.predicate.value
    return str(quad.graph_name), "#" in subject, subject, predicate != _TYPE.value, predicate, str(quad.object)


def quads(extraction: Extraction) -> list[Quad]:
    """Return the document's named graph, sorted and without duplicates."""
    graph = _DocumentGraph(extraction.document)
    graph.describe(extraction.document)
    for entity in extraction.entities:
        graph.entity(entity)
    for relation in extraction.statements:
        graph.relation(relation)
    for observation in extraction.observations:
        graph.observation(observation)
    return sorted(graph.found, key=order)


class _DocumentGraph:
    """Collects the quads of one document's named graph."""

    def __init__(self, document: Document) -> None:
        self.name = iri(document.iri)
        self.found: set[Quad] = set()
        self._evidence: dict[Evidence, NamedNode] = {}

    def add(self, subject: NamedNode, pairs: Iterable[Pair]) -> None:
        self.found.update(Quad(subject, predicate, value, self.name) for predicate, value in pairs)

    def node(self, kind: str, *content: object) -> NamedNode:
        """Return the IRI of a node of this document, made from what it says."""
        digest = hashlib.sha256("\n".join(map(str, content)).encode("utf-8", "surrogatepass")).hexdigest()
        return NamedNode(f"{self.name.value}#{kind}-{digest[:12]}")

    def describe(self, document: Document) -> None:
        optional: list[tuple[str, str, Callable[[str], Literal]]] = [
            ("dcterms:title", document.title, tagged),
            ("dcterms:issued", document.issued, _issued),
            ("dcterms:publisher", document.publisher, literal),
            ("dcterms:language", document.language, literal),
            ("dcterms:source", document.source, literal),
        ]
        self.add(self.name, [(_TYPE, term("ikg:Document")), (term("ikg:contentHash"), content_hash(document))])
        self.add(self.name, [(term(name), make(text)) for name, text, make in optional if text])

    def entity(self, entity: Entity) -> None:
        subject = iri(entity.iri)
        self.add(subject, [(_TYPE, NamedNode(ONTOLOGY + name)) for name in _classes(entity.klass, entity.type)])
        self.add(subject, [(_LABEL, tagged(entity.name))])
        self.add(subject, [(_ALT_LABEL, tagged(name)) for name in entity.names if name != entity.name])
        for mention in entity.mentions:
            place = mention.evidence
            self.add(
                self.node("mention", subject.value, place.start, place.end, mention.rule),
                [
                    (_TYPE, term("ikg:Mention")),
                    (term("ikg:entity"), subject),
                    (term("ikg:rule"), literal(mention.rule)),
                    (term("ikg:evidence"), self.evidence(place)),
                ],
            )
        first = min((mention.evidence for mention in entity.mentions), default=None)
        self.statement((subject, _TYPE, NamedNode(ONTOLOGY + entity.klass)), entity.rule, entity.confidence, first)

    def relation(self, relation: Relation) -> None:
        subject, target = iri(ID + relation.subject), iri(ID + relation.object)
        if relation.predicate in ontology().symmetric and subject.value > target.value:
            subject, target = target, subject
        predicate = NamedNode(ONTOLOGY + relation.predicate)
        if not relation.modality:
            self.add(subject, [(predicate, target)])
        triple = (subject, predicate, target)
        self.statement(triple, relation.rule, relation.confidence, relation.evidence, relation.modality)

    def statement(
        self,
        triple: tuple[NamedNode, NamedNode, NamedNode],
        rule: str,
        confidence: Decimal,
        place: Evidence | None,
        modality: str = "",
    ) -> None:
        subject, predicate, target = triple
        sure = number(confidence)
        span = (place.start, place.end) if place else ()
        node = self.node("statement", subject, predicate, target, *span, rule, sure.value, modality)
        pairs: list[Pair] = [
            (_TYPE, term("rdf:Statement")),
            (term("rdf:subject"), subject),
            (term("rdf:predicate"), predicate),
            (term("rdf:object"), target),
            (term("prov:wasDerivedFrom"), self.name),
            (term("ikg:confidence"), sure),
            (term("ikg:rule"), literal(rule)),
        ]
        pairs += [(term("ikg:evidence"), self.evidence(place))] if place else []
        pairs += [(term("ikg:modality"), literal(modality))] if modality else []
        self.add(node, pairs)

    def observation(self, observation: Observation) -> None:
        about, value, place = (
            iri(ID + observation.about),
            number(observation.value, integral=True),
            observation.evidence,
        )
        said = (observation.measure, observation.unit, observation.period, observation.approximate)
        pairs: list[Pair] = [
            (_TYPE, term("ikg:Observation")),
            (term("ikg:about"), about),
            (term("ikg:measure"), tagged(observation.measure)),
            (term("ikg:value"), value),
            (term("ikg:approximate"), Literal(observation.approximate)),
            (term("ikg:evidence"), self.evidence(place)),
        ]
        pairs += [(term("ikg:unit"), literal(observation.unit))] if observation.unit else []
        pairs += [(term("ikg:period"), literal(observation.period))] if observation.period else []
        self.add(self.node("observation", about, value.value, *said, place.start, place.end), pairs)

    def evidence(self, place: Evidence) -> NamedNode:
        """Return the node of a place in the text; all that is stated there shares it."""
        if place not in self._evidence:
            node = NamedNode(f"{self.name.value}#evidence-{place.start}-{place.end}")
            self._evidence[place] = node
            pairs: list[Pair] = [
                (_TYPE, term("oa:TextQuoteSelector")),
                (_TYPE, term("oa:TextPositionSelector")),
                (term("oa:exact"), literal(place.exact)),
                (term("oa:start"), Literal(place.start)),
                (term("oa:end"), Literal(place.end)),
            ]
            pairs += [(term("oa:prefix"), literal(place.prefix))] if place.prefix else []
            pairs += [(term("oa:suffix"), literal(place.suffix))] if place.suffix else []
            self.add(node, pairs)
        return self._evidence[place]


def content_hash(document: Document) -> Literal:
    """Return the literal that identifies the document's text: ``sha256:`` and hexadecimal digits."""
    return Literal("sha256:" + document.digest)


def _issued(text: str) -> Literal:
    """Return an ``xsd:date``, or a plain literal where the text is no full date of the calendar."""
    try:
        return Literal(date.fromisoformat(text).isoformat(), datatype=term("xsd:date"))
    except ValueError:
        return literal(text)


def _classes(*names: str) -> set[str]:
    return {name for klass in names for name in (klass, *ontology().ancestors[klass])}


def reference_quads(extraction: Extraction) -> list[Quad]:
    """Return what the gazetteers know of the extraction's entities, sorted; no document has stated it."""
    found: set[Quad] = set()
    for entity in extraction.entities:
        if entity.reference:
            found.update(_known(iri(entity.iri), entity.reference))
    return sorted(found, key=order)


def _known(subject: NamedNode, known: Reference) -> Iterator[Quad]:
    for name in known.names:
        if iri(ID + segment(name)) != subject:
            yield Quad(subject, _ALT_LABEL, tagged(name), REFERENCE)
    for predicate, name in (
        ("ikg:locatedIn", known.place),
        ("ikg:partOf", known.part_of),
        ("skos:exactMatch", known.same_as),
    ):
        if not name:
            continue
        if re.match("https?://", name):
            yield Quad(subject, term(predicate), iri(name), REFERENCE)
        elif (target := iri(ID + segment(name))) != subject:
            yield Quad(subject, term(predicate), target, REFERENCE)
            yield Quad(target, _LABEL, tagged(name), REFERENCE)


@cache
def ontology_quads() -> list[Quad]:
    """Return the ontology file in its graph, sorted; its blank nodes have IRIs made from what they say."""
    graph = Dataset(parse(file("innovation-kg.ttl"), format=RdfFormat.TURTLE))
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    named = (Quad(_named(q.subject), q.predicate, _named(q.object), ONTOLOGY_GRAPH) for q in graph)
    return sorted(named, key=order)


def _named(node: object) -> NamedNode:
    # Literals and triples pass through unchanged; only their type is narrowed for the caller.
    return NamedNode(f"{ONTOLOGY_GRAPH.value}#{node.value}") if isinstance(node, BlankNode) else node  # type: ignore[return-value]
