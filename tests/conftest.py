"""Small things made by hand that many tests use."""

import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kg.model import Document, Entity, Evidence, Extraction, Mention, Observation, Reference, Statement, segment
from kg.store import Store

ROOT = Path(__file__).parents[1]
ARTICLE = "000_e75f35b1687d9a9d"
"""The name of the real article that comes with the scoring material."""

TEXT = (
    "徐汇区发布科技创新成果\n"
    "复旦大学附属中山医院葛均波院士荣膺科技功臣奖。中山医院位于徐汇区，与联影医疗合作。\n"
    "上海交通大学拟与联影医疗合作。2020年，徐汇区有授奖63项，经费约5.2亿元。\n"
)


def document(text: str = TEXT, source: str = "news/a.txt", issued: str = "2021-12-02") -> Document:
    return Document(text, source, (), title=text.split("\n")[0], issued=issued, publisher="东方网")


def evidence(of: Document, exact: str) -> Evidence:
    """The first place of ``exact`` in the text."""
    start = of.text.index(exact)
    return of.evidence(start, start + len(exact))


def entity(
    of: Document, name: str, klass: str, *forms: str, kind: str = "", reference: Reference | None = None
) -> Entity:
    """An entity under its full name, mentioned where each of its forms (the name, where none is given) is last."""
    places = ((of.text.rindex(form), form) for form in forms or (name,))
    mentions = tuple(Mention(of.evidence(start, start + len(form)), "gazetteer") for start, form in places)
    names = tuple(dict.fromkeys((name, *forms)))
    return Entity(segment(name), name, kind or klass, klass, names, mentions, "gazetteer", Decimal("0.950"), reference)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the scoring material: real texts, their annotations, and the scripts that compare."""
    folder = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))
    if (folder / "score" / "score.py").exists():
        return folder
    reason = f"no scoring material in {folder}: set KG_SHARED to the folder that holds score/, gold/ and seeds/"
    if os.environ.get("KG_TESTS_SKIP_NOTHING") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def extraction() -> Extraction:
    """Six entities, five relations (one of them planned) and two figures, one of them approximate."""
    doc = document()
    known = Reference(
        names=("复旦大学附属中山医院", "ZSHS"),
        place="上海市",
        part_of="复旦大学",
        same_as="http://www.wikidata.org/entity/Q11127433",
    )
    return Extraction(
        doc,
        entities=(
            entity(doc, "徐汇区", "Place", reference=Reference(part_of="上海市")),
            entity(doc, "复旦大学附属中山医院", "Hospital", "复旦大学附属中山医院", "中山医院", reference=known),
            entity(doc, "葛均波", "Person"),
            entity(doc, "科技功臣奖", "Award"),
            entity(doc, "联影医疗", "Company"),
            entity(doc, "上海交通大学", "University"),
        ),
        statements=(
            _says(doc, "葛均波", "affiliatedWith", "复旦大学附属中山医院", "复旦大学附属中山医院葛均波院士"),
            _says(doc, "葛均波", "receivedAward", "科技功臣奖", "葛均波院士荣膺科技功臣奖"),
            _says(doc, "复旦大学附属中山医院", "locatedIn", "徐汇区", "中山医院位于徐汇区"),
            _says(doc, "联影医疗", "partnersWith", "复旦大学附属中山医院", "与联影医疗合作"),
            _says(doc, "上海交通大学", "partnersWith", "联影医疗", "上海交通大学拟与联影医疗合作", "planned"),
        ),
        observations=(
            Observation("徐汇区", "授奖", Decimal(63), "项", evidence(doc, "授奖63项"), "2020"),
            Observation("徐汇区", "经费", Decimal("5.2E+8"), "元", evidence(doc, "经费约5.2亿元"), approximate=True),
        ),
    )


def _says(doc: Document, subject: str, predicate: str, target: str, exact: str, modality: str = "") -> Statement:
    place = evidence(doc, exact)
    if exact.startswith("与"):
        place = replace(place, prefix="中山医院位于徐汇区，", suffix="。")
    return Statement(subject, predicate, target, place, "rule-" + predicate, Decimal("0.90"), modality)


@pytest.fixture
def store(tmp_path: Path, extraction: Extraction) -> Iterator[Store]:
    """A store in ``tmp_path / "store"``, open for writing, that holds the document of ``extraction``."""
    with Store.open(str(tmp_path / "store"), write=True) as opened:
        opened.replace(extraction)
        yield opened
