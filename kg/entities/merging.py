"""Which drafts are one thing: short forms go into the full ones, never members of one list."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from kg.entities.draft import YEAR, Draft, loose
from kg.names import Candidate
from kg.sentences import Passage

ALIAS = re.compile(r"[”》]?\((?:以下)?(?:简称|下称|又称|又名|简称为|即|英文名?)?[:为]?(“?)([^“”(),。;:]{2,40})”?\)")
Chosen = tuple[Passage, Candidate, Draft]


def merged_into(drafts: list[Draft], chosen: list[Chosen]) -> dict[int, Draft]:
    """Return which draft goes into which other: short forms into the full ones, never members of one list."""
    apart = _siblings(chosen)
    merged: dict[int, Draft] = {}
    merged.update({id(short): long for short, long in _aliased(chosen)})
    near = _Near(drafts)
    for short in sorted(drafts, key=lambda d: max(map(len, d.forms))):
        if id(short) in merged:
            continue
        options = [
            long
            for long in near.to(short)
            if long is not short
            and _compatible(short, long)
            and (id(short), id(long)) not in apart
            and id(long) not in merged
            and (_short_of(short, long) if short.entry is None else _alias_of(short, long))
        ]
        names = {long.name for long in options}
        if options and (len(names) == 1 or all(a in max(names, key=len) for a in names)):
            merged[id(short)] = max(options, key=lambda d: (d.entry is not None, len(d.name), d.name))
    return merged


class _Near:
    """Drafts that can be the fuller name of another: a short form keeps the last character, an alias is known."""

    def __init__(self, drafts: list[Draft]) -> None:
        self._by_last: dict[str, dict[Draft, None]] = {}
        self._by_alias: dict[str, dict[Draft, None]] = {}
        for draft in drafts:
            for name in draft.known_names():
                self._by_last.setdefault(name[-1:], {})[draft] = None
            for alias in draft.entry.aliases if draft.entry else ():
                self._by_alias.setdefault(alias.removeprefix("~"), {})[draft] = None

    def to(self, short: Draft) -> Iterable[Draft]:
        """Return the drafts worth comparing with ``short``, in the order of the text."""
        form = next(iter(short.forms))
        return self._by_last.get(loose(form)[-1:], {}) if short.entry is None else self._by_alias.get(form, {})


def root(draft: Draft, merged: dict[int, Draft]) -> Draft:
    """Return the draft that a draft has gone into, with its forms."""
    seen = {id(draft)}
    while id(draft) in merged and id(merged[id(draft)]) not in seen:
        parent = merged[id(draft)]
        parent.forms += draft.forms
        draft.forms = Counter()
        draft = parent
        seen.add(id(draft))
    return draft


def _siblings(chosen: list[Chosen]) -> set[tuple[int, int]]:
    apart: set[tuple[int, int]] = set()
    for (passage, one, a), (_, two, b) in pairwise(chosen):
        if passage.text[one.end : two.start] in {"、", "和", "与", "及", "以及"}:
            apart |= {(id(a), id(b)), (id(b), id(a))}
    return apart


def _alias_of(short: Draft, long: Draft) -> bool:
    """Whether a known thing is but a short name of another known one: the area 漕河泾 of the park 漕河泾开发区."""
    if long.entry is None or short.type == long.type:
        return False
    return all(form in long.entry.aliases or f"~{form}" in long.entry.aliases for form in short.forms)


def _aliased(chosen: list[Chosen]) -> Iterator[tuple[Draft, Draft]]:
    """Yield the drafts of an alias in brackets and of the name before it, where the alias is found as a name itself."""
    by_span = {(c.start, c.end): draft for _, c, draft in chosen}
    for passage, c, long in chosen:
        match = ALIAS.match(passage.text, c.end, passage.end)
        if match and "称" in match[0][:6]:
            short = by_span.get(match.span(2))
            if short is not None and short is not long and _compatible(short, long):
                yield short, long


# Types that two readers could give one thing.
_FAMILIES = (
    frozenset({"ResearchInstitute", "Platform"}),
    frozenset({"Programme", "Project", "Award"}),
    frozenset({"Park", "Place"}),
    frozenset({"Company", "Fund"}),
)
_FAMILY = {name: family for family in _FAMILIES for name in family}


def _compatible(short: Draft, long: Draft) -> bool:
    return short.type == long.type or long.type in _FAMILY.get(short.type, ())


def _short_of(short: Draft, long: Draft) -> bool:
    """Whether every form of ``short`` abbreviates a name of ``long``."""
    return all(
        any(_abbreviates(form, name, short.type) for name in long.known_names()) for form in map(loose, short.forms)
    )


def _abbreviates(form: str, name: str, kind: str) -> bool:
    form, name = (YEAR.sub("", form), YEAR.sub("", name)) if kind in {"Award", "Event"} else (form, name)
    if form == name:
        return True
    if kind == "Person" or len(form) >= len(name):
        return False
    if name.endswith(form):
        # 大零号湾 is not 零号湾.
        return len(form) >= 3 and name.removesuffix(form) not in {"大", "新", "小", "老"}
    if kind in {"Programme", "Place"} or len(form) < 3:
        return False
    # An ordered subsequence that keeps the head noun and begins like the name, or after its place.
    letters = iter(name)
    return (
        all(c in letters for c in form)
        and form[-1] == name[-1]
        and (form[0] == name[0] or form[:2] in name)
        and len(form) >= 4
    )
