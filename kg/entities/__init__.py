"""Mentions → one entity per thing per document, each merge with its reason."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.entities.anaphors import anaphors
from kg.entities.draft import Draft, Placed, loose, type_of, whole
from kg.entities.merging import ALIAS, Chosen, merged_into, root
from kg.lang.gazetteer import Entry, gazetteer
from kg.mentions import Found
from kg.model import Document, Entity, Mention, Reference, segment
from kg.names import Candidate
from kg.ontology import ontology
from kg.sentences import Passage

_QUOTED = re.compile(r"[“「『]([^“”「」『』]{2,40})[”」』](?:项目|计划|工程|活动|行动|专项|论坛|大赛)")

__all__ = ["Draft", "Placed", "Resolved", "entity", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entities of a document and all places where they are mentioned, by passage in the order of the text."""

    drafts: tuple[Draft, ...]
    placed: tuple[tuple[Passage, tuple[Placed, ...]], ...]
    nested: tuple[Placed, ...]
    topic: tuple[Draft, ...]

    @property
    def text(self) -> str:
        """The folded text of the whole document."""
        return self.placed[0][0].text if self.placed else ""


def resolve(founds: Sequence[Found]) -> Resolved:
    """Return the entities of a document from the mentions of its passages."""
    drafts: list[Draft] = []
    index: dict[tuple[str, str], Draft] = {}
    chosen: list[Chosen] = []
    inner: list[tuple[Candidate, Candidate, Draft]] = []
    home = _home(founds)
    for found in founds:
        settled = [_settled(candidate, home) for candidate in found.mentions]
        chosen += [(found.passage, c, _draft(found.passage, c, drafts, index)) for c in settled]
        inner += [(i, o, _draft(found.passage, i, drafts, index)) for i, o in found.nested]
    places = topic(chosen)
    merged = merged_into(drafts, chosen)
    final = {id(d): root(d, merged) for d in drafts}
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
    form = whole(passage.text[candidate.start : candidate.end])
    entry = candidate.senses[0] if candidate.senses else None
    kind = type_of(candidate.klass)
    address = (f"={entry.name}|{entry.part_of if kind == 'Place' else ''}", kind) if entry else (loose(form), kind)
    draft = index.get(address) or index.get((loose(form), kind))
    if draft is None:
        draft = Draft(candidate.klass, entry, candidate.rule, candidate.score)
        drafts.append(draft)
    elif entry and draft.entry is None:
        draft.entry, draft.klass = entry, candidate.klass
    index.setdefault(address, draft)
    index.setdefault((loose(form), kind), draft)
    draft.forms[form] += 1
    draft.score = max(draft.score, candidate.score)
    return draft


def topic(chosen: Iterable[Chosen]) -> tuple[Draft, ...]:
    """Return the places that the document is about, those most often named first; countries are left out."""
    counts: Counter[int] = Counter()
    by_id: dict[int, Draft] = {}
    for passage, _, draft in chosen:
        if draft.type == "Place" and draft.entry and draft.entry.level not in {"country", "town"}:
            counts[id(draft)] += 3 if passage.kind == "title" else 1
            by_id[id(draft)] = draft
    return tuple(by_id[i] for i, _ in counts.most_common())


def _placed(
    founds: Sequence[Found], chosen: list[Chosen], final: dict[int, Draft]
) -> tuple[tuple[Passage, tuple[Placed, ...]], ...]:
    """Return the mentions of each passage with their drafts; anaphors and bracketed aliases join them."""
    by_passage: dict[int, list[Placed]] = {}
    for passage, c, draft in chosen:
        by_passage.setdefault(id(passage), []).append(Placed(c.start, c.end, final[id(draft)], c.rule))
    recent: list[Draft] = []
    result = []
    for found in founds:
        placed = _with_aliases(found.passage, by_passage.get(id(found.passage), []))
        everything = sorted([*placed, *anaphors(found.passage, placed, recent)], key=lambda p: (p.start, p.end))
        recent += [p.draft for p in everything]
        result.append((found.passage, tuple(everything)))
    return tuple(result)


def _with_aliases(passage: Passage, placed: list[Placed]) -> list[Placed]:
    """Add the aliases in brackets after a name: “枫林HUB”(Health United Business), X(以下简称“Y”)."""
    taken = list(placed)
    for p in placed:
        match = ALIAS.match(passage.text, p.end, passage.end)
        if not match or (p.draft.type in {"Place", "Person"} and not match[2].isascii()):
            continue
        start, end = match.span(2)
        told = "称" in match[0][:6] or match[1] or (match[2].isascii() and re.search("[A-Za-z]{2}", match[2]))
        if told and not any(start < q.end and q.start < end for q in placed):
            p.draft.forms[match[2]] += 0
            taken.append(Placed(start, end, p.draft, "alias-in-brackets"))
    return sorted(taken, key=lambda p: p.start)


def _note(drafts: list[Draft], placed: Iterable[tuple[Passage, tuple[Placed, ...]]], nested: Iterable[Placed]) -> None:
    for passage, each in placed:
        for p in each:
            p.draft.mentions.append((p.start, p.end, p.rule))
            if p.rule != "anaphor":
                p.draft.forms.setdefault(whole(passage.text[p.start : p.end]), 0)
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
    written = {whole(m.evidence.exact) for m in mentions if m.rule != "anaphor"}
    called = {*written, *(form for form in draft.forms if form)}
    # “X”项目 is called X too.
    called |= {match[1] for form in (*called, draft.name) if (match := _QUOTED.fullmatch(form))}
    names = tuple(sorted(called - {draft.name}))
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
