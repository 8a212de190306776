"""The vocabulary: every term with its words in both languages, the hierarchy, the axioms, and the page about it."""

import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from kg import model
from kg.errors import DataError
from kg.ontology import file, ontology

FILES = ["innovation-kg.ttl", "shapes.ttl", "alignments.ttl"]
GUIDE = Path(__file__).parent.parent / "docs" / "ontology.md"

TYPES = ["Person", "University", "Hospital", "Company", "ResearchInstitute", "Platform", "GovernmentAgency"]
TYPES += ["Association", "Place", "Park", "Fund", "Award", "Project", "Programme", "Event"]
RELATIONS = ["partnersWith", "locatedIn", "partOf", "operatedBy", "establishedBy", "affiliatedWith", "heads"]
RELATIONS += ["receivedAward", "develops", "participatesIn", "investsIn", "incubates", "memberOf", "organizedBy"]
RELATIONS += ["includedIn"]
CLASSES = [*TYPES, "Organization", "FinancialInstitution", "Laboratory", "Document", "Mention", "Observation"]
PROPERTIES = ["contentHash", "fingerprint", "entity", "evidence", "confidence", "rule", "modality", "support"]
PROPERTIES += ["about", "measure", "value", "unit", "period", "approximate", "entityType", "entityRelation"]


def read(name: str) -> Graph:
    return Graph().parse(file(name), format="turtle")


VOCABULARY = read("innovation-kg.ttl")


def local(node: Node | None) -> str:
    return str(node).removeprefix(model.ONTOLOGY)


def words(node: Node, predicate: URIRef) -> dict[str | None, str]:
    return {text.language: str(text) for text in VOCABULARY.objects(node, predicate) if isinstance(text, Literal)}


def defined() -> list[URIRef]:
    ours = (s for s in VOCABULARY.subjects(RDF.type, unique=True) if isinstance(s, URIRef))
    return sorted(s for s in ours if s.startswith(model.ONTOLOGY))


@pytest.mark.parametrize("name", [*CLASSES, *RELATIONS, *PROPERTIES])
def test_every_term_has_a_label_and_a_definition_in_both_languages(name: str) -> None:
    term = URIRef(model.ONTOLOGY + name)
    for predicate in (RDFS.label, SKOS.definition):
        said = words(term, predicate)
        assert set(said) == {"zh", "en"}
        assert all(text.strip() for text in said.values())
    assert re.search("[\u4e00-\u9fff]", words(term, RDFS.label)["zh"])


def test_whatever_else_is_defined_has_them_too() -> None:
    bare = [local(t) for t in defined() if set(words(t, RDFS.label)) & set(words(t, SKOS.definition)) != {"zh", "en"}]
    assert bare == []
    assert all(local(term).isidentifier() for term in defined())


def test_no_two_terms_of_a_kind_share_a_label() -> None:
    for language in ("zh", "en"):
        labels = [words(term, RDFS.label)[language] for term in defined()]
        assert sorted(labels) == sorted(set(labels))


def test_the_fifteen_types_and_relations_in_their_order() -> None:
    assert list(ontology().types) == TYPES
    assert list(ontology().relations) == RELATIONS


@pytest.mark.parametrize(
    ("klass", "parents", "kind"),
    [
        ("Person", (), "Person"),
        ("Hospital", ("Organization",), "Hospital"),
        ("Fund", ("Organization",), "Fund"),
        ("Laboratory", ("ResearchInstitute", "Organization"), "ResearchInstitute"),
        ("FinancialInstitution", ("Company", "Organization"), "Company"),
        ("Place", (), "Place"),
        ("Park", ("Place",), "Park"),
    ],
)
def test_a_class_has_its_parents_nearest_first_and_one_type(klass: str, parents: tuple[str, ...], kind: str) -> None:
    assert ontology().ancestors[klass] == parents
    assert ontology().type_of(klass) == kind


@pytest.mark.parametrize("name", ["Organization", "Document", "Nothing"])
def test_a_class_that_is_no_entity_type_is_told(name: str) -> None:
    with pytest.raises(
        DataError, match=f"the class {name} belongs to no entity type: choose one of Person, University"
    ):
        ontology().type_of(name)


def test_properties() -> None:
    vocabulary = ontology()
    assert vocabulary.symmetric == {"partnersWith"}
    assert vocabulary.transitive == {"locatedIn", "partOf"}
    assert vocabulary.broader["heads"] == ("affiliatedWith",)
    assert vocabulary.labels["heads"] == ("领导", "heads")


def test_each_relation_that_has_a_direction_has_a_name_for_the_other() -> None:
    inverse = ontology().inverse
    assert {name for name in RELATIONS if name in inverse} == set(RELATIONS) - {"partnersWith"}
    assert all(inverse[inverse[name]] == name for name in inverse)
    assert set(inverse) & set(inverse.values()) == set(inverse)
    assert {inverse[name] for name in RELATIONS if name in inverse} & set(RELATIONS) == set()


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_nothing_is_above_itself(predicate: URIRef) -> None:
    below = [child for child, _ in VOCABULARY.subject_objects(predicate)]
    assert [c for c in below if c in list(VOCABULARY.transitive_objects(c, predicate))[1:]] == []
    assert below


def test_no_domain_and_no_range() -> None:
    assert set(VOCABULARY.predicates()) & {RDFS.domain, RDFS.range} == set()


def test_axioms_towards_others_are_the_three_true_ones() -> None:
    axioms = {RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs}
    outward = {
        (local(s), str(o))
        for predicate in axioms
        for s, o in VOCABULARY.subject_objects(predicate)
        if not str(o).startswith(model.ONTOLOGY)
    }
    assert outward == {
        ("Person", "http://xmlns.com/foaf/0.1/Person"),
        ("Organization", "http://www.w3.org/ns/org#Organization"),
        ("Place", "http://purl.org/dc/terms/Location"),
    }


def test_the_head_says_version_licence_and_title() -> None:
    (head,) = VOCABULARY.subjects(RDF.type, OWL.Ontology)
    (version,) = VOCABULARY.objects(head, OWL.versionInfo)
    assert list(VOCABULARY.objects(head, OWL.versionIRI)) == [URIRef(f"{head}/{version}")]
    dcterms = "http://purl.org/dc/terms/"
    assert list(VOCABULARY.objects(head, URIRef(dcterms + "license"))) == [URIRef("https://spdx.org/licenses/MIT")]
    assert set(words(head, URIRef(dcterms + "title"))) == {"zh", "en"}


def test_every_property_has_one_kind() -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    assert [local(t) for t in defined() if len(set(VOCABULARY.objects(t, RDF.type)) & kinds) != 1] == []


@pytest.mark.parametrize("name", FILES)
def test_two_parsers_read_the_same(name: str) -> None:
    other = serialize((quad.triple for quad in parse(file(name), format=RdfFormat.TURTLE)), format=RdfFormat.N_TRIPLES)
    assert isomorphic(read(name), Graph().parse(data=other, format="nt"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_it_holds_its_source_and_its_licence(name: str) -> None:
    text = file(name).decode()
    assert re.match(r"# .+\n# Source: .+ Licence: MIT\.\n", text)
    assert text == text.replace("\r", "").rstrip("\n") + "\n"


@pytest.mark.parametrize("name", FILES[1:])
def test_other_files_speak_of_defined_terms_only(name: str) -> None:
    graph = read(name)
    used = {node for triple in graph for node in triple if isinstance(node, URIRef) and node.startswith(model.ONTOLOGY)}
    assert {local(node) for node in used - set(defined()) - set(graph.subjects(RDF.type))} == set()


def test_alignments_are_mappings_and_no_axioms() -> None:
    graph = read("alignments.ttl")
    matches = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    pairs = [(s, o) for p in matches for s, o in graph.subject_objects(p)]
    assert len(pairs) == len(set(pairs))
    assert all(str(s).startswith(model.ONTOLOGY) and not str(o).startswith(model.ONTOLOGY) for s, o in pairs)
    assert set(graph.subjects(SKOS.closeMatch)) >= {
        URIRef(model.ONTOLOGY + name) for name in ("University", "memberOf")
    }
    loud = {p for p in graph.predicates() if str(p).startswith((str(OWL), str(RDFS)))}
    assert loud == {RDFS.label}
    assert set(graph.objects(None, RDF.type)) == {OWL.Ontology, OWL.AnnotationProperty}


TURTLE = """
    @prefix : <http://example.org/> . @prefix ikg: <https://w3id.org/innovation-kg/ontology#> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
    @prefix dcterms: <http://purl.org/dc/terms/> ."""
KNOWN = """
    :葛均波 a ikg:Person ; ikg:heads :心内科研究所 . :心内科研究所 a ikg:Laboratory ; ikg:partOf :中山医院 .
    :中山医院 a ikg:Hospital ; ikg:partOf :复旦大学 ; ikg:locatedIn :枫林 ; ikg:partnersWith :联影 .
    :枫林 a ikg:Park ; ikg:locatedIn :徐汇区 ."""
ENTAILED = """
    :葛均波 a foaf:Person ; ikg:affiliatedWith :心内科研究所 . :联影 ikg:partnersWith :中山医院 .
    :心内科研究所 a org:Organization ; ikg:headedBy :葛均波 ; ikg:hasAffiliate :葛均波 ; ikg:partOf :复旦大学 .
    :中山医院 ikg:locatedIn :徐汇区 . :徐汇区 ikg:locationOf :中山医院 . :枫林 a dcterms:Location ."""


def closure(turtle: str) -> Graph:
    """What the rules of OWL 2 RL make of these data and the vocabulary."""
    from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]  # it has no types

    data = Graph().parse(data=TURTLE + turtle, format="turtle") + VOCABULARY
    DeductiveClosure(OWLRL_Semantics).expand(data)
    return data


def contradictions(data: Graph) -> list[Node]:
    return list(data.objects(None, URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")))


def test_what_the_axioms_entail_and_what_not() -> None:
    data = closure(KNOWN)
    assert [triple for triple in Graph().parse(data=TURTLE + ENTAILED, format="turtle") if triple not in data] == []
    for name in ("中山医院", "徐汇区"):
        assert (URIRef("http://example.org/" + name), RDF.type, URIRef(model.ONTOLOGY + "Place")) not in data
    assert contradictions(data) == []


def test_nothing_is_both_a_person_and_a_place() -> None:
    assert contradictions(closure(":甲 a ikg:Person , ikg:Park ."))


def term_row(name: str) -> str:
    term = URIRef(model.ONTOLOGY + name)
    label, definition = words(term, RDFS.label), words(term, SKOS.definition)
    return f"| `{name}` | {label['zh']} | {label['en']} | {definition['zh']} | {definition['en']} |"


def ends_row(relation: str) -> str:
    """What the shapes allow at both ends: the usual classes, then in brackets those that are a warning."""
    return f"| `{relation}` | {_end(relation, 'subject')} | {_end(relation, 'object')} |"


def _end(relation: str, end: str) -> str:
    usual, allowed = _allowed(f"{relation}-{end}-usual"), _allowed(f"{relation}-{end}")
    more = [name for name in allowed if name not in usual]
    return ", ".join(usual) + f" ({', '.join(more)})" if usual else ", ".join(allowed) or "anything"


def _allowed(shape: str) -> list[str]:
    graph, node = SHAPES, URIRef("https://w3id.org/innovation-kg/shapes#" + shape)
    barred = [f"anything but {local(graph.value(n, SH['class']))}" for n in graph.objects(node, SH["not"])]
    heads = graph.objects(node, SH["or"])
    several = [local(graph.value(item, SH["class"])) for head in heads for item in Collection(graph, head)]
    return barred + several + [local(klass) for klass in graph.objects(node, SH["class"])]


SHAPES = read("shapes.ttl")


def test_the_guide_has_every_term_and_every_end_as_it_is() -> None:
    rows = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    wanted = [term_row(local(term)) for term in defined()] + [ends_row(relation) for relation in RELATIONS]
    assert sorted(rows) == sorted(wanted)
