"""Where each entity stands, computed before the page is written: the first picture is the final one.

Everything is in pixels of a picture at its natural size, x to the right and y downwards. Nodes are numbers from 0 on,
nothing is drawn by lot, and all is done in a fixed order: the same network always gives the same places.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.view.packing import Box, Points, pack, separate

if TYPE_CHECKING:
    import networkx as nx

_SHAPE = 1.5
"""Width over height of a network, before drawings are pushed apart, which is more often downwards."""

_ROOM = 1.8
"""Area of the picture over that of all drawings in it."""

_BEND = 1.5
"""How far a network may be stretched one way to take that shape."""

_EVEN = 0.5
"""How far crowded stretches of the picture give room to empty ones: 0 not at all, 1 until all are alike."""

_SPRING = 100.0
_EXACT = 260
"""Up to so many nodes each repels each; in larger networks far groups repel as one."""

_GROUP = 60
"""Nodes of one community that push others as one."""

_GOLDEN = math.pi * (3 - math.sqrt(5))


def positions(boxes: Sequence[Box], links: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the place (x, y) of each node; neighbours are near, communities apart, drawings not over another.

    ``links`` are pairs of indexes into ``boxes``; direction and repetition mean nothing. Parts without links to each
    other stand beside and below one another, the largest first.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(boxes)))
    graph.add_edges_from((pair for pair in sorted(links) if pair[0] != pair[1]), weight=1.0)
    parts = [sorted(part) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), part[0]))
    drawn = [[boxes[node] for node in part] for part in parts]
    arranged = [_arranged(graph, part, own) for part, own in zip(parts, drawn, strict=True)]
    pack(arranged, drawn)
    places: dict[int, tuple[float, float]] = {}
    for part, points in zip(parts, arranged, strict=True):
        places |= dict(zip(part, zip(points.x, points.y, strict=True), strict=True))
    return [(round(places[node][0]), round(places[node][1])) for node in range(len(boxes))]


def _arranged(graph: "nx.Graph[int]", part: Sequence[int], boxes: Sequence[Box]) -> Points:
    """Return the places of a connected part, by itself."""
    import networkx as nx

    if len(part) <= 2:
        # Two stand side by side, with room for a word between them.
        return Points([0.0, boxes[0].half + boxes[-1].half + 50][: len(part)], [0.0] * len(part))
    own = nx.relabel_nodes(graph.subgraph(part), {node: index for index, node in enumerate(part)})
    points = _level(_ordered(own), [(1.0 + own.degree(node)) ** 0.75 for node in range(len(part))])
    _fill(points, boxes)
    separate(points, boxes)
    return points


def _ordered(graph: "nx.Graph[int]") -> "nx.Graph[int]":
    """Return the same graph with nodes and edges in the order of their numbers."""
    import networkx as nx

    ordered = nx.Graph()
    ordered.add_nodes_from(range(len(graph)))
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), w) for a, b, w in graph.edges(data="weight")))
    return ordered


def _level(graph: "nx.Graph[int]", masses: Sequence[float]) -> Points:
    import networkx as nx

    groups = [sorted(group) for group in nx.community.louvain_communities(graph, seed=7)] if len(graph) > 2 else []
    groups.sort(key=lambda group: group[0])
    if 1 < len(groups) < len(graph):
        centres = _level(_quotient(graph, groups), [sum(masses[node] for node in group) for group in groups])
    else:
        groups, centres = [list(graph)], Points([0.0], [0.0])
    start = Points([0.0] * len(graph), [0.0] * len(graph))
    for index, group in enumerate(groups):
        for rank, node in enumerate(sorted(group, key=lambda node: (-masses[node], node))):
            # A sunflower: the heaviest in the middle, the rest evenly around.
            radius = 0.5 * _SPRING * math.sqrt(rank)
            start.x[node] = centres.x[index] + radius * math.cos(rank * _GOLDEN)
            start.y[node] = centres.y[index] + radius * math.sin(rank * _GOLDEN)
    _settle(start, graph, masses, list(_blocks(groups, len(graph))))
    return start


def _quotient(graph: "nx.Graph[int]", groups: Sequence[Sequence[int]]) -> "nx.Graph[int]":
    import networkx as nx

    group_of = {node: index for index, group in enumerate(groups) for node in group}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for a, b, weight in graph.edges(data="weight"):
        pair = sorted((group_of[a], group_of[b]))
        if pair[0] != pair[1]:
            weights[pair[0], pair[1]] += weight
    quotient = nx.Graph()
    quotient.add_nodes_from(range(len(groups)))
    quotient.add_weighted_edges_from((a, b, weight) for (a, b), weight in sorted(weights.items()))
    return quotient


def _blocks(groups: Sequence[Sequence[int]], count: int) -> Iterator[list[int]]:
    if count <= _EXACT:
        yield list(range(count))
        return
    for group in groups:
        for start in range(0, len(group), _GROUP):
            yield list(group[start : start + _GROUP])


def _settle(points: Points, graph: "nx.Graph[int]", masses: Sequence[float], blocks: Sequence[list[int]]) -> None:
    """Let links pull and nodes push until little moves; each round moves less than the one before."""
    edges = [(a, b, math.sqrt(weight)) for a, b, weight in graph.edges(data="weight")]
    rounds = 220 if len(points) <= _EXACT else 70
    spread = _SPRING * math.sqrt(len(points))
    inertia = [1.0 + sum(w for *_, w in graph.edges(node, data="weight")) for node in range(len(graph))]
    for turn in range(rounds):
        dx, dy = [0.0] * len(points), [0.0] * len(points)
        for block in blocks:
            _repel(points, masses, block, dx, dy)
        if len(blocks) > 1:
            _repel_far(points, masses, blocks, dx, dy)
        _attract(points, masses, edges, dx, dy)
        limit = 0.25 * spread * (1 - turn / rounds) ** 2 + 1
        for node, (x, y, mass) in enumerate(zip(dx, dy, inertia, strict=True)):
            # What is heavy moves slowly: otherwise a hub, pulled by all its neighbours, would leap to and fro.
            length = math.sqrt(x * x + y * y) / mass
            factor = min(0.5, limit / length) / mass if length else 0.0
            points.x[node] += x * factor
            points.y[node] += y * factor


def _repel(points: Points, masses: Sequence[float], block: list[int], dx: list[float], dy: list[float]) -> None:
    px, py = points.x, points.y
    for index, a in enumerate(block):
        ax, ay, mass = px[a], py[a], masses[a] * _SPRING * 3
        sum_x = sum_y = 0.0
        for b in block[index + 1 :]:
            x, y = ax - px[b], ay - py[b]
            push = mass / (x * x + y * y + 1.0)
            x *= push
            y *= push
            # Each yields in proportion to the other's mass.
            sum_x += x * masses[b]
            sum_y += y * masses[b]
            dx[b] -= x * masses[b]
            dy[b] -= y * masses[b]
        dx[a] += sum_x
        dy[a] += sum_y


def _repel_far(
    points: Points, masses: Sequence[float], blocks: Sequence[list[int]], dx: list[float], dy: list[float]
) -> None:
    px, py = points.x, points.y
    centres = []
    for block in blocks:
        total = sum(masses[node] for node in block)
        x = sum(px[node] * masses[node] for node in block) / total
        y = sum(py[node] * masses[node] for node in block) / total
        centres.append((x, y, total * _SPRING * 3))
    soft = _SPRING * _SPRING
    for own, block in enumerate(blocks):
        others = centres[:own] + centres[own + 1 :]
        for node in block:
            ax, ay, sum_x, sum_y = px[node], py[node], 0.0, 0.0
            for cx, cy, mass in others:
                x, y = ax - cx, ay - cy
                push = mass / (x * x + y * y + soft)
                sum_x += x * push
                sum_y += y * push
            dx[node] += sum_x * masses[node]
            dy[node] += sum_y * masses[node]


def _attract(
    points: Points, masses: Sequence[float], edges: Sequence[tuple[int, int, float]], dx: list[float], dy: list[float]
) -> None:
    px, py = points.x, points.y
    for a, b, weight in edges:
        x, y = (px[a] - px[b]) * weight, (py[a] - py[b]) * weight
        dx[a] -= x
        dy[a] -= y
        dx[b] += x
        dy[b] += y
    total = sum(masses) or 1.0
    for node, mass in enumerate(masses):
        # Keeps long arms from leaving the picture.
        pull = 0.4 * mass / math.sqrt(total)
        dx[node] -= px[node] * pull
        dy[node] -= py[node] * pull


def _fill(points: Points, boxes: Sequence[Box]) -> None:
    """Turn the longer side across, and stretch the places over a picture with room for all drawings."""
    if max(points.x) - min(points.x) < max(points.y) - min(points.y):
        points.x, points.y = points.y, points.x
    wide, high = (max(max(values) - min(values), 1.0) for values in (points.x, points.y))
    area = _ROOM * sum(box.area for box in boxes)
    shape = min(max(_SHAPE, wide / high / _BEND), wide / high * _BEND)
    for values, extent, target in (
        (points.x, wide, math.sqrt(area * shape)),
        (points.y, high, math.sqrt(area / shape)),
    ):
        low = min(values)
        order = sorted(range(len(values)), key=lambda node: (values[node], node))
        for rank, node in enumerate(order):
            even = rank / (len(order) - 1)
            values[node] = target * ((1 - _EVEN) * (values[node] - low) / extent + _EVEN * even)
