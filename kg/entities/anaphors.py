"""Generic nouns that stand for a thing named before: 该院, 平台, 协会主席."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.entities.draft import Draft, Placed
from kg.lang import table
from kg.names.titles import titles
from kg.sentences import Passage

# What may stand right after the noun, though it is a noun itself.
_AFTER_EVENT = frozenset({"开幕式", "闭幕式", "现场", "期间", "上", "开幕", "闭幕"})
_BARE = "|(?<=[,。;:!?\\s是由])|^|(?<=加入)|(?<=入驻)"
_ATTENDED = "|(?<=出席)|(?<=参加)|(?<=主持)|(?<=见证)|(?<=参与)"


@dataclass(frozen=True, slots=True)
class _Noun:
    text: str
    classes: frozenset[str]
    pattern: re.Pattern[str]


@cache
def _nouns() -> tuple[_Noun, ...]:
    found = []
    for row in table("anaphors"):
        marks = (_BARE if row["bare"] == "yes" else "") + (_ATTENDED if "Event" in row["classes"] else "")
        pattern = re.compile(rf"(?:(?<=[该本我])|(?<=这一)|(?<=这家)|(?<=[本该这此][届次]){marks}){row['noun']}")
        found.append(_Noun(row["noun"], frozenset(row["classes"].split("|")), pattern))
    return tuple(found)


def anaphors(passage: Passage, placed: list[Placed], recent: list[Draft]) -> Iterator[Placed]:
    """Yield the generic nouns of a passage, each with the last fitting thing of what was mentioned before it."""
    for noun in _nouns():
        if noun.text not in passage.text:
            continue
        for match in noun.pattern.finditer(passage.text, passage.start, passage.end):
            if _runs_on(passage, noun.text, match.end()) or any(_overlaps(match, p) for p in placed):
                continue
            draft = _last(noun, [*recent, *(p.draft for p in placed if p.end <= match.start())])
            if draft:
                yield Placed(match.start(), match.end(), draft, "anaphor")


def _overlaps(match: re.Match[str], placed: Placed) -> bool:
    return match.start() < placed.end and placed.start < match.end()


def _runs_on(passage: Passage, noun: str, end: int) -> bool:
    """Whether a generic noun is but the beginning of a longer word or phrase: 平台 in 平台经济."""
    token = passage.token_at(end - 1)
    if token is None:
        return True
    if token.end != end:
        return token.text.removeprefix(noun) not in titles()
    following = passage.token_at(end)
    if following is None or following.start != end or following.text in _AFTER_EVENT | titles().keys():
        return False
    return following.tag[0] in "nqma"


def _last(noun: _Noun, before: list[Draft]) -> Draft | None:
    """Return the last thing of the classes, one whose name ends with the noun before all others."""
    fitting = [d for d in reversed(before) if d.klass in noun.classes or d.type in noun.classes]
    return next((d for d in fitting if d.name.endswith(noun.text)), fitting[0] if fitting else None)
