"""Mentions → one entity per thing per document, each merge with its reason."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from kg.lang import table
from kg.lang.gazetteer import Entry, gazetteer
from kg.mentions import Found
from kg.model import Document, Entity, Evidence, Mention, Reference, segment
from kg.names import Candidate
from kg.names.titles import titles
from kg.ontology import ontology
from kg.sentences import Passage

_YEAR = re.compile(r"^(?:\d{4}年(?:度)?|第[一二三四五六七八九十\d]+届|首届)")
_LOOSE = dict.fromkeys(map(ord, "“”\"'《》·-—() \n\t"))
_ALIAS = re.compile(r"[”》]?\((?:以下)?(?:简称|下称|又称|又名|简称为|即|英文名?)?[:为]?(“?)([^“”(),。;:]{2,40})”?\)")


@cache
def type_of(klass: str) -> str:
    """Return which of the fifteen types a class is or lies under."""
    return ontology().type_of(klass)


@dataclass(slots=True, eq=False)
class Draft:
    """An entity in the making: what it may be called and where it is mentioned."""

    klass: str
    entry: Entry | None
    rule: str
    score: float
    forms: Counter[str] = field(default_factory=Counter)
    mentions: list[tuple[int, int, str]] = field(default_factory=list)
    key: str = ""

    @property
    def type(self) -> str:
        """Its type of the fifteen."""
        return type_of(self.klass)

    @property
    def name(self) -> str:
        """Its official name where it is known, else the fullest form of the text."""
        if self.entry:
            return self.entry.name
        longest = max(self.forms, key=lambda form: (self.forms[form] > 0, len(form), form))
        bare = _YEAR.sub("", longest) if self.type in {"Award", "Event"} else longest
        return bare if len(bare) > 2 else longest

    def known_names(self) -> set[str]:
        """Return its names in loose form, those of the gazetteer too."""
        return {_loose(form) for form in self.forms} | ({_loose(self.entry.name)} if self.entry else set())


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention with the draft that it stands for; ``owner_of`` is the longer name that it stands in."""

    start: int
    end: int
    draft: Draft
    rule: str
    inside: Draft | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entities of a document and all places where they are mentioned, by passage in the order of the text."""

    drafts: tuple[Draft, ...]
    placed: tuple[tuple[Passage, tuple[Placed, ...]], ...]
    nested: tuple[Placed, ...]
    topic: tuple[Draft, ...]


def _loose(form: str) -> str:
    return form.translate(_LOOSE).casefold()


def resolve(founds: Sequence[Found]) -> Resolved:
    """Return the entities of a document from the mentions of its passages."""
    drafts: list[Draft] = []
    index: dict[tuple[str, str], Draft] = {}
    chosen: list[tuple[Passage, Candidate, Draft]] = []
    inner: list[tuple[Candidate, Candidate, Draft]] = []
    home = _home(founds)
    for found in founds:
        settled = [_settled(candidate, home) for candidate in found.mentions]
        chosen += [(found.passage, c, _draft(found.passage, c, drafts, index)) for c in settled]
        inner += [(i, o, _draft(found.passage, i, drafts, index)) for i, o in found.nested]
    places = topic(chosen)
    merged = _merged(drafts, chosen)
    final = {id(d): _root(d, merged) for d in drafts}
    placed = _placed(founds, chosen, final)
    outers = {(i.start, i.end): final[id(d)] for i, _, d in inner}
    outers |= {(c.start, c.end): final[id(d)] for _, c, d in chosen}
    nested = tuple(
        Placed(i.start, i.end, final[id(d)], "inside-name", outers[(o.start, o.end)])
        for i, o, d in inner
        if final[id(d)] is not outers[(o.start, o.end)]
    )
    kept = list(dict.fromkeys(final[id(d)] for d in drafts))
    _note(kept, placed, nested)
    _name_keys(kept)
    return Resolved(tuple(kept), placed, nested, tuple(dict.fromkeys(final[id(d)] for d in places)))


def _home(founds: Iterable[Found]) -> tuple[str, ...]:
    """Return the names of the places that the document is about, and of those that they lie in, the nearest first."""
    counts: Counter[str] = Counter()
    for found in founds:
        for c in found.mentions:
            entry = c.senses[0] if c.senses and c.klass == "Place" else None
            if entry and entry.level not in {"country", "town"}:
                counts[entry.name] += 3 if found.passage.kind == "title" else 1
    named = [name for name, _ in counts.most_common()]
    above = [gazetteer().by_name[name].part_of for name in named]
    return (*named, *above)


def _settled(candidate: Candidate, home: tuple[str, ...]) -> Candidate:
    """Return a local body as the known thing that it is, with its place from the document where it names none."""
    if not candidate.template:
        return candidate
    name = candidate.template
    if "{place}" in name:
        place = next((h for h in home if h.endswith(candidate.level)), "")
        if not place:
            return candidate
        name = name.replace("{place}", place)
    known = gazetteer().by_name.get(name) or Entry(name, candidate.klass)
    return replace(candidate, senses=(known,), klass=known.klass)


def _draft(passage: Passage, candidate: Candidate, drafts: list[Draft], index: dict[tuple[str, str], Draft]) -> Draft:
    form = _whole(passage.text[candidate.start : candidate.end])
    entry = candidate.senses[0] if candidate.senses else None
    kind = ontology().type_of(candidate.klass)
    address = (f"={entry.name}|{entry.part_of if kind == 'Place' else ''}", kind) if entry else (_loose(form), kind)
    draft = index.get(address) or index.get((_loose(form), kind))
    if draft is None:
        draft = Draft(candidate.klass, entry, candidate.rule, candidate.score)
        drafts.append(draft)
    elif entry and draft.entry is None:
        draft.entry, draft.klass = entry, candidate.klass
    index.setdefault(address, draft)
    index.setdefault((_loose(form), kind), draft)
    draft.forms[form] += 1
    draft.score = max(draft.score, candidate.score)
    return draft


def _whole(form: str) -> str:
    """Return a form of which the text broke the line as one, without spaces between Chinese characters."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", form))


def topic(chosen: Iterable[tuple[Passage, Candidate, Draft]]) -> tuple[Draft, ...]:
    """Return the places that the document is about, those most often named first; countries are left out."""
    counts: Counter[int] = Counter()
    by_id: dict[int, Draft] = {}
    for passage, _, draft in chosen:
        if draft.type == "Place" and draft.entry and draft.entry.level not in {"country", "town"}:
            counts[id(draft)] += 3 if passage.kind == "title" else 1
            by_id[id(draft)] = draft
    return tuple(by_id[i] for i, _ in counts.most_common())


def _merged(drafts: list[Draft], chosen: list[tuple[Passage, Candidate, Draft]]) -> dict[int, Draft]:
    """Return which draft goes into which other: short forms into the full ones, never members of one list."""
    apart = _siblings(chosen)
    merged: dict[int, Draft] = {}
    merged.update({id(short): long for short, long in _aliased(chosen)})
    for short in sorted(drafts, key=lambda d: max(map(len, d.forms))):
        if id(short) in merged:
            continue
        options = [
            long
            for long in drafts
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


def _root(draft: Draft, merged: dict[int, Draft]) -> Draft:
    seen = {id(draft)}
    while id(draft) in merged and id(merged[id(draft)]) not in seen:
        parent = merged[id(draft)]
        parent.forms += draft.forms
        draft.forms = Counter()
        draft = parent
        seen.add(id(draft))
    return draft


def _siblings(chosen: list[tuple[Passage, Candidate, Draft]]) -> set[tuple[int, int]]:
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


def _aliased(chosen: list[tuple[Passage, Candidate, Draft]]) -> Iterator[tuple[Draft, Draft]]:
    """Yield the drafts of an alias in brackets and of the name before it, where the alias is found as a name itself."""
    by_span = {(c.start, c.end): draft for _, c, draft in chosen}
    for passage, c, long in chosen:
        match = _ALIAS.match(passage.text, c.end, passage.end)
        if match and "称" in match[0][:6]:
            short = by_span.get(match.span(2))
            if short is not None and short is not long and _compatible(short, long):
                yield short, long


_KINDRED = frozenset(
    frozenset(pair)
    for pair in (
        ("ResearchInstitute", "Platform"),
        ("Programme", "Project"),
        ("Programme", "Award"),
        ("Project", "Award"),
        ("Park", "Place"),
        ("Company", "Fund"),
    )
)


def _compatible(short: Draft, long: Draft) -> bool:
    groups = (
        {"ResearchInstitute", "Platform"},
        {"Programme", "Project", "Award"},
        {"Park", "Place"},
        {"Company", "Fund"},
    )
    return short.type == long.type or any({short.type, long.type} <= group for group in groups)


def _short_of(short: Draft, long: Draft) -> bool:
    """Whether every form of ``short`` abbreviates a name of ``long``."""
    return all(
        any(_abbreviates(form, name, short.type) for name in long.known_names()) for form in map(_loose, short.forms)
    )


def _abbreviates(form: str, name: str, kind: str) -> bool:
    form, name = (_YEAR.sub("", form), _YEAR.sub("", name)) if kind in {"Award", "Event"} else (form, name)
    if form == name:
        return True
    if kind == "Person" or len(form) >= len(name):
        return False
    if name.endswith(form):
        return len(form) >= 3
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


def _placed(
    founds: Sequence[Found], chosen: list[tuple[Passage, Candidate, Draft]], final: dict[int, Draft]
) -> tuple[tuple[Passage, tuple[Placed, ...]], ...]:
    """Return the mentions of each passage with their drafts; anaphors and bracketed aliases join them."""
    by_passage: dict[int, list[Placed]] = {}
    for passage, c, draft in chosen:
        by_passage.setdefault(id(passage), []).append(Placed(c.start, c.end, final[id(draft)], c.rule))
    recent: list[Draft] = []
    result = []
    for found in founds:
        placed = _with_aliases(found.passage, by_passage.get(id(found.passage), []))
        everything = sorted([*placed, *_anaphors(found.passage, placed, recent)], key=lambda p: (p.start, p.end))
        recent += [p.draft for p in everything]
        result.append((found.passage, tuple(everything)))
    return tuple(result)


def _with_aliases(passage: Passage, placed: list[Placed]) -> list[Placed]:
    """Add the aliases in brackets after a name: “枫林HUB”(Health United Business), X(以下简称“Y”)."""
    taken = list(placed)
    for p in placed:
        match = _ALIAS.match(passage.text, p.end, passage.end)
        if not match or (p.draft.type in {"Place", "Person"} and not match[2].isascii()):
            continue
        start, end = match.span(2)
        told = "称" in match[0][:6] or match[1] or (match[2].isascii() and re.search("[A-Za-z]{2}", match[2]))
        if told and not any(start < q.end and q.start < end for q in placed):
            p.draft.forms[match[2]] += 0
            taken.append(Placed(start, end, p.draft, "alias-in-brackets"))
    return sorted(taken, key=lambda p: p.start)


_AFTER_EVENT = frozenset({"开幕式", "闭幕式", "现场", "期间", "上", "开幕", "闭幕"})


def _anaphors(passage: Passage, placed: list[Placed], recent: list[Draft]) -> Iterator[Placed]:
    """Yield the generic nouns that stand for the last fitting thing."""
    for row in table("anaphors"):
        noun = row["noun"]
        bare = "|(?<=[,。;:!?\\n])|^" if row["bare"] == "yes" else ""
        if "Event" in row["classes"]:
            bare += "|(?<=出席)|(?<=参加)|(?<=主持)|(?<=见证)|(?<=参与)"
        if row["bare"] == "yes":
            bare += "|(?<=是)|(?<=由)|(?<=加入)|(?<=入驻)"
        pattern = re.compile(rf"(?:(?<=该)|(?<=本)|(?<=我)|(?<=这一)|(?<=这家){bare}){noun}")
        for match in pattern.finditer(passage.text, passage.start, passage.end):
            token = passage.token_at(match.end() - 1)
            following = passage.token_at(match.end())
            if (
                token is None
                or token.end != match.end()
                or any(match.start() < p.end and p.start < match.end() for p in placed)
            ):
                continue
            if (
                following
                and following.tag[0] in "nqma"
                and following.start == match.end()
                and following.text not in titles()
            ):
                continue
            draft = _last(
                noun, row["classes"].split("|"), [*recent, *(p.draft for p in placed if p.end <= match.start())]
            )
            if draft:
                yield Placed(match.start(), match.end(), draft, "anaphor")


def _last(noun: str, classes: list[str], before: list[Draft]) -> Draft | None:
    fitting = [d for d in before if d.klass in classes or d.type in classes]
    same = [d for d in fitting if d.name.endswith(noun)]
    return next(iter([*reversed(same), *reversed(fitting)]), None)


def _note(drafts: list[Draft], placed: Iterable[tuple[Passage, tuple[Placed, ...]]], nested: Iterable[Placed]) -> None:
    for passage, each in placed:
        for p in each:
            p.draft.mentions.append((p.start, p.end, p.rule))
            if p.rule != "anaphor":
                p.draft.forms.setdefault(_whole(passage.text[p.start : p.end]), 0)
    for p in nested:
        p.draft.mentions.append((p.start, p.end, p.rule))
    for draft in drafts:
        draft.mentions.sort()


def _name_keys(drafts: list[Draft]) -> None:
    """Give each entity its key; two of one name in a document are told apart by their place or type."""
    taken: set[str] = set()
    for draft in drafts:
        key = segment(draft.name)
        if draft.entry and draft.type == "Place" and _shared(draft.entry):
            key = segment(f"{draft.name}_({draft.entry.part_of})")
        if key in taken:
            key = segment(f"{draft.name}_({ontology().labels[draft.type][0]})")
        taken.add(key)
        draft.key = key


def _shared(entry: Entry) -> bool:
    return sum(sense.entry.name == entry.name for sense in gazetteer().senses(entry.name)) > 1


def entity(document: Document, draft: Draft) -> Entity:
    """Return the frozen entity of a draft; its names are as the document writes them."""
    mentions = tuple(Mention(document.evidence(start, end), rule) for start, end, rule in draft.mentions)
    written = {_whole(m.evidence.exact) for m in mentions if m.rule != "anaphor"}
    names = tuple(sorted({*written, *(form for form in draft.forms if form)} - {draft.name}))
    return Entity(
        draft.key,
        draft.name,
        draft.type,
        draft.klass,
        names,
        mentions,
        draft.rule,
        _confidence(draft),
        _reference(draft.entry),
    )


def _confidence(draft: Draft) -> Decimal:
    value = 0.5 + 0.45 * draft.score + 0.01 * min(len(draft.mentions) - 1, 3)
    return Decimal(str(round(min(value, 0.98), 2)))


def _reference(entry: Entry | None) -> Reference | None:
    if entry is None:
        return None
    aliases = tuple(sorted(a for a in entry.aliases if not a.startswith("~")))
    place = entry.place
    part_of = entry.part_of
    return Reference((entry.name, *aliases), place, part_of, entry.identifier)


def evidence_of(document: Document, start: int, end: int) -> Evidence:
    """Return the evidence for ``[start, end)`` without white space around it."""
    text = document.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return document.evidence(start, end)
