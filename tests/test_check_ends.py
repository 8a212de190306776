"""What may stand at the ends of each relation."""

import pytest
from conforming import SHAPES, names, shapes, world
from rdflib import SH

from kg.check import validate
from kg.ontology import ontology

PLAIN = [
    ("Platform", "partnersWith", "Company"),
    ("Hospital", "locatedIn", "Place"),
    ("Event", "locatedIn", "Park"),
    ("Person", "locatedIn", "Place"),
    ("University", "partOf", "University"),
    ("GovernmentAgency", "partOf", "Place"),
    ("Award", "partOf", "Award"),
    ("Place", "partOf", "Place"),
    ("Platform", "operatedBy", "University"),
    ("Park", "operatedBy", "Company"),
    ("Laboratory", "operatedBy", "University"),
    ("Project", "operatedBy", "Platform"),
    ("Platform", "establishedBy", "Place"),
    ("Company", "establishedBy", "Person"),
    ("Person", "affiliatedWith", "Hospital"),
    ("Person", "heads", "Laboratory"),
    ("Person", "receivedAward", "Award"),
    ("Project", "receivedAward", "Award"),
    ("Person", "develops", "Project"),
    ("GovernmentAgency", "participatesIn", "Programme"),
    ("Person", "participatesIn", "Event"),
    ("Fund", "investsIn", "Company"),
    ("FinancialInstitution", "investsIn", "Project"),
    ("Park", "incubates", "Company"),
    ("Platform", "incubates", "Project"),
    ("Company", "memberOf", "Association"),
    ("Person", "memberOf", "Association"),
    ("Event", "organizedBy", "GovernmentAgency"),
    ("Programme", "organizedBy", "GovernmentAgency"),
    ("Park", "includedIn", "Programme"),
    ("Person", "includedIn", "Programme"),
]

UNUSUAL = [
    ("Place", "partnersWith", "University", "partnersWith-subject-usual"),
    ("University", "partnersWith", "Place", "partnersWith-object-usual"),
    ("Company", "locatedIn", "Platform", "locatedIn-object-usual"),
    ("Hospital", "operatedBy", "Company", "operatedBy-subject-usual"),
    ("Platform", "operatedBy", "Place", "operatedBy-object-usual"),
    ("Person", "affiliatedWith", "Project", "affiliatedWith-object-usual"),
    ("Person", "heads", "Place", "heads-object-usual"),
    ("Place", "receivedAward", "Award", "receivedAward-subject-usual"),
    ("Place", "develops", "Project", "develops-subject-usual"),
    ("Company", "develops", "Platform", "develops-object-usual"),
    ("Place", "participatesIn", "Event", "participatesIn-subject-usual"),
    ("Company", "participatesIn", "Platform", "participatesIn-object-usual"),
    ("Person", "investsIn", "Company", "investsIn-subject-usual"),
    ("Fund", "investsIn", "Park", "investsIn-object-usual"),
    ("University", "incubates", "Company", "incubates-subject-usual"),
    ("Place", "memberOf", "Association", "memberOf-subject-usual"),
    ("Company", "memberOf", "Company", "memberOf-object-usual"),
    ("Project", "organizedBy", "University", "organizedBy-subject-usual"),
    ("Programme", "organizedBy", "Place", "organizedBy-object-usual"),
    ("Person", "includedIn", "Award", "includedIn-object-usual"),
]

WRONG = [
    ("Person", "partnersWith", "Company", "partnersWith-subject"),
    ("Company", "partnersWith", "Award", "partnersWith-object"),
    ("Company", "locatedIn", "Event", "locatedIn-object"),
    ("Person", "partOf", "Company", "partOf-subject"),
    ("Company", "partOf", "Person", "partOf-object"),
    ("Person", "operatedBy", "Company", "operatedBy-subject"),
    ("Platform", "operatedBy", "Event", "operatedBy-object"),
    ("Person", "establishedBy", "Company", "establishedBy-subject"),
    ("Company", "establishedBy", "Award", "establishedBy-object"),
    ("Company", "affiliatedWith", "Company", "affiliatedWith-subject"),
    ("Person", "affiliatedWith", "Person", "affiliatedWith-object"),
    ("Company", "heads", "Company", "heads-subject"),
    ("Person", "heads", "Award", "heads-object"),
    ("Award", "receivedAward", "Award", "receivedAward-subject"),
    ("Person", "receivedAward", "Programme", "receivedAward-object"),
    ("Event", "develops", "Project", "develops-subject"),
    ("Company", "develops", "Person", "develops-object"),
    ("Award", "participatesIn", "Event", "participatesIn-subject"),
    ("Person", "participatesIn", "Place", "participatesIn-object"),
    ("Award", "investsIn", "Company", "investsIn-subject"),
    ("Fund", "investsIn", "Person", "investsIn-object"),
    ("Person", "incubates", "Company", "incubates-subject"),
    ("Platform", "incubates", "Person", "incubates-object"),
    ("Event", "memberOf", "Association", "memberOf-subject"),
    ("Company", "memberOf", "Place", "memberOf-object"),
    ("Person", "organizedBy", "Company", "organizedBy-subject"),
    ("Event", "organizedBy", "Award", "organizedBy-object"),
    ("Company", "includedIn", "Person", "includedIn-object"),
]


@pytest.mark.parametrize(("subject", "predicate", "target"), PLAIN)
def test_the_plain_ends_of_a_relation_have_no_finding(subject: str, predicate: str, target: str) -> None:
    assert validate(world(subject, predicate, target)) == []


@pytest.mark.parametrize(("subject", "predicate", "target", "shape"), UNUSUAL)
def test_unusual_ends_are_a_warning(subject: str, predicate: str, target: str, shape: str) -> None:
    assert names(validate(world(subject, predicate, target))) == {("Warning", shape)}


@pytest.mark.parametrize(("subject", "predicate", "target", "shape"), WRONG)
def test_wrong_ends_are_a_violation_and_no_warning_as_well(
    subject: str, predicate: str, target: str, shape: str
) -> None:
    assert names(validate(world(subject, predicate, target))) == {("Violation", shape)}


def test_every_end_is_tried_both_ways() -> None:
    ends = {str(s).removeprefix(SHAPES) for s in shapes().subjects(SH.targetSubjectsOf)} - {"relation-stated"}
    assert ends - {"not-itself"} == {shape for *_, shape in (*UNUSUAL, *WRONG)}
    assert {predicate for _, predicate, _ in PLAIN} == set(ontology().relations)
