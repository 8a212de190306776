"""Linguistic knowledge: gazetteers and lexicons as data files, and what reads them.

``zh/`` holds data only. A ``.tsv`` file has a head of ``#`` lines (what it holds, source, licence), one line of column
names, then rows; a ``.txt`` file has the head and one word or pattern a line.
"""

import re
from collections.abc import Iterable
from functools import cache

from kg import settings

Row = dict[str, str]


@cache
def table(name: str, language: str = "zh") -> tuple[Row, ...]:
    """Return the rows of ``kg/lang/LANGUAGE/NAME.tsv`` by column name; a missing last cell is empty."""
    lines = _lines(f"{language}/{name}.tsv")
    columns = lines[0].split("\t")
    width = len(columns)
    rows = (line.split("\t") for line in lines[1:])
    return tuple(dict(zip(columns, row + [""] * (width - len(row)), strict=True)) for row in rows)


@cache
def words(name: str, language: str = "zh") -> tuple[str, ...]:
    """Return the words of ``kg/lang/LANGUAGE/NAME.txt``: those of a line are divided by spaces."""
    return tuple(word for line in _lines(f"{language}/{name}.txt") for word in line.split())


@cache
def lexicon(name: str, language: str = "zh") -> frozenset[str]:
    """Return the words of ``kg/lang/LANGUAGE/NAME.txt`` as a set."""
    return frozenset(words(name, language))


def alternatives(forms: Iterable[str]) -> str:
    """Return a pattern that matches any of the forms as they are written, the longest that stands there."""
    return "|".join(sorted(map(re.escape, forms), key=len, reverse=True))


def _lines(path: str) -> list[str]:
    text = (settings.LANGUAGES / path).read_text("utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]
