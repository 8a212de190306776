"""Research organisations of the Research Organization Registry that have a Chinese name."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.lang.compile.gazetteer import CHINESE, Row, bracketed, is_everyday, normal, table
from kg.lang.compile.places import Locator

HEAD = (
    "Research organisations of China, Hong Kong, Macao, Taiwan and Singapore; ~ marks an alias that needs context.",
)
DROPPED = "-"

_JUNK = re.compile(r"(?:备案|欢迎您|官方网站|官网|版权所有|技术支持|电话|-门急诊楼|[;；,，。.])+$")
_BELOW_COLLEGE = re.compile(
    r"(中学|一中|高中|高级中等学校|小学|幼儿园|幼稚园|士官学校|军官学校|党校|图书馆|博物馆|出版社|学报|档案馆|美国学校)$"
)
_OFFICIAL = re.compile(
    r"(大学|学院|学校|医院|公司|集团|研究所|研究院|研究中心|实验室|中心|科学院|局|厅|委员会|学会|协会|联合会|基金会)$"
)
_COMMON_HOSPITAL = re.compile(r"(第.{1,3}|人民)(人民)?医院$")
# English names that many a country's body bears: Institute of Physics.
COMMON_ENGLISH = re.compile(
    r"(The )?(Institute|Ministry|Academy|School|College|Department|Bureau|Cancer Hospital) (of|for) [\w&\- ]+$"
)
_CLASS_OF_TYPE = {
    "education": "University", "healthcare": "Hospital", "company": "Company", "government": "GovernmentAgency",
    "facility": "ResearchInstitute", "nonprofit": "ResearchInstitute",
}  # fmt: skip
_PLACE_OF_COUNTRY = {"TW": "台湾省", "HK": "香港特别行政区", "MO": "澳门特别行政区", "SG": "新加坡"}


@dataclass
class Record:
    """One organisation of the registry: Chinese names (the best first), English names, acronyms."""

    identifier: str
    country: str
    types: list[str]
    parents: list[str]
    names: list[str]
    others: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)


def _chinese(text: str, simplify: dict[int, str]) -> str:
    corrections = {old: new for old, new, _ in table("registry-corrections.tsv")}
    name = _JUNK.sub("", normal(text.translate(simplify))).replace(" (China)", "")
    name = _JUNK.sub("", re.split(r"(?<=[\u4e00-\u9fff]) ", name)[0].replace(" ", ""))
    name = re.sub(r"^国立(?=.+大学$)", "", name)
    return normal(corrections.get(name, name))


def _record(data: dict[str, Any], simplify: dict[int, str]) -> Record:
    labels: list[str] = []
    aliases: list[str] = []
    parents = [str(r[2]) for r in data["related"] if str(r[0]).lower() == "parent"]
    record = Record(str(data["id"]), str(data["country"][0]), [str(t) for t in data["types"]], parents, [])
    for text, language, kinds in data["names"]:
        plain = _JUNK.sub("", normal(str(text))).replace(" (China)", "")
        if CHINESE.search(plain) and language not in ("ja", "ko"):
            (labels if "label" in kinds else aliases).append(_chinese(str(text), simplify))
        elif "acronym" in kinds:
            record.acronyms.add(plain)
        elif language in ("en", None) and plain.isascii():
            record.others.add(plain)
    if DROPPED not in labels:
        record.names = [name for name in [*labels, *aliases] if len(name) > 1 and name != DROPPED]
    best = next((name for name in record.names if _OFFICIAL.search(name)), None)
    if best and not (labels and _OFFICIAL.search(labels[0])):
        record.names.insert(0, best)
    return record


def records(path: Path, simplify: dict[int, str]) -> Iterator[Record]:
    """Yield the registry's records that have a Chinese name, without schools below a college."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = _record(json.loads(line), simplify)
        if record.names and not _BELOW_COLLEGE.search(record.names[0]):
            yield record


def class_of(name: str, types: list[str]) -> str:
    """Return the class that a correction, the name's ending or else the registry's type says, or nothing."""
    corrected = next(
        (klass for _, new, klass in table("registry-corrections.tsv") if klass and normal(new) == name), ""
    )
    if corrected:
        return corrected
    for pattern, klass in table("class-endings.tsv"):
        if re.search(pattern, name):
            return klass
    return next((_CLASS_OF_TYPE[kind] for kind in types if kind in _CLASS_OF_TYPE), "")


def _add_names(row: Row, record: Record) -> None:
    for name in record.names:
        clear = len(name) >= 4 and not is_everyday(name) and not _COMMON_HOSPITAL.match(name)
        (row.strong if clear else row.weak).update({name, bracketed(name)})
    for name in record.others:
        clear = " " in name and len(name) >= 8 and not COMMON_ENGLISH.match(name)
        (row.strong if clear else row.weak).add(name)
    row.weak |= {a for a in record.acronyms if len(a) >= 3 and a.isascii() and not a.isdigit()}


def organizations(
    found: list[Record], schools: dict[str, Row], hand: dict[str, Row], locate: Locator
) -> dict[str, Row]:
    """Return the registry's organisations that no other gazetteer has; universities are enriched in passing.

    ``hand`` holds the hand-written rows by each of their names and strong aliases.
    """
    rows: dict[str, Row] = {}
    name_of: dict[str, str] = {}
    known = {form: row for row in schools.values() for form in sorted(row.strong)} | schools
    for record in found:
        held = next((hand[bracketed(n)] for n in record.names if bracketed(n) in hand), None)
        if held:
            name_of[record.identifier] = held.name
            continue
        name = next((n for n in record.names if n in known), record.names[0])
        klass = class_of(name, record.types)
        if not klass:
            continue
        row = known.get(name) or rows.setdefault(name, Row(bracketed(name), klass))
        row.identifier = row.identifier or record.identifier
        row.place = row.place or _PLACE_OF_COUNTRY.get(record.country, "") or locate.find(name)
        _add_names(row, record)
        name_of[record.identifier] = row.name
    for record in found:
        above = sorted({name_of[i] for i in record.parents if i in name_of})
        name = name_of.get(record.identifier, "")
        if len(above) == 1 and normal(name) in rows and above[0] != name:
            rows[normal(name)].part_of = above[0]
    return rows
