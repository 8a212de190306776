"""Names by gazetteer."""

from collections.abc import Iterator

from kg.lang import lexicon
from kg.lang.gazetteer import Hit, Sense
from kg.names.candidate import FIRMS, Candidate
from kg.sentences import Passage

_NAMELIKE = frozenset({"nr", "nrt", "nz", "j", "eng"})


def known(passage: Passage) -> Iterator[Candidate]:
    """Yield the gazetteer's names in a passage, and the short names of firms."""
    for hit in passage.hits:
        if hit.senses:
            yield from _things(hit, passage)
        elif hit.start in passage.edges and hit.end in passage.edges and _is_firm(hit, passage):
            rule = "firm-known" if hit.form in lexicon("everyday-firms") else "firm-list"
            yield Candidate(hit.start, hit.end, "Company", rule, 0.45, weak=True)


def _things(hit: Hit, passage: Passage) -> Iterator[Candidate]:
    """Yield one candidate for each class that a form may have."""
    length = hit.end - hit.start
    # A short form that cuts through words is part of them: 大同 in 扩大同期, 中山医 in 中山医院.
    cut = (length <= 4 and hit.end not in passage.edges) or (length <= 3 and hit.start not in passage.edges)
    if cut and not _begins_place(hit, passage):
        return
    if hit.form.isascii() and not _whole_latin(hit, passage):
        return
    follower = passage.token_at(hit.end)
    runs_on = length <= 3 and follower is not None and (follower.tag in _NAMELIKE or len(follower.text) == 1)
    runs_on = runs_on and follower is not None and follower.tag[0] not in "xupcdvfmqrt"
    # 万科A is a class of shares.
    runs_on = runs_on and follower is not None and follower.text not in {"A", "B", "H"}
    by_class: dict[str, list[Sense]] = {}
    for sense in hit.senses:
        by_class.setdefault(sense.entry.klass, []).append(sense)
    local = passage.text[hit.start - 1 : hit.start] in {"市", "省", "区", "县", "州"}
    for klass, senses in by_class.items():
        # 卫生健康委 in 上海市卫生健康委 is the city's, not the state's.
        if local and klass == "GovernmentAgency":
            continue
        # 星环 in 星环聚能: a short name of a firm that runs on into another name.
        if runs_on and klass in FIRMS:
            continue
        senses = sorted(senses, key=lambda sense: sense.weak)
        weak = all(sense.weak for sense in senses)
        score = 0.5 if weak else 1.0
        if weak and klass == "Place":
            score = 0.3
        entries = tuple(sense.entry for sense in senses)
        yield Candidate(hit.start, hit.end, klass, "gazetteer", score, entries, weak)


def _begins_place(hit: Hit, passage: Passage) -> bool:
    """Whether the form is a place that a longer word for a place begins with: 上海市 of 上海市浦东新区."""
    token = passage.token_at(hit.start)
    placed = token is not None and token.start == hit.start and token.tag == "ns"
    return placed and any(s.entry.klass == "Place" and s.entry.name == hit.form for s in hit.senses)


def _whole_latin(hit: Hit, passage: Passage) -> bool:
    before = passage.text[hit.start - 1 : hit.start]
    after = passage.text[hit.end : hit.end + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def _is_firm(hit: Hit, passage: Passage) -> bool:
    """Whether the form is a firm's for sure, or at least no run of everyday words: 新动力 is two of the dictionary."""
    tokens = passage.between(hit.start, hit.end)
    return (
        hit.form in lexicon("everyday-firms")
        or len(tokens) < 2
        or any(len(t.text) < 2 or t.tag not in {"n", "v", "vn", "a", "d", "ad"} for t in tokens)
    )
