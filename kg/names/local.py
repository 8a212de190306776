"""Local bodies by their short forms: 区科委 is the science commission of the district that the text is about."""

from collections.abc import Iterator
from functools import cache

import ahocorasick_rs

from kg.lang import table
from kg.lang.gazetteer import Hit
from kg.names.candidate import Candidate
from kg.names.titles import titles
from kg.sentences import Passage


@cache
def _forms() -> tuple[tuple[str, str, str], ...]:
    """Return form, class and full name (with ``{place}``) of each."""
    return tuple((row["form"], row["class"], row["name"]) for row in table("local-agencies"))


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        [form for form, _, _ in _forms()], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
    )


def local(passage: Passage) -> Iterator[Candidate]:
    """Yield local bodies, with the place where it stands before them (徐汇区科委) and without (区科委)."""
    for index, start, end in _automaton().find_matches_as_indexes(passage.text[passage.start : passage.end]):
        start, end = start + passage.start, end + passage.start
        _, klass, name = _forms()[index]
        titled = passage.text[end : end + 2] in titles() or passage.text[end : end + 3] in titles()
        goes_on = passage.text[end : end + 1] in {"会", "院", "部", "局"} and not titled
        whole = end in passage.edges or titled or (end - start > 3 and not goes_on)
        if not whole or passage.text[end : end + 1] == "员":
            continue
        # The form begins with the last character of the place: 徐汇 + 区科委.
        place = next((hit for hit in passage.hits_by_end.get(start + 1, []) if _is_place(hit)), None)
        if place is not None:
            entry = next(s.entry for s in place.senses if s.entry.name == place.form)
            full = name.replace("{place}", entry.name)
            yield Candidate(_outermost(passage, place), end, klass, "local-body", 1.0, template=full)
        elif start in passage.edges or end - start > 3:
            yield Candidate(start, end, klass, "local-body", 0.9, template=name, level=passage.text[start])


def _outermost(passage: Passage, place: Hit) -> int:
    """Return where the places start that a place stands right after: 合肥市 of 合肥市庐阳区."""
    before = next((hit for hit in passage.hits_by_end.get(place.start, []) if _is_place(hit)), None)
    return _outermost(passage, before) if before else place.start


def _is_place(hit: Hit) -> bool:
    return len(hit.form) > 1 and any(s.entry.klass == "Place" and s.entry.name == hit.form for s in hit.senses)
