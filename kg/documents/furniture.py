"""Rules that tell the lines of an article from those of the page around it (``lang/zh/furniture.tsv``)."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.documents.layout import Line
from kg.lang import table

DATE = (
    r"(?:(?:(?:19|20)\d\d|民国\s?\d{2,3}|中华民国\s?\d{2,3})\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日|(?!\d)))"
)
_SUMMARY_LENGTH = 25  # shorter sentences in a list of other articles are their titles
_EXTRACTING = ("issued", "publisher")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: lines that ``pattern`` finds are of the ``kind``, everywhere or only in the head of a page."""

    kind: str
    scope: str
    pattern: re.Pattern[str]
    example: str
    counter: str


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return all rules in the order in which they are tried."""
    return tuple(
        Rule(
            kind=row["kind"],
            scope=row["scope"],
            pattern=re.compile(row["pattern"].replace("<date>", DATE), re.IGNORECASE),
            example=row["example"],
            counter=row["counter"],
        )
        for row in table("furniture")
    )


def kinds(lines: Sequence[Line]) -> list[str]:
    """Return the kind of furniture that each line is, empty for the lines of the article."""
    head = next((n for n, line in enumerate(lines) if line.is_prose and not _kind(line, "head")), len(lines))
    found = [_kind(line, "head" if number < head else "any") for number, line in enumerate(lines)]
    _set_top_aside(lines, found, head)
    _set_end_aside(lines, found, head)
    return found


def _kind(line: Line, scope: str) -> str:
    if not line.text:
        return ""
    wanted = {"any", scope}
    found = (
        rule.kind
        for rule in rules()
        if rule.scope in wanted and rule.kind not in _EXTRACTING and rule.pattern.search(line.folded)
    )
    return next(found, "")


def _set_top_aside(lines: Sequence[Line], found: list[str], head: int) -> None:
    """Mark what stands above a breadcrumb, but for the last such line where no other could be the title."""
    last = max((n for n in range(head) if found[n] == "breadcrumb"), default=None)
    if last is None:
        return
    above = [n for n in range(last) if lines[n].text and not found[n]]
    has_title = any(lines[n].text and not found[n] for n in range(last + 1, head))
    for number in above if has_title else above[:-1]:
        found[number] = "header"


def _set_end_aside(lines: Sequence[Line], found: list[str], head: int) -> None:
    """Mark what follows the end of the article, until there is running text again; nothing ends within the head."""
    ended = False
    for number, line in enumerate(lines):
        if found[number] == "end":
            ended = number > head
        elif not found[number] and line.text and ended:
            if line.is_prose and "。" in line.text and len(line.text) >= _SUMMARY_LENGTH:
                ended = False
            else:
                found[number] = "end"
