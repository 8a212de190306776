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
    """An expression of time at ``[start, end)``: ``period`` is what it tells, empty where it says "now".

    Where it stands in brackets or quotes, these are closed at ``until``; else that is the end of the sentence.
    """

    start: int
    end: int
    period: str
    until: int


def find(text: str, start: int, end: int) -> list[Expression]:
    """Return the expressions of time in the sentence ``text[start:end]`` that a figure can be about, in order."""
    matches = [m for m in _pattern().finditer(text, start, end) if m[0] and not (m.lastgroup or "").startswith("not")]
    closing = _closing(text, start, end) if matches else []
    return [Expression(m.start(), m.end(), _period(m), closing[m.end() - 1 - start]) for m in matches]


def governing(text: str, expressions: list[Expression], figure: int) -> str:
    """Return the period of the figure at the offset ``figure``, given its sentence's expressions of time; else empty.

    It is that of the last expression before the figure, or else of the first one behind it in its clause. What stands
    in brackets or quotes that are closed before the figure speaks of other things.
    """
    before = next((e for e in reversed(expressions) if e.end <= figure <= e.until), None)
    if before:
        return before.period
    clause = _CLAUSE_END.search(text, figure)
    limit = clause.start() if clause else len(text)
    return next((e.period for e in expressions if figure < e.start < limit), "")


def _closing(text: str, start: int, end: int) -> list[int]:
    """Return for each place of the sentence where the innermost brackets or quotes around it are closed, or ``end``."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for place in range(start, end):
        if text[place] in _BRACKETS:
            opened.append(place)
        elif opened and text[place] == _BRACKETS[text[opened[-1]]]:
            partner[opened.pop()] = place
    closing: list[int] = []
    within = [end]
    for place in range(start, end):
        if place == within[-1]:
            within.pop()
        if place in partner:
            within.append(partner[place])
        closing.append(within[-1])
    return closing


def _period(match: re.Match[str]) -> str:
    if (match.lastgroup or "").startswith("now"):
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
