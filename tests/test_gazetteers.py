"""The gazetteers hold what their heads say, in one form, and no two rows contradict each other."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kg import settings
from kg.errors import DataError
from kg.lang import table
from kg.lang.compile.__main__ import compile_all
from kg.lang.compile.gazetteer import ENTITY_COLUMNS, is_everyday, words
from kg.lang.compile.universities import short_forms
from kg.ontology import ontology

ZH = settings.LANGUAGES / "zh"
LICENCES = re.compile(r"\b(MIT|CC0-1\.0|Apache-2\.0|WTFPL)\b")
MINE = (
    *("agencies", "associations", "awards", "companies", "events", "funds", "hospitals", "laboratories"),
    *("organizations", "parks", "programmes", "universities", "university-schools"),
)
OTHERS = ("characters", "places", "local-agencies")
LEVELS = {"country", "province", "city", "district", "area", "town"}


class Row(NamedTuple):
    file: str
    name: str
    klass: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    place: str
    part_of: str
    identifier: str

    @property
    def forms(self) -> set[str]:
        return {self.name, *self.strong, *self.weak}


def lines(path: Path) -> tuple[list[str], list[str]]:
    """The comments at the head, and all that follows."""
    every = path.read_text("utf-8").splitlines()
    head = [line for line in every if line.startswith("#")]
    assert every[: len(head)] == head, "comments stand at the head only"
    return head, every[len(head) :]


def entity_files() -> list[str]:
    return sorted(path.stem for path in ZH.glob("*.tsv") if lines(path)[1][0] == ENTITY_COLUMNS)


def rows(file: str) -> Iterator[Row]:
    for line in lines(ZH / f"{file}.tsv")[1][1:]:
        name, klass, aliases, place, part_of, identifier = line.split("\t")
        split = [alias for alias in aliases.split("|") if alias]
        strong = tuple(alias for alias in split if not alias.startswith("~"))
        weak = tuple(alias.removeprefix("~") for alias in split if alias.startswith("~"))
        yield Row(file, name, klass, strong, weak, place, part_of, identifier)


@pytest.fixture(scope="module")
def entities() -> list[Row]:
    return [row for file in entity_files() for row in rows(file)]


def places() -> set[str]:
    return {row["name"] for row in table("places")}


def strong_forms(entities: list[Row]) -> dict[str, set[str]]:
    """Each form that needs no context, and the things it stands for."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in entities:
        for form in (row.name, *row.strong):
            found[form].add(row.name)
    for place in table("places"):
        for alias in place["aliases"].split("|"):
            if alias and not alias.startswith("~"):
                found[alias].add(f"{place['name']} in {place['parent']}")
    return found


def test_the_files_are_there() -> None:
    assert set(MINE) <= set(entity_files())


@pytest.mark.parametrize("path", sorted([*ZH.glob("*.tsv"), *(ZH / "source").iterdir()]), ids=lambda path: path.name)
def test_a_file_says_what_it_holds_its_source_and_licence(path: Path) -> None:
    head, _ = lines(path)
    assert len(head) >= 2, "what it holds and whence it is"
    assert LICENCES.search(" ".join(head)), "the licence is named"


@pytest.mark.parametrize("file", [*MINE, *OTHERS])
def test_rows_are_sorted_unique_and_in_normal_form(file: str) -> None:
    path = ZH / f"{file}.tsv"
    _, (columns, *body) = lines(path)
    assert body == sorted(body)
    assert {line.count("\t") for line in body} == {columns.count("\t")}
    assert unicodedata.is_normalized("NFC", path.read_text("utf-8"))
    if file not in {"places"}:
        names = Counter(line.split("\t")[0] for line in body)
        assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", sorted((ZH / "source").glob("*.txt")), ids=lambda path: path.name)
def test_word_lists_are_sorted_and_unique(path: Path) -> None:
    _, body = lines(path)
    assert body == sorted(set(body))


def test_one_name_stands_in_one_file(entities: list[Row]) -> None:
    names = Counter(row.name for row in entities)
    assert {row.name: row.file for row in entities if names[row.name] > 1} == {}


def test_classes_are_those_of_the_ontology(entities: list[Row]) -> None:
    known = ontology()
    assert {row.klass for row in entities} - {"Place"} <= set(known.ancestors) | set(known.types)
    assert all(known.type_of(klass) for klass in {row.klass for row in entities})


def test_aliases_are_sorted_and_never_the_name_itself(entities: list[Row]) -> None:
    for row in entities:
        assert list(row.strong) == sorted(set(row.strong)), row
        assert list(row.weak) == sorted(set(row.weak)), row
        assert not set(row.strong) & set(row.weak), row
        assert row.name not in {*row.strong, *row.weak}, row


def test_a_form_without_context_stands_for_one_thing(entities: list[Row]) -> None:
    shared = {form: things for form, things in strong_forms(entities).items() if len(things) > 1}
    assert shared == {}


def test_a_form_that_is_also_an_everyday_word_needs_context(entities: list[Row]) -> None:
    short = {alias for row in entities if row.file in MINE for alias in row.strong if len(alias) <= 3}
    assert {alias for alias in short if is_everyday(alias)} == words("trusted-aliases.txt")


def test_places_and_wholes_are_known(entities: list[Row]) -> None:
    names = {row.name for row in entities}
    divisions = places()
    assert {row.name: row.place for row in entities if row.place and row.place not in divisions} == {}
    assert {row.name: row.part_of for row in entities if row.part_of and row.part_of not in names} == {}


def test_nothing_is_a_part_of_itself(entities: list[Row]) -> None:
    whole = {row.name: row.part_of for row in entities}
    for name in whole:
        seen = [name]
        while whole.get(seen[-1]):
            seen.append(whole[seen[-1]])
            assert len(seen) == len(set(seen)), seen


def test_identifiers_are_those_of_the_registry_and_unique(entities: list[Row]) -> None:
    identifiers = Counter(row.identifier for row in entities if row.identifier)
    assert all(re.fullmatch(r"https://ror\.org/0[a-z0-9]{6}\d\d", identifier) for identifier in identifiers)
    assert [identifier for identifier, count in identifiers.items() if count > 1] == []


def test_divisions_have_a_level_and_lie_in_a_division() -> None:
    names = places()
    for row in table("places"):
        assert row["level"] in LEVELS, row
        assert row["level"] == "country" or row["parent"].split("<")[0] in names, row


def test_characters_are_mapped_one_to_one() -> None:
    for row in table("characters"):
        assert len(row["traditional"]) == len(row["simplified"]) == 1
        assert row["traditional"] != row["simplified"]


def test_short_forms_of_local_bodies_begin_with_the_end_of_the_place() -> None:
    known = ontology()
    for row in table("local-agencies"):
        assert row["form"].startswith(row["head"]), row
        assert row["name"].count("{place}") == 1, row
        assert known.type_of(row["class"]) in known.types, row


@pytest.mark.parametrize(
    ("form", "name", "strong"),
    [
        ("上海中山医院", "复旦大学附属中山医院", True),
        ("中山医院", "复旦大学附属中山医院", False),
        ("中山医院", "厦门大学附属中山医院", False),
        ("市六医院", "上海市第六人民医院", False),
        ("华西医院", "四川大学华西医院", True),
        ("上海交大", "上海交通大学", True),
        ("交大", "西安交通大学", False),
        ("哈工大", "哈尔滨工业大学", True),
        ("华东理工", "华东理工大学", True),
        ("国科大", "中国科学院大学", True),
        ("复旦上医", "复旦大学上海医学院", True),
        ("上海有机所", "中国科学院上海有机化学研究所", True),
        ("有机所", "中国科学院上海有机化学研究所", False),
        ("微系统所", "中国科学院上海微系统与信息技术研究所", False),
        ("中国商飞", "中国商用飞机有限责任公司", True),
        ("工行", "中国工商银行股份有限公司", True),
        ("苹果", "苹果公司", False),
        ("科技部", "中华人民共和国科学技术部", True),
        ("发改委", "中华人民共和国国家发展和改革委员会", False),
        ("张江", "张江高科技园区", False),
        ("国家科技进步特等奖", "国家科学技术进步奖", True),
        ("863计划", "国家高技术研究发展计划", True),
        ("进博会", "中国国际进口博览会", True),
        ("大基金", "国家集成电路产业投资基金股份有限公司", False),
        ("中国科协", "中国科学技术协会", True),
    ],
)
def test_what_a_short_form_stands_for(entities: list[Row], form: str, name: str, strong: bool) -> None:
    row = next(row for row in entities if row.name == name)
    assert form in (row.strong if strong else row.weak)


@pytest.mark.parametrize(
    ("form", "klass", "name"),
    [
        ("区科委", "GovernmentAgency", "{place}科学技术委员会"),
        ("市经信委", "GovernmentAgency", "{place}经济和信息化委员会"),
        ("区委", "GovernmentAgency", "中共{place}委员会"),
        ("市疾控", "Hospital", "{place}疾病预防控制中心"),
        ("市科协", "Association", "{place}科学技术协会"),
    ],
)
def test_what_a_short_form_of_a_local_body_stands_for(form: str, klass: str, name: str) -> None:
    row = next(row for row in table("local-agencies") if row["form"] == form)
    assert (row["class"], row["name"]) == (klass, name)


@pytest.mark.parametrize(
    ("name", "parent", "alias"),
    [
        ("内蒙古自治区", "中国", "内蒙古"),
        ("徐汇区", "上海市", "徐汇"),
        ("普陀区", "上海市", "~普陀"),
        ("恩施土家族苗族自治州", "湖北省", "恩施"),
        ("朝阳区", "北京市", "~朝阳"),
        ("加利福尼亚州", "美国", "加州"),
    ],
)
def test_the_short_form_of_a_place(name: str, parent: str, alias: str) -> None:
    row = next(row for row in table("places") if (row["name"], row["parent"]) == (name, parent))
    assert alias in row["aliases"].split("|")


RAW = {
    "provinces.csv": "code,name\n31,上海市\n32,江苏省\n",
    "cities.csv": "code,name,provinceCode\n3101,市辖区,31\n3201,南京市,32\n",
    "areas.csv": "code,name,cityCode,provinceCode\n310104,徐汇区,3101,31\n320106,鼓楼区,3201,32\n320199,城区,3201,32\n",
    "streets.csv": (
        "code,name,areaCode,provinceCode,cityCode\n"
        "310104003,天平路街道办事处,310104,31,3101\n320199001,某某镇,320199,32,3201\n"
    ),
    "HK-MO-TW.json": json.dumps({"香港特别行政区": {"香港岛": {"中西区": []}}}, ensure_ascii=False),
    "universities/names.tsv": "南京假想工业大学\t江苏\n上海假想学院\t上海\n",
    "ror/china.jsonl": json.dumps(
        {
            "id": "https://ror.org/000000000",
            "country": ["CN"],
            "types": ["facility"],
            "names": [["南京假想技術研究所", "zh", ["label"]], ["Nanjing Imaginary Institute", "en", ["alias"]]],
            "related": [],
        }
    ),
    "companies/short-names.txt": "翼坤微电\n公司\n徐汇区\n",
}


def raw(folder: Path) -> Path:
    for name, content in RAW.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return folder


def test_the_generated_files_are_made_of_the_raw_data(tmp_path: Path) -> None:
    folder = raw(tmp_path / "raw")
    compile_all(folder, folder, tmp_path / "made", {"術": "术"})
    made = {path.name: set(lines(path)[1]) for path in (tmp_path / "made").iterdir()}
    assert "術\t术" in made["characters.tsv"]
    assert {"徐汇区\tdistrict\t上海市\t徐汇", "天平路街道\ttown\t徐汇区\t"} <= made["places.tsv"]
    assert "某某镇\ttown\t南京市\t" in made["places.tsv"]
    assert not any(line.startswith(("城区\t", "市辖区\t")) for line in made["places.tsv"])
    assert "南京假想工业大学\tUniversity\t南京假想工大\t南京市\t\t" in made["universities.tsv"]
    institute = (
        "南京假想技术研究所\tResearchInstitute\tNanjing Imaginary Institute\t南京市\t\thttps://ror.org/000000000"
    )
    assert institute in made["organizations.tsv"]
    assert made["company-short-names.txt"] == {"翼坤微电"}


def test_the_same_raw_data_gives_the_same_files(tmp_path: Path) -> None:
    folder = raw(tmp_path / "raw")
    for name in ("one", "two"):
        compile_all(folder, folder, tmp_path / name, {"術": "术"})
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_missing_raw_data_is_said_before_anything_is_written(tmp_path: Path) -> None:
    folder = raw(tmp_path / "raw")
    (folder / "ror" / "china.jsonl").unlink()
    with pytest.raises(DataError, match=r"china\.jsonl is missing"):
        compile_all(folder, folder, tmp_path / "made", {})
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("name", "shorts"),
    [
        ("上海交通大学", ["上海交大"]),
        ("武汉理工大学", ["武汉理工"]),
        ("复旦大学", []),
    ],
)
def test_the_regular_short_forms_of_a_university(name: str, shorts: list[str]) -> None:
    assert list(short_forms(name)) == shorts
