"""The rows of a gazetteer, and how its files are read and written."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import rjieba

from kg import settings
from kg.errors import DataError

ZH = settings.LANGUAGES / "zh"
SOURCE = ZH / "source"
ENTITY_COLUMNS = "name\tclass\taliases\tplace\tpartOf\tid"
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
MADE_BY = "made by python -m kg.lang.compile"
GENERATED = frozenset({"universities", "organizations", "listed-companies"})

_HIDDEN = re.compile(r"[\u200b-\u200f\ufeff|~\t\r\n]")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "j", "x", "eng")


@dataclass
class Row:
    """One entity of a gazetteer; ``weak`` aliases need context, ``strong`` ones do not."""

    name: str
    klass: str
    strong: set[str] = field(default_factory=set)
    weak: set[str] = field(default_factory=set)
    place: str = ""
    part_of: str = ""
    identifier: str = ""

    def add(self, aliases: str) -> None:
        """Add aliases as they stand in a file, separated by ``|``; they count more than those that are there."""
        for alias in filter(None, aliases.split("|")):
            bare = alias.removeprefix("~")
            (self.strong if alias.startswith("~") else self.weak).discard(bare)
            (self.weak if alias.startswith("~") else self.strong).add(bare)

    def line(self) -> str:
        """Return the row as it is written; an alias that is strong is not repeated as weak."""
        strong = sorted(self.strong - {self.name})
        weak = sorted(self.weak - self.strong - {self.name})
        aliases = "|".join(strong + ["~" + alias for alias in weak])
        return "\t".join((self.name, self.klass, aliases, self.place, self.part_of, self.identifier))


def normal(text: str) -> str:
    """Return NFC with half-width brackets and without tabs, line breaks, marks and surrounding space."""
    text = unicodedata.normalize("NFC", text).replace("（", "(").replace("）", ")").replace("\u3000", " ")
    return _HIDDEN.sub("", text).strip()


def bracketed(name: str) -> str:
    """Return the official spelling, with full-width brackets."""
    return name.replace("(", "（").replace(")", "）")


def is_everyday(word: str) -> bool:
    """Tell whether jieba's dictionary has the word as something other than a name."""
    if not rjieba.has_word(word):
        return False
    tags = rjieba.tag(word)
    return len(tags) == 1 and not tags[0][1].startswith(_NAME_TAGS)


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file with a line of column names."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _lines(path: Path) -> list[str]:
    if not path.exists():
        raise DataError(f"{path} is missing: it belongs to the project's own data, restore it from the repository")
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """Return the lines of a word list of ``zh/source``."""
    return frozenset(_lines(SOURCE / name))


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table of ``zh/source`` in their order, without the line of column names."""
    columns, *lines = _lines(SOURCE / name)
    width = columns.count("\t") + 1
    rows = [tuple(line.split("\t")) for line in lines]
    wrong = next((row for row in rows if len(row) > width), None)
    if wrong:
        raise DataError(f"{SOURCE / name}: row {wrong[0]} has more than {width} columns, remove the rest")
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def pairs(name: str) -> dict[str, str]:
    """Return the first two columns of a table of ``zh/source``."""
    return {row[0]: row[1] for row in table(name)}


def hand_written() -> dict[str, Row]:
    """Return the rows of all hand-written gazetteers of entities by their names."""
    rows: dict[str, Row] = {}
    for path in sorted(ZH.glob("*.tsv")):
        columns, *lines = _lines(path)
        for line in lines if columns == ENTITY_COLUMNS and path.stem not in GENERATED else ():
            title, klass, aliases, place, part_of, identifier = line.split("\t")
            rows[title] = Row(title, klass, place=place, part_of=part_of, identifier=identifier)
            rows[title].add(aliases)
    return rows


def settle(made: Iterable[Row], fixed: Iterable[Row]) -> None:
    """Make weak each strong alias that another entity has too, and drop what is a name; ``fixed`` rows stay."""
    made, fixed = list(made), list(fixed)
    names = {row.name for row in [*made, *fixed]}
    claims = Counter(alias for row in [*made, *fixed] for alias in row.strong)
    for row in made:
        row.strong -= names
        row.weak -= names
        shared = {alias for alias in row.strong if claims[alias] > 1}
        row.strong -= shared
        row.weak |= shared


def write(path: Path, head: Iterable[str], columns: str, rows: Iterable[str]) -> int:
    """Write a gazetteer (comments, the line of column names if any, sorted rows) and return how many rows it has."""
    lines = sorted(set(rows))
    top = [f"# {line}" for line in head] + ([columns] if columns else [])
    path.write_text("\n".join([*top, *lines]) + "\n", encoding="utf-8", newline="\n")
    return len(lines)
