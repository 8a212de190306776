"""Relations by triggers: where the arguments of each trigger stand is said by its frame (``relations.tsv``)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from kg.entities import Placed
from kg.lang import Row, table
from kg.ontology import ontology
from kg.sentences import Span
from kg.statements.arguments import (
    REACH,
    Scene,
    companion,
    earlier_subject,
    groups_before,
    left,
    marked,
    nearest,
    outermost_place,
    owner,
    right,
    subject_before,
)
from kg.statements.grammar import Group, Line, of_type, organizations

_WITH = ("与", "同", "跟", "和", "携手", "联合", "携", "会同")
_BY = {"by": ("由", "经"), "by-inverse": ("由", "经", "被", "受", "获", "获得", "得到")}
_WITH_KIND = re.compile(
    r"(?:与|同|跟|和|携手|联合|会同)[^,。;:、与和同]{0,14}"
    r"(?:的|巨头|公司|企业|集团|机构|股东|战投|运营商|厂商|商|平台|品牌|银行)[“]?$"
)
_ALL = re.compile(r"[^。;]{0,12}?[三四五六七多各]方")


@dataclass(frozen=True, slots=True)
class Rule:
    """A trigger with its frame."""

    name: str
    predicate: str
    pattern: re.Pattern[str]
    frame: str
    subjects: frozenset[str]
    objects: frozenset[str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that a sentence states: its arguments where they are mentioned, and the span that says it."""

    subject: Placed
    predicate: str
    object: Placed
    span: Span
    rule: str
    confidence: float
    modality: str = ""


Frame = Callable[[Scene, Rule, re.Match[str]], Iterator[Claim]]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of ``relations.tsv``."""
    found = []
    names: Counter[str] = Counter()
    for row in table("relations"):
        name = _name(row)
        names[name] += 1
        found.append(
            Rule(
                name if names[name] == 1 else f"{name}-{names[name]}",
                row["predicate"],
                re.compile(row["trigger"]),
                row["frame"],
                _types(row["subject"]),
                _types(row["object"]),
                float(row["confidence"]),
            )
        )
    return tuple(found)


def _name(row: Row) -> str:
    """Return the name of a rule: its property, frame and first trigger word, whatever stands in other rows."""
    word = next(iter(re.findall("[\u4e00-\u9fff]+", row["trigger"])), "")
    return f"{row['predicate']}-{row['frame'].replace('>', '')}-{word[:6]}"


@cache
def _types(cell: str) -> frozenset[str]:
    names: set[str] = set()
    for name in cell.split("|"):
        names |= organizations() if name == "ORG" else set(ontology().types) if name == "ANY" else {name}
    return frozenset(names)


@cache
def _modalities() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["modality"], re.compile(row["words"])) for row in table("modality"))


def matches(line: Line, rule: Rule) -> Iterator[re.Match[str]]:
    """Yield where a rule's trigger stands in a sentence, outside of names and at the edge of a word."""
    for match in rule.pattern.finditer(line.text, line.span.start, line.span.end):
        if match[0] and not _inside_name(line, match) and _aligned(line, rule, match):
            yield match


def _inside_name(line: Line, match: re.Match[str]) -> bool:
    """Whether a trigger is a part of a name, or of the title of a paper: 签署《设立某院协议》."""
    title = line.text.rfind("《", line.span.start, match.start()) > line.text.rfind(
        "》", line.span.start, match.start()
    )
    return title or any(p.start < match.end() and match.start() < p.end for p in line.placed)


def _aligned(line: Line, rule: Rule, match: re.Match[str]) -> bool:
    """Whether the trigger starts where a word starts (设立 is none in 开设立项) and is no noun (X的成立)."""
    token = line.passage.token_at(match.start())
    noun = line.text[match.start() - 1 : match.start()] == "的" and token is not None and token.tag.startswith("v")
    return match.start() in line.passage.edges and not (noun and rule.frame in {"S>O", "O>S", "by", "at"})


def claim(scene: Scene, rule: Rule, match: re.Match[str], subject: Placed, target: Placed) -> Iterator[Claim]:
    """Yield what a rule's match states of two mentions; nothing of one thing with itself."""
    if subject.draft is target.draft:
        return
    if rule.frame in {"with", "both"} and not {subject.draft.type, target.draft.type} & organizations():
        return
    line = scene.line
    ends = [
        match.start(),
        match.end(),
        *(o for p in (subject, target) for o in (p.start, p.end) if line.span.holds(p.start, p.end)),
    ]
    span = Span(min(ends), max(ends))
    confidence = rule.confidence - (0.15 if not line.span.holds(subject.start, subject.end) else 0.0)
    yield Claim(subject, rule.predicate, target, span, rule.name, confidence, modality(line, match.start()))


def modality(line: Line, offset: int) -> str:
    """Return what the words before a trigger make of it: ``planned``, ``denied``, ``ended`` or (empty) a fact."""
    clause = line.clause_of(offset)
    tokens = [
        t
        for t in line.passage.between(clause.start, offset)
        if not any(p.start <= t.start < p.end for p in line.placed)
    ]
    near = [t.text for t in tokens][-8:]
    return next((name for name, pattern in _modalities() if any(pattern.fullmatch(word) for word in near)), "")


def _forward(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    targets = right(scene.line, match, rule.objects)
    subjects = _modified(scene.line, targets, rule.subjects) or left(scene, match, rule.subjects)
    if not targets and rule.predicate == "locatedIn":
        # 企业相继落户: where, an earlier clause has said.
        clause = scene.line.clause_of(match.start())
        targets = of_type(earlier_subject(scene, clause, clause.start), rule.objects)
    for subject in subjects:
        for target in targets:
            yield from claim(scene, rule, match, subject, target)


def _modified(line: Line, targets: Group, types: frozenset[str]) -> Group:
    """Return the group that a relative clause is about: 位于张江的X."""
    if not targets or line.text[targets[-1].end : targets[-1].end + 1] != "的":
        return ()
    following = [g for g in line.groups if g[0].start in {targets[-1].end + 1, targets[-1].end + 2}]
    return of_type(following[0], types) if following else ()


def _acting(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S trigger, with the object after it, else the one that earlier clauses are about: A领投,B跟投."""
    subjects = of_type(nearest(scene, match), rule.subjects)
    clause = scene.line.clause_of(match.start())
    targets = right(scene.line, match, rule.objects) or of_type(_topic(scene, rule, clause), rule.objects)
    for subject in subjects:
        for target in targets:
            yield from claim(scene, rule, match, subject, target)


def _topic(scene: Scene, rule: Rule, clause: Span) -> Group:
    """Return the subject of an earlier clause; the agents of clauses with the same trigger are no topic."""
    line = scene.line
    for previous in [c for c in line.clauses if c.end <= clause.start]:
        subject = line.subject(previous)
        if subject and not rule.pattern.search(line.text, previous.start, previous.end):
            return subject
    return scene.carried


def _identity(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S 是 O trigger: 仁济医院是上海交通大学医学院的附属医院."""
    line = scene.line
    group = nearest(scene, match)
    wholes = of_type(group, rule.objects)
    start = marked(line, group, ("是", "为", "成为", "作为", "系")) if group else -1
    if not wholes or start < 0 or match.start() - group[-1].end > 3:
        return
    clause = line.clause_of(start)
    before = [of_type(g, rule.subjects) for g in groups_before(line, start, clause.start)]
    for subject in (before[-1] if before else ()) or of_type(earlier_subject(scene, clause, start), rule.subjects):
        yield from claim(scene, rule, match, subject, wholes[0])


def _backward(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield O trigger S: the first types are of what stands before the trigger, the second of what stands after."""
    agents = left(scene, match, rule.subjects)
    for target in (*_joined(scene, agents, rule.subjects), *agents):
        for subject in right(scene.line, match, rule.objects):
            yield from claim(scene, rule, match, subject, target)


def _joined(scene: Scene, group: Group, types: frozenset[str]) -> Group:
    """Return whom a group acts with: A of "A联合B创办C"."""
    if not group or marked(scene.line, group, ("联合", "携手", "会同", "联手", "与", "和", "同")) < 0:
        return ()
    return subject_before(scene, group[0].start, types)


def _together(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield A 与 B trigger; A、B、C trigger (every pair, but in "both"); 与 B trigger with the subject of before."""
    line = scene.line
    group = _companions(scene, match)
    outer = outermost_place(line, group)
    if outer is not group and len(outer) > 1:
        # 甲与上海市乙区政府签约: the place before the partner's name is no partner.
        group = (*outer[:-1], *group)
    members = of_type(group, rule.subjects)
    if not members:
        return
    left, right = _halves(line, group, rule.subjects) if not _ALL.match(line.text, match.end()) else ((), ())
    marker = -1 if left else _with_marker(line, group)
    if marker >= 0:
        left, right = companion(scene, marker, match.end(), rule.subjects), members
    # With whom, the text may say without a name: 甲、乙等出资方与管理人签约.
    clause = line.clause_of(group[0].start)
    around = line.text[clause.start : group[0].start] + line.text[group[-1].end : match.start()]
    told = marker >= 0 or any(sign in around for sign in ("与", "同", "跟"))
    # 甲、乙等8家企业签约: with whoever invites them, not with each other.
    guests = line.text[group[-1].end : group[-1].end + 2].lstrip("”").startswith("等") and match[0].startswith("签约")
    alone = [] if rule.frame == "both" or told or guests else _pairs(members)
    pairs = [(a, b) for a in left for b in right] if left and right else alone
    for a, b in pairs:
        yield from claim(scene, rule, match, a, b)


def _with_marker(line: Line, group: Group) -> int:
    """Return where the 与 before a group starts, or -1; what a group is may stand between: 与来自德国的B, 与巨头B."""
    first = outermost_place(line, owner(line, group))
    start = marked(line, first, _WITH)
    if start >= 0:
        return start
    found = _WITH_KIND.search(line.text, line.clause_of(first[0].start).start, first[0].start)
    return found.start() if found else -1


def _companions(scene: Scene, match: re.Match[str]) -> Group:
    """Return the last group before a trigger that acts: no place where (A与B在上海签约), no matter (A与B就C签约)."""
    line = scene.line
    clause = line.clause_of(match.start())
    before = groups_before(line, match.start(), clause.start)
    if not before and match.start() == clause.start:
        # 宣布与B,共同投资.
        last = [g for g in line.groups if clause.start - 2 <= g[-1].end <= clause.start]
        return last[-1] if last and marked(line, last[-1], _WITH) >= 0 else ()
    about = [g for g in before if line.text.startswith("就", g[-1].end) and marked(line, g[-1:], _WITH) >= 0]
    if about and match.start() - about[-1][-1].end <= 2 * REACH:
        return about[-1]
    acting = [g for g in before if marked(line, g, ("在", "于")) < 0]
    bodies = [g for g in acting if any(p.draft.type != "Place" for p in g) or marked(line, g, _WITH) >= 0]
    group = (bodies or acting or [()])[-1]
    return group if group and match.start() - group[-1].end <= REACH else ()


def _pairs(members: Group) -> list[tuple[Placed, Placed]]:
    return [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]


def _halves(line: Line, group: Group, types: frozenset[str]) -> tuple[Group, Group]:
    """Divide a group at its 与: what stands on both sides of it, or nothing where no such word divides it."""
    for one, two in pairwise(group):
        between = line.text[one.end : two.start]
        if any(sign in between for sign in ("与", "同", "跟")) or (
            between.strip("”“ ") == "和" and group.index(two) == 1
        ):
            at = group.index(two)
            return of_type(group[:at], types), of_type(group[at:], types)
    return (), ()


def _agents(
    scene: Scene, rule: Rule, match: re.Match[str], agents: frozenset[str], things: frozenset[str]
) -> Iterator[tuple[Placed, Placed]]:
    """Yield (thing, agent) of "thing 由 agent trigger"."""
    line = scene.line
    group = nearest(scene, match)
    members = of_type(group, agents)
    start = marked(line, owner(line, group), _BY[rule.frame]) if group else -1
    if members and start < 0 and marked(line, group, _WITH) >= 0:
        # 由某团队联合甲、乙共建: the first of the agents has no name.
        start = line.text.rfind("由", line.clause_of(group[0].start).start, group[0].start)
    if not members or start < 0:
        return
    if line.text[match.end() : match.end() + 1] == "的" and (made := right(line, match, things)):
        # 由A主办的X
        yield from ((thing, agent) for thing in made for agent in members)
        return
    clause = line.clause_of(start)
    for earlier in reversed(groups_before(line, start, clause.start)):
        fitting = of_type(earlier, things)
        if fitting:
            yield from ((thing, agent) for thing in fitting for agent in members)
            return
    for thing in of_type(earlier_subject(scene, clause, start), things) or right(line, match, things):
        yield from ((thing, agent) for agent in members)


def _passive(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    for thing, agent in _agents(scene, rule, match, rule.objects, rule.subjects):
        yield from claim(scene, rule, match, thing, agent)


def _passive_inverse(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    for thing, agent in _agents(scene, rule, match, rule.subjects, rule.objects):
        yield from claim(scene, rule, match, agent, thing)


def _at(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S 在 O trigger."""
    line = scene.line
    group = nearest(scene, match)
    places = of_type(group, rule.objects)
    outermost = outermost_place(line, group)
    if not places or marked(line, outermost, ("在", "于")) < 0:
        return
    clause = line.clause_of(group[0].start)
    groups = [g for g in groups_before(line, outermost[0].start, clause.start) if of_type(g, rule.subjects)]
    subjects = of_type(groups[-1], rule.subjects) if groups else right(line, match, rule.subjects)
    for subject in subjects or of_type(earlier_subject(scene, clause, outermost[0].start), frozenset({"Event"})):
        yield from claim(scene, rule, match, subject, places[-1])


FRAMES: dict[str, Frame] = {
    "S>O": _forward,
    "O>S": _backward,
    "with": _together,
    "both": _together,
    "by": _passive,
    "by-inverse": _passive_inverse,
    "at": _at,
    "S": _acting,
    "is": _identity,
}


def distinct(found: Iterable[Claim]) -> list[Claim]:
    """Return each relation between two mentions once, by the surest rule."""
    best: dict[tuple[int, str, int, Span], Claim] = {}
    for claim in found:
        key = (id(claim.subject.draft), claim.predicate, id(claim.object.draft), claim.span)
        if key not in best or claim.confidence > best[key].confidence:
            best[key] = claim
    return list(best.values())
