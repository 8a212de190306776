"""Who holds or takes a stake in whom, where a noun or the word for a share says it: frames of ``relations.tsv``."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.entities import Placed
from kg.statements.arguments import Scene, left, marked, owner, right, subject_before
from kg.statements.frames import Claim, Frame, Rule, claim, modality
from kg.statements.grammar import Group, Line, of_type

_SHARE = re.compile(
    r"[”\"]?(?:的)?(?:约|近|超|超过|逾|不超过|全部|部分|剩余|剩下|其余|合计|共计|共|多数|少数|已发行|限售|流通)*"
    r"(?:[\d.]+(?:%|[万亿多余]*股)|股权|股份|股票|控股权|控制权|控股|股本|流通股|限售股|[AHB]股|权益|总股本)"
)
_IS = ("是", "为", "成为", "系", "作为", "跃居", "晋升为", "变身", "变身为", "跃升为", "当上", "仍为", "仍是", "成了")
_LINK = re.compile(r"[”]?(?:——|--|—|:|,|是|为|即|包括了?|有|分别是|分别为|则为|则是|、)?[“]?(?:S?\*?ST)?")
_MOVED = re.compile(r"[将把](?:其|所|持有|持|合计|间接|直接|控制|拥有|手中|旗下|全资|控股|子公司|的|有)*[“]?$")


def _adjacent_before(line: Line, offset: int, types: frozenset[str], gap: int = 3) -> Group:
    """Return the group that ends right before ``offset``, but for a 的 or the like."""
    groups = [g for g in line.groups if 0 <= offset - g[-1].end <= gap]
    return of_type(groups[-1], types) if groups else ()


def _holder(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S > O of "O 的股东 S", of "S 是 O 的股东", and of "S 为股东" where O was told of before."""
    line = scene.line
    held = _adjacent_before(line, match.start(), rule.objects)
    marker = marked(line, held, _IS) if held else _is_before(line, match.start())
    if marker >= 0:
        holders = subject_before(scene, marker, rule.subjects)
    else:
        link = _LINK.match(line.text, match.end(), line.span.end)
        after = link.end() if link else match.end()
        following = [g for g in line.groups if g[0].start == after]
        holders = of_type(following[0], rule.subjects) if following else ()
    for holder in holders:
        for target in held[-1:] or _told_of(scene, match.start(), holder, rule.objects):
            yield from claim(scene, rule, match, holder, target)


def _is_before(line: Line, offset: int) -> int:
    """Return where a word for being stands right before ``offset``, or -1."""
    text = line.text[line.span.start : offset].removesuffix("其").removesuffix("公司")
    word = next((w for w in sorted(_IS, key=len, reverse=True) if text.endswith(w)), None)
    return line.span.start + len(text) - len(word) if word else -1


def _told_of(scene: Scene, offset: int, holder: Placed, types: frozenset[str]) -> Group:
    """Return the firm that a noun for holders alone is about: the last one named before, or what is carried."""
    before = [g for g in scene.line.groups if g[-1].end <= min(offset, holder.start)]
    fitting = [p for g in (scene.carried, *before) for p in of_type(g, types) if p.draft is not holder.draft]
    return tuple(fitting[-1:])


def _into(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S > O of "自 S trigger 后,O" and of "O 在 S trigger 后"."""
    line = scene.line
    for subject in _adjacent_before(line, match.start(), rule.subjects, gap=1):
        after = [p for g in line.groups if g[0].start >= match.end() for p in of_type(g, rule.objects)]
        for target in _told_of(scene, match.start(), subject, rule.objects) or after[:1]:
            yield from claim(scene, rule, match, subject, target)


def _toward(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S > O of "S 向 O trigger", "S 对 O 的 trigger", "S 将 O 的股份 trigger"."""
    line = scene.line
    targets = _adjacent_before(line, match.start(), rule.objects, gap=10)
    group = owner(line, targets) if targets else ()
    moved = marked(line, group, ("将", "把")) if targets and _SHARE.match(line.text, targets[-1].end) else -1
    marker = max(moved, marked(line, group, ("向", "对", "给", "为"))) if targets else -1
    if marker < 0:
        return
    for subject in subject_before(scene, marker, rule.subjects):
        for target in targets:
            yield from _disposed(line, target.start, claim(scene, rule, match, subject, target))


def _share(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S trigger O, where shares of O are what is told of: 取得X51%股权."""
    line = scene.line
    targets = tuple(p for p in right(line, match, rule.objects) if _SHARE.match(line.text, p.end))
    for subject in left(scene, match, rule.subjects) if targets else ():
        for target in targets:
            yield from claim(scene, rule, match, subject, target)


def _sold(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S > O of "将所持 O 的股权 trigger S": the buyer comes last."""
    line = scene.line
    clause = line.clause_of(match.start())
    shares = [
        g for g in line.groups if clause.start <= g[0].start < match.start() and _SHARE.match(line.text, g[-1].end)
    ]
    targets = of_type(shares[-1], rule.objects) if shares else ()
    for subject in right(line, match, rule.subjects):
        for target in targets:
            yield from _disposed(line, target.start, claim(scene, rule, match, subject, target))


def _offered(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S > O of "向 S trigger O 的股权"."""
    line = scene.line
    buyers = _adjacent_before(line, match.start(), rule.subjects, gap=2)
    marker = marked(line, buyers, ("向",)) if buyers else -1
    targets = tuple(p for p in right(line, match, rule.objects) if _SHARE.match(line.text, p.end))
    for buyer in buyers if marker >= 0 else ():
        for target in targets:
            yield from claim(scene, rule, match, buyer, target)


def _disposed(line: Line, start: int, found: Iterator[Claim]) -> Iterator[Claim]:
    """Yield claims; a 将 that only moves the object to the front is no plan."""
    moved = _MOVED.search(line.text, line.span.start, start)
    for each in found:
        yield replace(each, modality=modality(line, moved.start())) if moved else each


def _owned(scene: Scene, rule: Rule, match: re.Match[str]) -> Iterator[Claim]:
    """Yield S > O of "S 所持有的 O": a fact, whatever is planned with it."""
    line = scene.line
    owners = _adjacent_before(line, match.start(), rule.subjects, gap=2)
    if match[0].startswith("其"):
        behind = [
            g for g in line.groups if g[-1].end <= match.start() and marked(line, g, ("向", "从", "与", "由")) >= 0
        ]
        owners = of_type(behind[-1], rule.subjects) if behind else subject_before(scene, match.start(), rule.subjects)
    targets = tuple(p for p in right(line, match, rule.objects) if _SHARE.match(line.text, p.end))
    for subject in owners:
        for target in targets:
            yield from (replace(c, modality="") for c in claim(scene, rule, match, subject, target))


FRAMES: dict[str, Frame] = {
    "holder": _holder,
    "to": _toward,
    "share": _share,
    "sold": _sold,
    "offered": _offered,
    "owned": _owned,
    "into": _into,
}
