"""The expression of time that a figure is about: 2020年度, 近五年, 截至2021年底, 去年."""

import functools
import re
from dataclasses import dataclass

from kg.lang import table

_YEAR = r"(?<!\d)(?:(?:19|20)\d\d|二[〇零][〇零一二三]?[〇零一二三四五六七八九])"
_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_CLAUSE_END = re.compile(r"[,;:。!?()\n]")
_BRACKETS = {"(": ")", "“": "”", "《": "》", "[": "]"}


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of time at ``[start, end)``: ``period`` is what it tells, empty where it says "now"."""

    start: int
    end: int
    period: str


def find(text: str, start: int, end: int) -> list[Expression]:
    """Return the expressions of time in the sentence ``text[start:end]`` that a figure can be about, in order."""
    found: list[Expression] = []
    position = start
    while position < end:
        match = _pattern().search(text, position, end)
        if not match:
            break
        position = max(match.end(), position + 1)
        kind = match.lastgroup or ""
        if match.end() > match.start() and not kind.startswith("not"):
            found.append(Expression(match.start(), match.end(), _period(match, kind)))
    return found


def governing(text: str, expressions: list[Expression], start: int, figure: int) -> str:
    """Return the period of the figure at the offset ``figure``, in the sentence from ``start`` on; else empty.

    It is that of the last expression before the figure, or else of the first one behind it in its clause. What stands
    in brackets or quotes that are closed before the figure speaks of other things.
    """
    before = [e for e in expressions if e.end <= figure and not _is_closed(text, start, e.start, figure)]
    if before:
        return before[-1].period
    clause = _CLAUSE_END.search(text, figure)
    limit = clause.start() if clause else len(text)
    return next((e.period for e in expressions if figure < e.start < limit), "")


def _is_closed(text: str, start: int, offset: int, figure: int) -> bool:
    """Whether brackets or quotes around ``offset`` are closed before the figure."""
    opened: list[str] = []
    for place in range(start, figure):
        if place == offset and not opened:
            return False
        if place == offset:
            return opened[-1] in text[place:figure]
        closing = _BRACKETS.get(text[place])
        if closing:
            opened.append(closing)
        elif opened and text[place] == opened[-1]:
            opened.pop()
    return False


def _period(match: re.Match[str], kind: str) -> str:
    if kind.startswith("now"):
        return ""
    told = next((value for name, value in match.groupdict().items() if name.startswith("told") and value), match[0])
    return told.strip().removesuffix("年度") if re.fullmatch(r"\d{4}年度", told.strip()) else told.strip()


@functools.cache
def _pattern() -> re.Pattern[str]:
    """Return all rows of the table as one pattern; what is no period is tried first where both start at one place."""
    rows = sorted(table("periods"), key=lambda row: row["kind"] != "not")
    parts = []
    for number, row in enumerate(rows):
        pattern = (
            row["pattern"].replace("<year>", _YEAR).replace("<n>", _NUMBER).replace("(?P<period>", f"(?P<told{number}>")
        )
        parts.append(f"(?P<{row['kind']}{number}>{pattern})")
    return re.compile("|".join(parts))
