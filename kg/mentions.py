"""All finders → the mentions of a passage: weak evidence is weighed by its context, overlaps are decided."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import rjieba

from kg.lang import lexicon
from kg.lang.gazetteer import Entry, gazetteer
from kg.names import FIRMS, Candidate, candidates
from kg.names.firms import backed, support
from kg.names.lists import enumerations
from kg.sentences import Passage


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole document says that helps with a single name.

    ``places`` are those that it names and what they lie in, ``around`` those of the other things that it names.
    """

    names: frozenset[str]
    places: frozenset[str]
    around: frozenset[str]
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Found:
    """The mentions of one passage, and the known owners that stand inside longer names."""

    passage: Passage
    mentions: tuple[Candidate, ...]
    nested: tuple[tuple[Candidate, Candidate], ...]


def find(passages: Sequence[Passage]) -> tuple[Found, ...]:
    """Return the mentions of each passage, in the order of the text; those of a passage do not overlap."""
    proposed = [candidates(passage) for passage in passages]
    context = _context(passages, proposed)
    return tuple(_decide(passage, found, context) for passage, found in zip(passages, proposed, strict=True))


def _context(passages: Sequence[Passage], proposed: Iterable[list[Candidate]]) -> Context:
    names: set[str] = set()
    places: set[str] = set()
    around: set[str] = set()
    counts: Counter[str] = Counter()
    for passage, found in zip(passages, proposed, strict=True):
        for candidate in found:
            form = passage.text[candidate.start : candidate.end]
            counts[form] += 1
            for entry in candidate.senses:
                if (
                    len(candidate.senses) == 1
                    and not candidate.weak
                    and (form == entry.name or _sure_place(entry, form))
                ):
                    names.add(entry.name)
                    (places if entry.klass == "Place" else around).update(_above(entry))
    return Context(frozenset(names), frozenset(places), frozenset(around), counts)


def _sure_place(entry: Entry, form: str) -> bool:
    """Whether the form of a place tells it without context: a full name, a province or a city."""
    return entry.klass != "Place" or form == entry.name or entry.level in {"country", "province", "city"}


@cache
def _above(entry: Entry) -> tuple[str, ...]:
    """Return the names of a place (or of the place of a thing) and of all places that it lies in."""
    chain: list[str] = [entry.name] if entry.klass == "Place" else []
    name = entry.part_of if entry.klass == "Place" else entry.place
    while name and name not in chain:
        chain.append(name)
        parent = gazetteer().by_name.get(name)
        name = parent.part_of if parent and parent.klass == "Place" else ""
    return tuple(chain)


def _decide(passage: Passage, found: list[Candidate], context: Context) -> Found:
    found = _without_namesakes(found, context)
    ranges = [(each.first_end, each.end, each.klass) for each in enumerations(passage)]
    strong = sorted((c for c in found if not c.weak), key=lambda c: c.length)
    # A member of a list makes its neighbours members.
    touching = {c.end: c.klass for c in strong} | {-c.start: c.klass for c in strong}
    weighed = [w for c in found if (w := _weighed(passage, c, context, ranges, touching)) is not None]
    chosen = _best(weighed)
    ranked = [replace(c, senses=_ranked(c.senses, context)) for c in found]
    nested = [pair for outer in chosen for pair in _inside(passage, outer, ranked)]
    return Found(passage, tuple(chosen), tuple(nested))


def _without_namesakes(found: list[Candidate], context: Context) -> list[Candidate]:
    """Drop persons that bear the very name of a known thing: 徐汇 among 徐汇、闵行."""
    known = {(c.start, c.end) for c in found if any(not c.weak or _fit(entry, context) for entry in c.senses)}
    return [c for c in found if c.klass != "Person" or (c.start, c.end) not in known]


def _weighed(
    passage: Passage,
    candidate: Candidate,
    context: Context,
    ranges: list[tuple[int, int, str]],
    touching: dict[int, str],
) -> Candidate | None:
    """Return the candidate with the score that its context gives it, or none where that is not enough."""
    senses = _ranked(candidate.senses, context)
    form = passage.text[candidate.start : candidate.end]
    listed = any(first <= candidate.end < end and _alike(candidate.klass, klass) for first, end, klass in ranges)
    candidate = replace(candidate, senses=senses)
    if candidate.klass == "Place" and senses:
        return _met_in(passage, candidate) if len(form) == 1 else _weighed_place(candidate, form, context)
    if not candidate.weak:
        return replace(candidate, score=min(1.0, candidate.score + 0.1)) if listed else candidate
    if senses and len(form) <= 2 and not listed and (_everyday(form) or senses[0].name not in context.names):
        return _short_firm(passage, candidate, form, context) if candidate.klass in FIRMS else None
    if senses and (_fit(senses[0], context) > 0 or listed):
        return replace(candidate, score=0.95)
    if listed or _sibling(passage, candidate, touching):
        return replace(candidate, score=0.85)
    if candidate.klass in FIRMS:
        score = 0.85 if candidate.rule in {"firm-known", "gazetteer"} else 0.65
        repeated = context.counts[form] > 1
        return replace(candidate, score=score) if backed(passage, candidate, repeated=repeated) else None
    return replace(candidate, score=0.6) if candidate.rule == "gazetteer" and len(form) >= 4 else None


def _everyday(form: str) -> bool:
    """Whether a form is a common word too: 肿瘤 for the hospital of that name."""
    common = rjieba.has_word(form) and rjieba.suggest_freq(form) >= _COMMON
    return common and rjieba.tag(form)[0][1] in {"n", "v", "vn", "a", "d", "t", "m"}


def _short_firm(passage: Passage, candidate: Candidate, form: str, context: Context) -> Candidate | None:
    """Return a firm's name of two characters where the words beside it say firm: 苹果 in 苹果公告."""
    repeated = context.counts[form] > 1
    rare = rjieba.suggest_freq(form) <= _RARE
    need = 0.55 if _everyday(form) else 0.15 if rare else 0.35
    return replace(candidate, score=0.65) if support(passage, candidate, repeated=repeated) >= need else None


def _weighed_place(candidate: Candidate, form: str, context: Context) -> Candidate | None:
    entry = candidate.senses[0]
    if form == entry.name and len(candidate.senses) == 1:
        return candidate
    # A region or an area of the gazetteers has no level: it is none of several divisions of one name.
    if entry.level in {"", "country", "province", "city"} and not candidate.weak:
        return candidate
    if form == entry.name or not candidate.weak:
        # Of several places of one name, that which lies in a place of the text.
        related = bool(set(_above(entry)[1:]) & (context.places - {"中国"})) or entry.name in context.names
        return candidate if related and len(form) >= 2 else None
    return replace(candidate, score=0.9) if entry.name in context.names and len(form) >= 2 else None


def _met_in(passage: Passage, candidate: Candidate) -> Candidate | None:
    """Return a place of one character where something is said to happen in it: 在沪召开."""
    after = passage.token_at(candidate.end)
    here = passage.text[candidate.start - 1] in "在来赴抵驻" and after is not None and after.tag.startswith("v")
    return replace(candidate, score=0.9) if here else None


def _alike(klass: str, other: str) -> bool:
    families = (FIRMS, {"ResearchInstitute", "Laboratory", "Platform"}, {"Place", "Park"})
    return klass == other or any({klass, other} <= family for family in families)


def _sibling(passage: Passage, candidate: Candidate, touching: dict[int, str]) -> bool:
    """Whether the candidate stands beside a sure name of its class in a list."""
    before = passage.text[candidate.start - 1 : candidate.start] in {"、", "和", "与", "及"} and touching.get(
        candidate.start - 1
    )
    after = passage.text[candidate.end : candidate.end + 1] in {"、", "和", "与", "及"} and touching.get(
        -(candidate.end + 1)
    )
    return bool((before and _alike(candidate.klass, before)) or (after and _alike(candidate.klass, after)))


def _ranked(senses: tuple[Entry, ...], context: Context) -> tuple[Entry, ...]:
    return tuple(sorted(senses, key=lambda entry: -_fit(entry, context)))


def _fit(entry: Entry, context: Context) -> int:
    """Say how well a known thing fits the document: it is named there in full, or it lies in one of its places."""
    chain = set(_above(entry))
    near = chain & context.places - {"中国"}
    return 16 * (entry.name in context.names) + 2 * len(near) + len(chain & context.around - near - {"中国"})


def _best(found: list[Candidate]) -> list[Candidate]:
    """Return the set of candidates that do not overlap and weigh most (weighted interval scheduling)."""
    ordered = sorted(found, key=lambda c: (c.end, c.start, -c.score, c.rule))
    ends = [c.end for c in ordered]
    totals: list[float] = [0.0]
    picks: list[int] = []
    for index, candidate in enumerate(ordered):
        before = bisect_right(ends, candidate.start, 0, index)
        taken = totals[before] + _weight(candidate)
        picks.append(before if taken > totals[index] else -1)
        totals.append(max(taken, totals[index]))
    chosen: list[Candidate] = []
    index = len(ordered)
    while index:
        before = picks[index - 1]
        if before >= 0:
            chosen.append(ordered[index - 1])
            index = before
        else:
            index -= 1
    return chosen[::-1]


def _weight(candidate: Candidate) -> float:
    # The small toll on each keeps one long name above the same words as two.
    known = 0.3 if candidate.senses else 0.0
    return candidate.score * candidate.length + known - 0.5


# How often jieba's dictionary has seen a word that everyone uses.
_COMMON = 150
_RARE = 30


def _owns(passage: Passage, inner: Candidate, outer: Candidate) -> bool:
    """Whether a name at the left of another can be its owner: 上海交大 is, 复星 in 复星医药 is a part of the word."""
    if inner.length < 2 or (
        inner.klass in FIRMS and (outer.klass in FIRMS or inner.weak or _begins_with_place(passage, inner))
    ):
        return False
    if inner.klass == "Park" and outer.klass in FIRMS:
        return False
    if inner.rule in {"gazetteer", "local-body"}:
        return inner.length > 2 or not (_everyday(passage.text[inner.start : inner.end]) or _also_place(passage, inner))
    if inner.rule != "head-strong" or inner.klass not in {"University", "Hospital", "ResearchInstitute"}:
        return False
    joined = any(t.tag == "v" and t.text in lexicon("boundaries") for t in passage.between(inner.start, inner.end))
    return (
        not joined
        and outer.end - inner.end >= 3
        and outer.klass in {"Hospital", "University", "ResearchInstitute", "Laboratory", "Platform", "Park"}
    )


def _also_place(passage: Passage, inner: Candidate) -> bool:
    """Whether a short form at the left edge is a place's too: 长江 in 长江经济带研究院. After an owner it is none."""
    edge = not any(hit.senses for hit in passage.hits_by_end.get(inner.start, []))
    places = (h for h in passage.hits_by_end.get(inner.end, []) if h.start == inner.start)
    return edge and any(s.entry.klass == "Place" for h in places for s in h.senses)


def _begins_with_place(passage: Passage, candidate: Candidate) -> bool:
    return any(
        h.start == candidate.start and h.end < candidate.end and h.senses and h.senses[0].entry.klass == "Place"
        for h in passage.hits
    )


def _inside(passage: Passage, outer: Candidate, found: list[Candidate]) -> list[tuple[Candidate, Candidate]]:
    """Return the owners at the left of a longer name, each with the name that it owns.

    A place there is none. An owner may have an owner: 中科院 in 中科院有机所.
    """
    inner = [
        c
        for c in found
        if c.start >= outer.start
        and c.end < outer.end
        and c.klass not in {"Place", "Person"}
        and _owns(passage, c, outer)
        and not (c.senses and c.senses[:1] == outer.senses[:1])
        and passage.text[c.end] != "("
    ]
    pairs: list[tuple[Candidate, Candidate]] = []
    last = outer
    edge = outer.start
    for c in sorted(inner, key=lambda c: (c.start, -c.end)):
        if c.start == last.start and c.end < last.end and last is not outer:
            pairs.append((c, last))
        elif (
            c.start == edge
            or passage.text[edge : c.start] in {"-", "·", "—", "与", "和"}
            or _placed_before(passage, edge, c)
        ):
            pairs.append((c, outer))
            last, edge = c, c.end
    return pairs


def _placed_before(passage: Passage, edge: int, candidate: Candidate) -> bool:
    """Whether nothing but a known place stands between the left edge of a name and the owner."""
    return any(hit.start == edge for hit in passage.hits_by_end.get(candidate.start, []))
