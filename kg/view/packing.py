"""Room for drawings: none over another, and networks beside each other on one screen."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

_SCREEN = 1.25
"""Width of the picture over its height: that of a screen less a panel at its side."""

_ROUNDS = 400
_LOOSER = 1.02
"""How much wider all is made after each twenty rounds of pushing."""

_TOUCH = 0.5
"""Pixels that drawings may overlap."""

_FEW = 200
"""Up to so many parts several ways to pack them are tried."""


@dataclass(frozen=True, slots=True)
class Box:
    """The drawing of a node with its label: half its width, and how far it reaches above and below its place."""

    half: float
    above: float
    below: float

    @property
    def area(self) -> float:
        """Square pixels that the drawing covers."""
        return 2 * self.half * (self.above + self.below)


class Points:
    """Places under way, as two lists: far faster than a list of pairs."""

    def __init__(self, x: list[float], y: list[float]) -> None:
        self.x = x
        self.y = y

    def __len__(self) -> int:
        return len(self.x)


def separate(points: Points, boxes: Sequence[Box]) -> None:
    """Push drawings that overlap apart, along the way that is shorter; where there is no end to it, make more room."""
    for turn in range(_ROUNDS):
        pushes = [_pushed(points, boxes, a, b) for a, b in list(_near(points, boxes))]
        if not any(pushes):
            return
        if turn % 20 == 19:
            _widen(points)
    # Three that push each other in turn may find no end: then all move away from the middle, which parts any two.
    while any(_over(points, boxes, a, b) for a, b in _near(points, boxes)):
        _widen(points)


def _widen(points: Points) -> None:
    points.x = [x * _LOOSER for x in points.x]
    points.y = [y * _LOOSER for y in points.y]


def _over(points: Points, boxes: Sequence[Box], a: int, b: int) -> bool:
    across, a_over_b, b_over_a = _overlap(points, boxes, a, b)
    return across >= _TOUCH and min(a_over_b, b_over_a) >= _TOUCH


def _overlap(points: Points, boxes: Sequence[Box], a: int, b: int) -> tuple[float, float, float]:
    """Return how far two drawings overlap from side to side, and up and down with the one or the other above."""
    across = boxes[a].half + boxes[b].half - abs(points.x[a] - points.x[b])
    a_over_b = points.y[a] + boxes[a].below - points.y[b] + boxes[b].above
    b_over_a = points.y[b] + boxes[b].below - points.y[a] + boxes[a].above
    return across, a_over_b, b_over_a


def _pushed(points: Points, boxes: Sequence[Box], a: int, b: int) -> bool:
    across, a_over_b, b_over_a = _overlap(points, boxes, a, b)
    down = min(a_over_b, b_over_a)
    if across < _TOUCH or down < _TOUCH:
        return False
    if across < down:
        values, step = points.x, across if points.x[a] < points.x[b] else -across
    else:
        values, step = points.y, down if a_over_b <= b_over_a else -down
    values[a] -= step * 0.52
    values[b] += step * 0.52
    return True


def _near(points: Points, boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """Yield each pair of drawings that may overlap: they lie in the same or in neighbouring cells of a grid."""
    wide = 2 * max(box.half for box in boxes)
    high = max(box.above for box in boxes) + max(box.below for box in boxes)
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for node, (x, y) in enumerate(zip(points.x, points.y, strict=True)):
        cells[math.floor(x / wide), math.floor(y / high)].append(node)
    for (x, y), nodes in cells.items():
        yield from combinations(nodes, 2)
        for neighbour in ((x + 1, y), (x - 1, y + 1), (x, y + 1), (x + 1, y + 1)):
            yield from product(nodes, cells.get(neighbour, ()))


def pack(parts: Sequence[Points], boxes: Sequence[Sequence[Box]]) -> None:
    """Move whole parts beside and below each other, so that all together have the shape of a screen."""
    frames = [_frame(points, own) for points, own in zip(parts, boxes, strict=True)]
    sizes = [(right - left, bottom - top) for left, right, top, bottom in frames]
    ideal = math.sqrt(sum(wide * high for wide, high in sizes) * _SCREEN)
    widest = max((wide for wide, _ in sizes), default=0.0)
    factors = [0.8 + 0.1 * step for step in range(11)] if len(parts) <= _FEW else [1.1]
    tried = [_corners(sizes, max(widest, ideal * factor)) for factor in factors]
    corners = min(tried, key=lambda corners: _need(corners, sizes))
    for points, (left, _, top, _), (x, y) in zip(parts, frames, corners, strict=True):
        points.x = [value - left + x for value in points.x]
        points.y = [value - top + y for value in points.y]


def _need(corners: Sequence[tuple[float, float]], sizes: Sequence[tuple[float, float]]) -> float:
    """Return the width of the smallest picture of a screen's shape that holds all."""
    both = list(zip(corners, sizes, strict=True))
    wide = max((x + size[0] for (x, _), size in both), default=0.0)
    return max(wide, _SCREEN * max((y + size[1] for (_, y), size in both), default=0.0))


def _corners(sizes: Sequence[tuple[float, float]], width: float) -> list[tuple[float, float]]:
    """Return the upper left corner of each frame: the highest free place within the width, and there the leftmost.

    What is taken is known by its lower edge alone: stretches (start, y) from left to right.
    """
    edge = [(0.0, 0.0)]
    corners = []
    for wide, high in sizes:
        y, x = min((max(_lows(edge, left, left + wide)), left) for left, _ in edge if not left or left + wide <= width)
        corners.append((x, y))
        last = [low for start, low in edge if start <= x + wide][-1]
        after = [each for each in edge if each[0] > x + wide]
        edge = [*(each for each in edge if each[0] < x), (x, y + high), (x + wide, last), *after]
    return corners


def _lows(edge: Sequence[tuple[float, float]], left: float, right: float) -> list[float]:
    ends = [start for start, _ in edge[1:]] + [math.inf]
    return [low for (start, low), end in zip(edge, ends, strict=True) if start < right and end > left]


def _frame(points: Points, boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of what is drawn, with a margin around more than a single node."""
    margin = 25.0 if len(points) > 1 else 0.0
    nodes = list(zip(points.x, points.y, boxes, strict=True))
    return (
        min(x - box.half for x, _, box in nodes) - margin,
        max(x + box.half for x, _, box in nodes) + margin,
        min(y - box.above for _, y, box in nodes) - margin,
        max(y + box.below for _, y, box in nodes) + margin,
    )
