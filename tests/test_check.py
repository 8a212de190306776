"""The shapes: a good graph has no findings, and each way to break it has its own."""

from collections.abc import Iterator

import pytest
from conforming import DOCUMENT, SHAPES, THIS, Quads, good, instead, names, plus, shapes, without, world
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDF, SH, Graph, URIRef
from rdflib import Literal as Value
from rdflib.collection import Collection
from rdflib.term import Node

from kg import graph
from kg.check import Finding, validate
from kg.model import GRAPH, ID, ONTOLOGY, Extraction
from kg.ontology import ontology


def test_the_example_conforms() -> None:
    assert validate(good()) == []


def test_what_an_extraction_becomes_conforms(extraction: Extraction) -> None:
    assert validate(Quads(graph.quads(extraction))) == []


def test_an_empty_store_conforms() -> None:
    assert validate(Quads([])) == []


HOSPITAL = "id:复旦大学附属中山医院"

BROKEN = [
    # the document
    ("no title", [without(f"{THIS} dcterms:title ?x")], "Warning", "document-title"),
    ("two titles", [plus(f'{THIS} dcterms:title "另一个"@zh')], "Warning", "document-title"),
    ("no source", [without(f"{THIS} dcterms:source ?x")], "Violation", "document-source"),
    ("no hash", [without(f"{THIS} ikg:contentHash ?x")], "Violation", "document-hash"),
    ("hash of another kind", [instead(THIS, "ikg:contentHash", '"md5:00"')], "Violation", "document-hash"),
    ("two fingerprints", [plus(f'{THIS} ikg:fingerprint "9"')], "Violation", "document-fingerprint"),
    ("no date", [instead(THIS, "dcterms:issued", '"去年"')], "Warning", "document-issued"),
    ("two publishers", [plus(f'{THIS} dcterms:publisher "另一家"')], "Violation", "document-publisher"),
    ("language in words", [instead(THIS, "dcterms:language", '"中文"')], "Violation", "document-language"),
    ("named elsewhere", [plus("<http://example.org/d> a ikg:Document")], "Violation", "Document"),
    # entities
    ("no label", [without("id:葛均波 rdfs:label ?x")], "Violation", "entity-label"),
    ("empty name", [plus('id:葛均波 skos:altLabel ""')], "Violation", "entity-names"),
    ("no type", [without("id:徐汇区 a ?x"), without("d:s4 ?p ?x")], "Violation", "entity-type"),
    ("only a parent", [without(f"{HOSPITAL} a ikg:Hospital")], "Violation", "entity-type"),
    ("no parent", [without(f"{HOSPITAL} a ikg:Organization")], "Violation", "Hospital-types"),
    ("two types", [plus(f"{HOSPITAL} a ikg:Company")], "Violation", "Hospital-types"),
    ("a person and a place", [plus("id:葛均波 a ikg:Place")], "Violation", "Person-types"),
    ("laboratory alone", [plus(f"{HOSPITAL} a ikg:Laboratory")], "Violation", "Laboratory-types"),
    ("an entity elsewhere", [plus("d:m1 ikg:entity <http://example.org/x>")], "Violation", "Entity"),
    # statements
    ("no predicate", [without("d:s1 rdf:predicate ?x")], "Violation", "statement-predicate"),
    ("unknown predicate", [instead("d:s5", "rdf:predicate", "ikg:likes")], "Violation", "statement-predicate"),
    ("two subjects", [plus("d:s1 rdf:subject id:徐汇区")], "Violation", "statement-subject"),
    ("a literal as object", [instead("d:s5", "rdf:object", '"徐汇区"')], "Violation", "statement-object"),
    ("no document", [without("d:s1 prov:wasDerivedFrom ?x")], "Violation", "statement-document"),
    ("another document", [instead("d:s1", "prov:wasDerivedFrom", "d:other")], "Violation", "statement-document"),
    ("no confidence", [without("d:s1 ikg:confidence ?x")], "Violation", "statement-confidence"),
    ("confidence 0", [instead("d:s1", "ikg:confidence", "0.0")], "Violation", "statement-confidence"),
    ("confidence above 1", [instead("d:s1", "ikg:confidence", "1.01")], "Violation", "statement-confidence"),
    ("confidence as text", [instead("d:s1", "ikg:confidence", '"high"')], "Violation", "statement-confidence"),
    ("no rule", [without("d:s1 ikg:rule ?x")], "Violation", "statement-rule"),
    ("unknown modality", [instead("d:s5", "ikg:modality", '"hoped"')], "Violation", "statement-modality"),
    ("no evidence", [without("d:s5 ikg:evidence ?x")], "Violation", "statement-evidence"),
    ("a blank statement", [plus("[] a rdf:Statement")], "Violation", "Statement"),
    # mentions and observations
    ("a mention of two", [plus("d:m1 ikg:entity id:徐汇区")], "Violation", "mention-entity"),
    ("a mention nowhere", [without("d:m1 ikg:evidence ?x")], "Violation", "mention-evidence"),
    ("a blank mention", [plus("[] a ikg:Mention")], "Violation", "Mention"),
    ("a figure about nothing", [without("d:o1 ikg:about ?x")], "Violation", "observation-about"),
    ("no measure", [without("d:o1 ikg:measure ?x")], "Violation", "observation-measure"),
    ("value as text", [instead("d:o1", "ikg:value", '"63"')], "Violation", "observation-value"),
    ("value as a float", [instead("d:o1", "ikg:value", "6.3e1")], "Violation", "observation-value"),
    ("no unit", [without("d:o1 ikg:unit ?x")], "Warning", "observation-unit"),
    ("two periods", [plus('d:o1 ikg:period "2021"')], "Violation", "observation-period"),
    ("perhaps approximate", [without("d:o1 ikg:approximate ?x")], "Violation", "observation-approximate"),
    ("a figure from nowhere", [without("d:o1 ikg:evidence ?x")], "Violation", "observation-evidence"),
    ("a blank observation", [plus("[] a ikg:Observation")], "Violation", "Observation"),
    # evidence
    ("a blank evidence", [plus("d:m1 ikg:evidence []")], "Violation", "Evidence"),
    ("no quote selector", [without("d:e1 a oa:TextQuoteSelector")], "Violation", "evidence-types"),
    ("no quote", [without("d:e1 oa:exact ?x")], "Violation", "evidence-exact"),
    ("before the text", [instead("d:e1", "oa:start", "-1")], "Violation", "evidence-start"),
    ("start is no number", [instead("d:e1", "oa:start", '"?"^^xsd:integer')], "Violation", "evidence-start"),
    ("end before start", [instead("d:e2", "oa:end", "3")], "Violation", "evidence-start"),
    ("no end", [without("d:e1 oa:end ?x")], "Violation", "evidence-end"),
    ("quote too short", [instead("d:e1", "oa:exact", '"中山医院"')], "Violation", "evidence-length"),
    # across nodes
    ("asserted, not stated", [plus(f"id:葛均波 ikg:heads {HOSPITAL}")], "Violation", "relation-stated"),
    ("asserted though planned", [plus(f"{HOSPITAL} ikg:locatedIn id:徐汇区")], "Violation", "relation-stated"),
    ("relation without evidence", [without("d:s1 ikg:evidence ?x")], "Violation", "relation-stated"),
    ("type without statement", [without("d:s4 ?p ?x")], "Violation", "type-stated"),
    ("type without evidence", [without("d:s4 ikg:evidence ?x")], "Violation", "type-stated"),
    ("stated, not asserted", [without("d:s5 ikg:modality ?x")], "Violation", "statement-asserted"),
    ("part of itself", [plus("id:徐汇区 ikg:partOf id:徐汇区")], "Violation", "not-itself"),
]


@pytest.mark.parametrize(("updates", "severity", "shape"), [case[1:] for case in BROKEN], ids=[c[0] for c in BROKEN])
def test_a_broken_graph_has_the_finding(updates: list[str], severity: str, shape: str) -> None:
    assert (severity, shape) in names(validate(good(*updates)))


def test_every_shape_that_says_what_is_wrong_is_broken_above() -> None:
    ends = {f"{relation}-{end}{usual}" for relation in ontology().relations for end, usual in ENDS}
    tried = {shape for *_, shape in BROKEN} | ends
    types = {f"{name}-types" for name in ontology().ancestors}
    messages = shapes().subjects(SH.message)
    told = {str(shape).removeprefix(SHAPES) for shape in messages if str(shape).startswith(SHAPES)}
    assert told - tried - types == set()


ENDS = [("subject", ""), ("subject", "-usual"), ("object", ""), ("object", "-usual")]


def test_a_finding_names_the_place() -> None:
    assert validate(world("Company", "heads", "Fund")) == [
        Finding(
            focus=ID + "甲",
            path=ONTOLOGY + "heads",
            value=ID + "甲",
            severity="Violation",
            message="The subject of “heads” is a person.",
            shape="heads-subject",
        )
    ]


def test_a_finding_is_one_line() -> None:
    (finding,) = validate(world("Company", "heads", "Fund"))
    assert str(finding) == "Violation: id:甲 ikg:heads: The subject of “heads” is a person. (heads-subject)"
    (finding,) = validate(good(instead("d:e2", "oa:exact", r'"葛\n\n波"')))
    assert str(finding).startswith(f"Violation: {DOCUMENT}#e2 oa:exact 葛 波: An evidence's quote is as long")


def test_messages_in_chinese() -> None:
    (finding,) = validate(world("Company", "heads", "Fund"), language="zh")
    assert finding.message == "“领导”的主体应是人物。"


def test_violations_come_first_and_then_by_place() -> None:
    findings = validate(
        good(without(f"{THIS} dcterms:title ?x"), without("d:s1 ikg:rule ?x"), without("d:m1 ikg:evidence ?x"))
    )
    places = [(finding.severity, finding.focus.removeprefix(DOCUMENT)) for finding in findings]
    assert places == [("Violation", "#m1"), ("Violation", "#s1"), ("Warning", "")]


def test_what_no_document_states_is_not_checked() -> None:
    thing, place = NamedNode(ID + "上海市"), NamedNode(ID + "中国")
    apart = [
        Quad(thing, graph.term("ikg:locatedIn"), place, NamedNode(GRAPH + name)) for name in ("reference", "inferred")
    ]
    assert validate(Quads([*good().quads(), *apart, *graph.ontology_quads()])) == []
    stated = Quad(thing, graph.term("ikg:locatedIn"), place, NamedNode(DOCUMENT))
    assert names(validate(Quads([stated]))) == {("Violation", "locatedIn-object"), ("Violation", "relation-stated")}


@settings(max_examples=25, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1),
    start=st.integers(0, 10**6),
    off=st.sampled_from([0, 0, 1, -1]),
)
def test_a_quote_is_as_long_as_its_place_in_code_points(text: str, start: int, off: int) -> None:
    end = start + len(text) + off
    node, name = NamedNode(f"{DOCUMENT}#e2"), NamedNode(DOCUMENT)
    place = {"oa:exact": Literal(text), "oa:start": Literal(start), "oa:end": Literal(end)}
    kept = (q for q in good().quads() if not (q.subject == node and q.predicate in map(graph.term, place)))
    changed = [Quad(node, graph.term(predicate), value, name) for predicate, value in place.items()]
    found = names(validate(Quads([*kept, *changed])))
    assert (("Violation", "evidence-length") in found) is (off != 0)
    assert not found or off


def test_another_processor_finds_the_same_with_the_sparql_constraints() -> None:
    from pyshacl import validate as run

    chosen = {
        "asserted, not stated",
        "type without statement",
        "stated, not asserted",
        "part of itself",
        "quote too short",
    }
    broken = good(*(update for name, updates, *_ in BROKEN if name in chosen for update in updates))
    data = Graph().parse(data=b"".join(f"{q.triple} .\n".encode() for q in broken.quads()), format="nt")
    _, report, _ = run(data, shacl_graph=shapes())
    theirs = {
        (str(report.value(r, SH.sourceShape)).removeprefix(SHAPES), str(report.value(r, SH.focusNode)))
        for r in report.objects(None, SH.result)
    }
    ours = {(finding.shape, finding.focus) for finding in validate(broken)}
    assert {shape for shape, _ in theirs} >= SPARQL
    assert ours == theirs


SPARQL = {"evidence-length", "relation-stated", "type-stated", "statement-asserted", "not-itself"}


def test_the_sparql_constraints_are_those() -> None:
    assert {str(shape).removeprefix(SHAPES) for shape in shapes().subjects(SH.sparql)} == SPARQL


def test_every_message_is_in_both_languages() -> None:
    found = shapes()
    told = set(found.subjects(SH.message))

    def languages(node: Node) -> set[str | None]:
        return {text.language for text in found.objects(node, SH.message) if isinstance(text, Value)}

    assert [m for m in told if languages(m) != {"en", "zh"}] == []
    named = set(found.subjects(RDF.type, SH.PropertyShape)) | set(found.subjects(SH.targetSubjectsOf))
    silent = named - told - set(found.subjects(SH.sparql))
    assert silent == set()


def lists(shape: str, path: URIRef) -> Iterator[set[str]]:
    found = shapes()
    for head in found.objects(URIRef(SHAPES + shape), path):
        yield {str(item).removeprefix(ONTOLOGY) for item in Collection(found, head)}


def test_the_lists_in_the_shapes_are_those_of_the_ontology() -> None:
    vocabulary, found = ontology(), shapes()
    (predicates,) = lists("statement-predicate", SH["in"])
    assert predicates == {*vocabulary.relations, str(RDF.type)}
    qualified = found.value(URIRef(SHAPES + "entity-type"), SH.qualifiedValueShape)
    head = found.value(qualified, SH["in"])
    assert head is not None
    assert [str(item).removeprefix(ONTOLOGY) for item in Collection(found, head)] == list(vocabulary.types)
    for shape, path, wanted in [
        ("relation-stated", SH.targetSubjectsOf, vocabulary.relations),
        ("not-itself", SH.targetSubjectsOf, vocabulary.relations),
        ("type-stated", SH.targetClass, vocabulary.types),
    ]:
        targets = {str(t).removeprefix(ONTOLOGY) for t in found.objects(URIRef(SHAPES + shape), path)}
        assert targets == set(wanted), shape


@pytest.mark.parametrize("klass", [name for name in ontology().ancestors if name != "Organization"])
def test_a_class_stands_with_its_parents_and_its_kinds(klass: str) -> None:
    above = ontology().ancestors
    (allowed,) = lists(f"{klass}-types", SH["in"])
    assert allowed == {klass, *above[klass], *(name for name in above if klass in above[name])}
    stated = shapes().objects(URIRef(f"{SHAPES}{klass}-types"), SH.hasValue)
    assert {str(parent).removeprefix(ONTOLOGY) for parent in stated} == set(above[klass])
