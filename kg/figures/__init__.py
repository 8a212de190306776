"""Sentences become figures: numbers with unit, what they count, the period and whether they are approximate.

Dates, ordinals, ranks, ranges, rates, percentages, fractions, durations, version and telephone numbers are no figures,
and 一 is an article (一项成果). Which units there are, and where a number is none, is said in ``lang/zh``.
"""

import functools
import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from kg.figures import measures, numerals, periods
from kg.lang import table

__all__ = ["Figure", "find"]

# Words before a number that make it approximate; some are the ends of other words (签约, 附近, 赶超).
_ABOUT = (
    r"超过|突破|大约|约为|将近|接近|不到|不足|至少|最多|最高|不少于|不低于|不超过|高于|多于|少于|超出|"
    r"(?<![签节合制预续履违条解公守契])约|(?<![附最邻靠临贴新])近|(?<![反赶高])超|逾|(?<![海岸网线滩])上|过"
)
_ONLY_BARE = ("上", "过")  # 上百家, 过亿元, but 网上3家
_AFTER = r"左右|上下|以上|以下|以内|有余|多|余"
_EDGE = r"(?<![\d.A-Za-z零〇一二两三四五六七八九十百千万亿数几/:])(?<!\d[,:-])(?<!\d—)"
_CLAUSE = re.compile(r"[;:。!?\n]|,(?!\d{3}(?!\d))")
_WINDOW = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a sentence states.

    ``text[start:end]`` is the number with its unit and the words that make it approximate,
    ``text[clause_start:clause_end]`` the clause around it. ``value`` is in base units (5.2亿元 is 520000000 元),
    ``measure`` the noun phrase that is counted, ``period`` the expression of time that governs it (a bare year as four
    digits), empty where the sentence has none.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    measure: str
    period: str
    approximate: bool
    clause_start: int
    clause_end: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int
    end: int
    times: list[periods.Expression]
    commas: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    kind: str


def find(text: str, start: int, end: int) -> list[Figure]:
    """Return the figures of the sentence ``text[start:end]`` in order.

    ``text`` is folded to simplified half-width characters; all offsets are those of ``text``.
    """
    matches = [match for match in _pattern().finditer(text, start, end) if not _is_blocked(text, start, end, match)]
    if not matches:
        return []
    commas = [comma.span() for comma in _CLAUSE.finditer(text, start, end)]
    sentence = _Sentence(text, start, end, periods.find(text, start, end), commas)
    found: list[Figure] = []
    for number, match in enumerate(matches):
        limit = matches[number + 1].start() if number + 1 < len(matches) else end
        figure = _figure(sentence, match, limit, found)
        if figure:
            found.append(figure)
    return found


def _figure(sentence: _Sentence, match: re.Match[str], limit: int, found: list[Figure]) -> Figure | None:
    """Return the figure of a match; the next match starts at ``limit``, and ``found`` are the figures before."""
    number = numerals.parse(match["number"])
    about = match["about"] or ""
    if number is None or match["number"] == "一" or (number.bare and not (about or match["more"])):
        return None
    if about in _ONLY_BARE and not number.bare:
        about = ""
    text = sentence.text
    first = match.start("about") if about else match.start("number")
    clause_start, clause_end = _clause(sentence, first)
    unit = _units()[match["unit"]]
    left = text[max(clause_start, found[-1].end if found else sentence.start) : first]
    measure = _measure(unit, left, text[match.end() : min(clause_end, limit)])
    if measures.is_generic(measure) or measures.items(left) == number.value:
        return None
    return Figure(
        start=first,
        end=match.end(),
        value=number.value,
        unit=unit.name,
        measure=measure or _said_before(found, unit, left),
        period=periods.governing(text, sentence.times, first),
        approximate=bool(about or match["more"] or number.vague or match["tail"]),
        clause_start=clause_start,
        clause_end=clause_end,
    )


def _measure(unit: _Unit, left: str, right: str) -> str:
    """Return the noun phrase counted: behind the number of things, else before it; the other way round for amounts."""
    ahead = measures.before(left)
    if unit.kind == "count":
        return measures.after(right) or ahead or measures.verb(left)
    return ahead or measures.after(right.removeprefix("的")) or measures.verb(left)


def _said_before(found: list[Figure], unit: _Unit, left: str) -> str:
    """Return what the last figure of the unit measures (孵化企业510家,其中450家毕业), or what the unit usually does."""
    if unit.kind == "count" or left in ("、", "和", "及", "与"):
        earlier = next((figure.measure for figure in reversed(found) if figure.unit == unit.name), "")
    else:
        earlier = ""
    return earlier or measures.usual(unit.kind) or unit.name


def _clause(sentence: _Sentence, offset: int) -> tuple[int, int]:
    """Return the clause of the sentence that holds ``offset``, without space around it."""
    text, number = sentence.text, bisect_left(sentence.commas, (offset,))
    first = sentence.commas[number - 1][1] if number else sentence.start
    last = sentence.commas[number][0] if number < len(sentence.commas) else sentence.end
    while text[first].isspace():
        first += 1
    while text[last - 1].isspace():
        last -= 1
    return first, last


def _is_blocked(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    ahead = text[max(start, match.start() - _WINDOW) : match.start()]
    behind = text[match.end() : min(end, match.end() + _WINDOW)]
    return bool(_blocks().search(f"{ahead}〔{match[0]}〕{behind}"))


@functools.cache
def _units() -> dict[str, _Unit]:
    return {row["unit"]: _Unit(row["base"] or row["unit"], row["kind"]) for row in table("units")}


@functools.cache
def _pattern() -> re.Pattern[str]:
    rows = sorted(table("units"), key=lambda row: -len(row["unit"]))
    units = "|".join(row["unit"] + (f"(?!{row['except']})" if row["except"] else "") for row in rows)
    return re.compile(
        rf"(?:(?P<about>{_ABOUT}) ?)?{_EDGE}(?P<number>{numerals.NUMBER}) ?(?P<more>[多余几来])? ?(?P<unit>{units})"
        rf"(?:\([人项个]\))?(?P<tail>{_AFTER})?"
    )


@functools.cache
def _blocks() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in table("figures")))
