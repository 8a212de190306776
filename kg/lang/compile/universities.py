"""Universities and colleges of the list of the Ministry of Education, with their short forms."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.lang.compile.gazetteer import CHINESE, Row, bracketed, is_everyday, normal, pairs, table, words
from kg.lang.compile.places import Locator

HEAD = ("Universities and colleges of China; ~ marks an alias that needs context.",)

_BRANCH = re.compile(r"(.+大学)(?:\(.*校区\)|(?:上海)?医学[部院]|.*分校)$")


def short_forms(name: str) -> Iterator[str]:
    """Yield the regular short forms of a university's name (``上海工程技术大学`` has none)."""
    for ending, short in table("university-endings.tsv"):
        if name.endswith(ending):
            candidate = name.removesuffix(ending) + short
            if candidate not in words("university-wrong-shorts.txt"):
                yield candidate


def _row(name: str, province: str, locate: Locator) -> Row:
    row = Row(bracketed(name), "University")
    if name != row.name:
        row.strong.add(name)
    branch = _BRANCH.match(name)
    if branch:
        row.part_of = branch[1]
    whole = not branch and "(" not in name and name.find("大学") in (-1, len(name) - 2)
    row.place = locate.find(name, province) if whole and not name.startswith("中山大学") else province
    return row


def _add_regular_forms(rows: dict[str, Row]) -> None:
    claims = Counter(short for name in rows for short in set(short_forms(name)))
    for name, row in rows.items():
        for short in short_forms(name):
            if short not in rows:
                strong = claims[short] == 1 and len(short) >= 4 and not is_everyday(short)
                (row.strong if strong else row.weak).add(short)


def _add_known_forms(rows: dict[str, Row]) -> None:
    for name, place, aliases in table("university-aliases.tsv"):
        row = rows.setdefault(normal(name), Row(name, "University"))
        row.place = place or row.place
        row.add(aliases)


def universities(path: Path, provinces: dict[str, str], locate: Locator, elsewhere: frozenset[str]) -> dict[str, Row]:
    """Return all universities by their normal name; ``elsewhere`` are names that another gazetteer holds."""
    current = pairs("university-renamed.tsv")
    rows: dict[str, Row] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, province = line.partition("\t")
        name = normal(name)
        present = current.get(name, name)
        if len(present) > 3 and CHINESE.match(present) and bracketed(present) not in elsewhere:
            rows.setdefault(present, _row(present, provinces[province.strip()], locate))
    _add_regular_forms(rows)
    _add_known_forms(rows)
    for old, present in current.items():
        if present in rows:
            rows[present].strong.add(old)
    return rows
