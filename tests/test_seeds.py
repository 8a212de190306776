"""The project's own documents are complete, and what a reader would take from each is annotated soundly."""

import datetime as dt
import json
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg import documents
from kg.ontology import ontology

SEEDS = Path(__file__).parent.parent / "seeds"
NAMES = sorted(path.stem for path in SEEDS.glob("*.txt"))
ORGANISATIONS = {
    *("University", "Hospital", "Company", "ResearchInstitute", "Platform", "GovernmentAgency", "Association", "Fund"),
    *("Place", "Park"),  # where a text lets a district or a park act
}
OBJECTS = {
    "locatedIn": {"Place", "Park"},
    "affiliatedWith": ORGANISATIONS,
    "heads": ORGANISATIONS,
    "operatedBy": ORGANISATIONS,
    "organizedBy": ORGANISATIONS,
    "partnersWith": ORGANISATIONS,
    "establishedBy": ORGANISATIONS | {"Person"},
    "receivedAward": {"Award"},
    "develops": {"Project"},
    "participatesIn": {"Event", "Programme", "Project"},
    "investsIn": ORGANISATIONS | {"Project"},
    "incubates": ORGANISATIONS | {"Project"},
    "memberOf": {"Association"},
    "includedIn": {"Programme", "Project"},
}
SUBJECTS = {
    "affiliatedWith": {"Person"},
    "heads": {"Person"},
    "incubates": ORGANISATIONS,
    "investsIn": ORGANISATIONS,
    "partnersWith": ORGANISATIONS,
    "organizedBy": {"Event", "Programme"},
}
NUMBER = re.compile(r"(?P<digits>\d[\d,]*(?:\.\d+)?|[一二三四五六七八九两])[多余]?(?P<scale>[万亿]?)")
SCALES = {"": 1, "万": 10**4, "亿": 10**8}
NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九", 1)} | {"两": 2}
ROUGH = "近超约多余逾"


@cache
def seed(name: str) -> tuple[dict[str, Any], str]:
    """The front matter of a document, and its text below."""
    empty, head, body = (SEEDS / f"{name}.txt").read_text(encoding="utf-8").split("---\n", 2)
    assert empty == ""
    return yaml.safe_load(head), body


@cache
def gold(name: str) -> dict[str, Any]:
    annotations: dict[str, Any] = json.loads((SEEDS / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return annotations


def folded(name: str) -> str:
    """A name as the scorer compares it: without width, case, quotes, brackets and spaces."""
    kept = (c for c in unicodedata.normalize("NFKC", name).casefold() if unicodedata.category(c)[0] in "LMNS")
    return "".join(kept)


def numbers(quote: str) -> set[Decimal]:
    """The numbers that a quote tells, in base units (``1.4万`` is 14000)."""
    found = set()
    for match in NUMBER.finditer(quote):
        digits = NUMERALS.get(match["digits"]) or match["digits"].replace(",", "")
        found.add(Decimal(digits) * SCALES[match["scale"]])
    return found


def plain(name: str, part: str) -> list[dict[str, Any]]:
    """The annotations that count: those on which two careful readers would agree."""
    return [item for item in gold(name)[part] if not item["optional"]]


def test_there_are_enough_documents_and_each_is_annotated() -> None:
    assert len(NAMES) >= 10
    assert sorted(path.stem for path in (SEEDS / "gold").glob("*.json")) == NAMES
    assert "zh-Hant" in {seed(name)[0]["language"] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_front_matter_is_complete(name: str) -> None:
    head, _ = seed(name)
    assert set(head) == {"title", "date", "publisher", "language", "facts"}
    assert head["title"]
    assert isinstance(head["date"], dt.date)
    assert head["publisher"] == "innovation-kg"
    assert head["language"] in {"zh-Hans", "zh-Hant"}
    assert len(head["facts"]) >= 2
    assert all(
        set(page) == {"title", "url"} and page["title"] and page["url"].startswith("http") for page in head["facts"]
    )
    assert len({page["url"] for page in head["facts"]}) == len(head["facts"])


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_a_short_article(name: str) -> None:
    assert 300 <= len("".join(seed(name)[1].split())) <= 900


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_understands_the_front_matter_and_sets_it_aside(name: str) -> None:
    head, body = seed(name)
    document = documents.read(SEEDS / f"{name}.txt")
    assert (document.title, document.issued) == (head["title"], head["date"].isoformat())
    assert (document.publisher, document.language) == (head["publisher"], head["language"])
    blocks = [document.text[block.start : block.end] for block in document.blocks]
    assert blocks == [line for line in body.splitlines() if line]


@pytest.mark.parametrize("name", NAMES)
def test_the_language_is_also_found_from_the_text_alone(name: str) -> None:
    head, body = seed(name)
    assert documents.from_text(body, "x.txt").language == head["language"]


@pytest.mark.parametrize("name", NAMES)
def test_the_annotations_head_is_that_of_the_text(name: str) -> None:
    head, _ = seed(name)
    told = {key: gold(name)[key] for key in ("doc", "language", "title", "published", "publisher")}
    assert told == {
        "doc": name,
        "language": head["language"],
        "title": head["title"],
        "published": head["date"].isoformat(),
        "publisher": head["publisher"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_form_of_an_entity_occurs_in_the_text_and_is_its_alone(name: str) -> None:
    _, body = seed(name)
    entities = gold(name)["entities"]
    assert [s for e in entities for s in e["surfaces"] if s not in body] == []
    owners = Counter(form for e in entities for form in {folded(s) for s in [e["canonical"], *e["surfaces"]]})
    assert [form for form, count in owners.items() if count > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_types_properties_and_ends_are_known(name: str) -> None:
    entities = {e["id"]: e for e in gold(name)["entities"]}
    assert len(entities) == len(gold(name)["entities"])
    types = {t for e in entities.values() for t in [e["type"], *e.get("alt_types", [])]}
    assert types <= set(ontology().types)
    relations = gold(name)["relations"]
    assert {p for r in relations for p in [r["p"], *r.get("alt_p", [])]} <= set(ontology().relations)
    assert {r[end] for r in relations for end in "so"} <= set(entities)
    assert {i for f in gold(name)["figures"] for i in [f["about"], *f.get("alt_about", [])]} <= set(entities)


@pytest.mark.parametrize("name", NAMES)
def test_a_relation_is_stated_once_and_stands_between_fitting_ends(name: str) -> None:
    entities = {e["id"]: e for e in gold(name)["entities"]}
    relations = gold(name)["relations"]
    keys = [
        (r["p"], *(sorted((r["s"], r["o"])) if r["p"] in ontology().symmetric else (r["s"], r["o"]))) for r in relations
    ]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert [r for r in relations if r["s"] == r["o"]] == []
    for relation in plain(name, "relations"):
        ends = entities[relation["s"]], entities[relation["o"]]
        assert not any(end["optional"] for end in ends), relation
        assert ends[0]["type"] in SUBJECTS.get(relation["p"], {ends[0]["type"]}), relation
        assert ends[1]["type"] in OBJECTS.get(relation["p"], {ends[1]["type"]}), relation


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_occurs_in_the_text(name: str) -> None:
    quotes = [item["evidence"] for part in ("relations", "figures") for item in gold(name)[part]]
    assert [quote for quote in quotes if quote not in seed(name)[1]] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_what_its_quote_tells(name: str) -> None:
    for figure in gold(name)["figures"]:
        assert Decimal(str(figure["value"])) in numbers(figure["evidence"]), figure
        assert figure["unit"] in figure["evidence"], figure
        assert figure["approximate"] == any(c in figure["evidence"] for c in ROUGH), figure


def test_all_types_and_relations_are_covered_several_times() -> None:
    types = Counter(e["type"] for name in NAMES for e in plain(name, "entities"))
    relations = Counter(r["p"] for name in NAMES for r in plain(name, "relations"))
    assert {t for t in ontology().types if types[t] < 3} == set()
    assert {p for p in ontology().relations if relations[p] < 3} == set()
