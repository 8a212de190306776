from dataclasses import replace
from decimal import Decimal

import pyoxigraph as ox
import pytest
from conftest import document, entity, evidence
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from kg import graph
from kg.model import ID, Document, Entity, Evidence, Extraction, Observation, Reference, Statement, segment
from kg.ontology import file

HOSPITAL, PERSON, COMPANY = "复旦大学附属中山医院", "葛均波", "联影医疗"
TEXTS = st.text(st.characters(), min_size=1)


def holds(extraction: Extraction, pattern: str) -> bool:
    """Whether the document's named graph has a SPARQL pattern, where ``?doc`` is the document."""
    memory = ox.Store()
    memory.extend(graph.quads(extraction))
    doc = NamedNode(extraction.document.iri)
    query = f"ASK {{ GRAPH ?doc {{ {pattern} }} }}"
    return bool(memory.query(query, prefixes=graph.PREFIXES, substitutions={ox.Variable("doc"): doc}))


@pytest.mark.parametrize(
    "pattern",
    [
        '?doc a ikg:Document ; dcterms:title "徐汇区发布科技创新成果"@zh ; dcterms:issued "2021-12-02"^^xsd:date',
        '?doc dcterms:publisher "东方网" ; dcterms:language "zh-Hans" ; dcterms:source "news/a.txt"',
        '?doc ikg:contentHash ?hash FILTER (STRLEN(?hash) = 71 && STRSTARTS(?hash, "sha256:"))',
        f'id:{HOSPITAL} a ikg:Hospital, ikg:Organization ; rdfs:label "{HOSPITAL}"@zh ; skos:altLabel "中山医院"@zh',
        f"id:{PERSON} ikg:affiliatedWith id:{HOSPITAL} ; ikg:receivedAward id:科技功臣奖",
        f"""?n a rdf:Statement ; rdf:subject id:{PERSON} ; rdf:predicate ikg:affiliatedWith ; rdf:object id:{HOSPITAL} ;
            prov:wasDerivedFrom ?doc ; ikg:confidence 0.9 ; ikg:rule "rule-affiliatedWith" ; ikg:evidence ?e .
            ?e a oa:TextQuoteSelector, oa:TextPositionSelector ; oa:exact "{HOSPITAL}{PERSON}院士" ;
            oa:start 12 ; oa:end 27 FILTER NOT EXISTS {{ ?n ikg:modality ?m }}""",
        f"""?n a rdf:Statement ; rdf:subject id:{PERSON} ; rdf:predicate rdf:type ; rdf:object ikg:Person ;
            ikg:confidence 0.95 ; ikg:rule "gazetteer" ; ikg:evidence/oa:exact "{PERSON}" """,
        """?n a rdf:Statement ; rdf:subject id:上海交通大学 ; rdf:object id:联影医疗 ; ikg:modality "planned" ;
            rdf:predicate ikg:partnersWith FILTER NOT EXISTS { id:上海交通大学 ikg:partnersWith ?any }""",
        f'?m a ikg:Mention ; ikg:entity id:{HOSPITAL} ; ikg:rule "gazetteer" ; ikg:evidence/oa:exact "中山医院"',
        """?o a ikg:Observation ; ikg:about id:徐汇区 ; ikg:measure "授奖"@zh ; ikg:value 63 ; ikg:unit "项" ;
            ikg:period "2020" ; ikg:approximate false ; ikg:evidence/oa:exact "授奖63项" """,
        """?o ikg:measure "经费"@zh ; ikg:value 520000000 ; ikg:unit "元" ; ikg:approximate true
            FILTER NOT EXISTS { ?o ikg:period ?p }""",
    ],
)
def test_what_the_named_graph_holds(extraction: Extraction, pattern: str) -> None:
    assert holds(extraction, pattern)


@pytest.mark.parametrize(
    "absent",
    [
        "?n a rdf:Statement FILTER NOT EXISTS { ?n ikg:evidence ?e }",
        "?s ?p ?o FILTER (isBlank(?s) || isBlank(?o))",
        """?e rdfs:label ?l ; a ?c FILTER NOT EXISTS { ?n rdf:subject ?e ; rdf:predicate rdf:type }""",
        """?s ?p ?o . ?o rdfs:label ?l FILTER (STRSTARTS(STR(?p), STR(ikg:)) && ?p != ikg:entity && ?p != ikg:about)
           FILTER NOT EXISTS { ?n rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ikg:evidence ?e }""",
    ],
)
def test_what_no_named_graph_holds(extraction: Extraction, absent: str) -> None:
    assert not holds(extraction, absent)


def test_every_evidence_is_where_it_says(extraction: Extraction) -> None:
    found: dict[str, dict[str, str]] = {}
    for quad in graph.quads(extraction):
        if "#evidence-" in str(quad.subject):
            assert isinstance(quad.object, NamedNode | Literal)
            found.setdefault(str(quad.subject), {})[quad.predicate.value.rpartition("#")[2]] = quad.object.value
    assert len(found) >= 10
    for place in found.values():
        assert extraction.document.text[int(place["start"]) : int(place["end"])] == place["exact"]


def test_quads_are_one_graph_sorted_whatever_the_order_of_the_extraction(extraction: Extraction) -> None:
    quads = graph.quads(extraction)
    turned = replace(
        extraction,
        entities=extraction.entities[::-1],
        statements=extraction.statements[::-1] * 2,
        observations=extraction.observations[::-1],
    )
    assert graph.quads(turned) == quads == sorted(set(quads), key=graph.order)
    assert {quad.graph_name for quad in quads} == {NamedNode(extraction.document.iri)}


def test_a_symmetric_relation_is_stated_once_in_one_direction(extraction: Extraction) -> None:
    one = next(s for s in extraction.statements if s.predicate == "partnersWith" and not s.modality)
    other = replace(one, subject=one.object, object=one.subject)
    assert graph.quads(replace(extraction, statements=(one,))) == graph.quads(replace(extraction, statements=(other,)))
    first, second = sorted([ID + one.subject, ID + one.object])
    assert holds(replace(extraction, statements=(other,)), f"<{first}> ikg:partnersWith <{second}>")


def test_statements_that_differ_have_nodes_of_their_own(extraction: Extraction) -> None:
    one = extraction.statements[0]
    variants = (
        one,
        replace(one, rule="another"),
        replace(one, confidence=Decimal("0.5")),
        replace(one, modality="ended"),
        replace(one, evidence=evidence(extraction.document, "葛均波院士")),
    )
    quads = graph.quads(replace(extraction, entities=(), observations=(), statements=variants))
    assert sum(quad.object == graph.term("rdf:Statement") for quad in quads) == len(variants)
    assert sum(quad.predicate == graph.term("ikg:confidence") for quad in quads) == len(variants)


@pytest.mark.parametrize(
    ("klass", "kind", "classes"),
    [
        ("Laboratory", "ResearchInstitute", {"Laboratory", "ResearchInstitute", "Organization"}),
        ("FinancialInstitution", "Company", {"FinancialInstitution", "Company", "Organization"}),
        ("Park", "Park", {"Park", "Place"}),
        ("Award", "Award", {"Award"}),
    ],
)
def test_an_entity_has_its_class_with_all_above(klass: str, kind: str, classes: set[str]) -> None:
    doc = document()
    thing = entity(doc, "徐汇区", klass, kind=kind)
    types = [q.object for q in graph.quads(Extraction(doc, (thing,))) if q.predicate == graph.term("rdf:type")]
    assert {t.value.rpartition("#")[2] for t in types if isinstance(t, NamedNode)} >= classes
    assert holds(Extraction(doc, (thing,)), f"?n rdf:predicate rdf:type ; rdf:object ikg:{klass}")
    assert len([t for t in types if t == graph.term("rdf:Statement")]) == 1


@pytest.mark.parametrize(
    ("issued", "written"),
    [
        ("2021-12-02", '"2021-12-02"^^xsd:date'),
        ("2021-13-45", '"2021-13-45"'),
        ("2021年12月", '"2021年12月"'),
    ],
)
def test_only_a_day_of_the_calendar_is_a_date(issued: str, written: str) -> None:
    assert holds(Extraction(document(issued=issued)), f"?doc dcterms:issued {written}")


def test_what_a_document_does_not_tell_is_left_out() -> None:
    bare = Document("文", "-", (), language="")
    names = {quad.predicate.value.rpartition("/")[2] for quad in graph.quads(Extraction(bare))}
    assert names == {"22-rdf-syntax-ns#type", "ontology#contentHash", "source"}


@pytest.mark.parametrize(
    ("value", "integral", "written"),
    [
        ("0.500", False, '"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("1", False, '"1"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("5.2E+8", True, '"520000000"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("63.0", True, '"63"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("63.25", True, '"63.25"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("100", True, '"100"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("-0.0", False, '"0"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
    ],
)
def test_numbers_have_one_form(value: str, integral: bool, written: str) -> None:
    assert str(graph.number(Decimal(value), integral=integral)) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**14), max_value=10**14))
def test_the_store_gives_numbers_back_as_they_are(value: Decimal) -> None:
    memory = ox.Store()
    node = NamedNode(ID + "a")
    for written in (graph.number(value), graph.number(value, integral=True)):
        assert Decimal(written.value) == value
        memory.add(Quad(node, node, written))
        assert Quad(node, node, written) in memory
        assert written in {quad.object for quad in memory}


@pytest.mark.parametrize(
    ("text", "language"),
    [("徐汇区", "zh"), ("HUAWEI云", "zh"), ("IBM", "en"), ("2020", "en"), ("𠮷野", "zh"), ("〇", "zh")],
)
def test_the_language_of_a_name_is_seen_from_its_script(text: str, language: str) -> None:
    assert graph.tagged(text) == Literal(text, language=language)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("a\ufffeb\x1f", "a\ufffdb\ufffd"),
        ("a\tb\r\nc\x85\u2028\x7f", "a\tb\r\nc\x85\u2028\x7f"),
        ("😀𠮷", "😀𠮷"),
    ],
)
def test_no_literal_holds_what_xml_cannot_write(text: str, written: str) -> None:
    assert graph.literal(text).value == written
    assert graph.tagged(text).value == written


@given(TEXTS)
def test_a_literal_keeps_the_length_of_its_text(text: str) -> None:
    assert len(graph.literal(text).value) == len(text)


@given(TEXTS)
def test_any_name_gives_an_iri(text: str) -> None:
    assert graph.iri(ID + segment(text)).value.startswith(ID)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("中山医院_(厦门)", "中山医院_(厦门)"),
        ("a\ufffdb", "ab"),
        ("葛\U000e0100城", "葛城"),
        ("《科技》・张江", "《科技》・张江"),
    ],
)
def test_an_iri_keeps_its_script_and_drops_what_no_iri_may_have(name: str, written: str) -> None:
    assert graph.iri(ID + name).value == ID + written


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4))
def test_any_text_becomes_a_graph(rows: list[tuple[str, str, str]]) -> None:
    doc = document("\n".join(part for row in rows for part in row) or "空")
    place = Evidence(0, len(doc.text), doc.text)
    names = [row[0] for row in rows]
    extraction = Extraction(
        doc,
        tuple(Entity(segment(n), n, "Person", "Person", (n,), (), "any", Decimal(1)) for n in names),
        tuple(Statement(segment(a), "partnersWith", segment(b), place, c, Decimal("0.5")) for a, b, c in rows),
        tuple(Observation(segment(a), b, Decimal(len(b)), c, place, period=c) for a, b, c in rows),
    )
    quads = graph.quads(extraction)
    memory = ox.Store()
    memory.extend(quads)
    assert sorted(memory, key=graph.order) == quads


def test_reference_tells_what_the_gazetteers_know(extraction: Extraction) -> None:
    found = {
        (str(q.subject)[1:-1], q.predicate.value.rpartition("/")[2], str(q.object)) for q in _reference(extraction)
    }
    assert found == {
        (ID + HOSPITAL, "core#altLabel", '"ZSHS"@en'),
        (ID + HOSPITAL, "ontology#locatedIn", f"<{ID}上海市>"),
        (ID + HOSPITAL, "ontology#partOf", f"<{ID}复旦大学>"),
        (ID + HOSPITAL, "core#exactMatch", "<http://www.wikidata.org/entity/Q11127433>"),
        (ID + "徐汇区", "ontology#partOf", f"<{ID}上海市>"),
        (ID + "上海市", "rdf-schema#label", '"上海市"@zh'),
        (ID + "复旦大学", "rdf-schema#label", '"复旦大学"@zh'),
    }


def _reference(extraction: Extraction) -> list[Quad]:
    quads = graph.reference_quads(extraction)
    assert {quad.graph_name for quad in quads} == {graph.REFERENCE}
    assert quads == sorted(quads, key=graph.order)
    return quads


def test_nothing_lies_in_itself() -> None:
    doc = document()
    thing = entity(doc, "徐汇区", "Place", reference=Reference(place="徐汇区", part_of="徐汇区", same_as="徐汇区"))
    assert graph.reference_quads(Extraction(doc, (thing,))) == []


def test_the_ontology_graph_is_the_file_without_blank_nodes() -> None:
    quads = graph.ontology_quads()
    assert len(quads) == len(list(ox.parse(file("innovation-kg.ttl"), format=RdfFormat.TURTLE)))
    assert {quad.graph_name for quad in quads} == {graph.ONTOLOGY_GRAPH}
    assert not any(isinstance(node, BlankNode) for quad in quads for node in (quad.subject, quad.object))
    graph.ontology_quads.cache_clear()
    assert graph.ontology_quads() == quads


def test_a_prefix_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        graph.term("foo:bar")
