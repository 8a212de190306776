"""Names in quotes and book-title marks, with what the words around or inside them say they are."""

import re
from collections.abc import Iterator
from functools import cache

from kg.lang import table, words
from kg.names.candidate import Candidate
from kg.names.heads import heads
from kg.sentences import Passage

_MARKED = re.compile(r"“([^“”\n。;]{2,40})”|《([^《》\n]{3,40})》")


@cache
def _policy() -> re.Pattern[str]:
    """Return how the titles of policies end, with a bracketed note after it or not."""
    return re.compile(rf"(?:{'|'.join(words('policy-nouns'))})(?:\([^()]{{1,16}}\))?$")


# Papers of a deal or a meeting are no policy.
_PAPER = re.compile(r"(?:公告|议案|协议书?|合同|函|报告书|说明书|意见书|备忘录|年报|预案|判决书|裁定书)$")


@cache
def _cues() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["before"] + "$"), row["class"]) for row in table("quote-cues"))


def quoted(passage: Passage) -> Iterator[Candidate]:
    """Yield the quotations that name something, the quotes left out."""
    for match in _MARKED.finditer(passage.text, passage.start, passage.end):
        group = 1 if match[1] else 2
        if group == 1 and "、" in match[1] and len(match[1]) > 20:
            # A phrase that somebody said, no name.
            continue
        start, end = match.span(group)
        if group == 2 and _PAPER.search(match[2]):
            continue
        policy = group == 2 and _policy().search(match[2])
        klass = (
            "Programme"
            if policy
            else _head_class(match[group])
            or _cue_class(passage.text[max(passage.start, match.start() - 12) : match.start()])
        )
        if group == 2 and klass not in {"Programme", None}:
            continue
        if klass:
            yield Candidate(start, end, klass, "quoted", 0.85)


def _head_class(text: str) -> str | None:
    for length in range(min(8, len(text) - 1), 0, -1):
        head = heads().get(text[-length:])
        if head:
            return None if head.strength == "firm" else head.klass
    return None


def _cue_class(before: str) -> str | None:
    return next((klass for pattern, klass in _cues() if pattern.search(before)), None)
