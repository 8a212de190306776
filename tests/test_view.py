"""The page as text: complete, the same each time, and closed to whatever the texts contain."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import LABELS, article, hostile, news

from kg.ontology import ontology
from kg.view import page, styles
from kg.view.layout import positions
from kg.view.packing import Box


class Reader(HTMLParser):
    """Elements with their attributes, and the text within scripts, styles and the title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": [], "title": []}
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in self.texts:
            self.texts[self._inside][-1] += data

    @property
    def policy(self) -> dict[str, list[str]]:
        found = next(a for _, a in self.elements if a.get("http-equiv") == "Content-Security-Policy")
        rules = (rule.split() for rule in (found["content"] or "").split(";"))
        return {name: values for name, *values in rules}

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.texts["script"][0])
        return found


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_what_is_inlined_and_nothing_else() -> None:
    reader = Reader(page(article(), "网络", LABELS))
    policy = reader.policy
    assert policy["script-src"] == [digest(text) for text in reader.texts["script"][1:]]
    assert policy["style-src"] == [digest(text) for text in reader.texts["style"]]
    assert {name: policy[name] for name in ("default-src", "connect-src", "font-src", "base-uri", "form-action")} == {
        "default-src": ["'none'"],
        "connect-src": ["'none'"],
        "font-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert policy["trusted-types"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & {value for values in policy.values() for value in values}


def test_nothing_is_loaded() -> None:
    for tag, attributes in Reader(page(article(), "网络", LABELS)).elements:
        assert "src" not in attributes, tag
        assert attributes.get("href", "data:,") == "data:,", tag
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag


def test_the_drawing_library_is_that_of_pyvis() -> None:
    library = Reader(page(article(), "网络", LABELS)).texts["script"][1]
    assert "vis-network" in library[:100]
    assert len(library) > 400_000


def test_all_entities_and_relations_are_on_the_page() -> None:
    graph = article()
    data = Reader(page(graph, "网络", LABELS)).data
    assert {node["iri"] for node in data["nodes"]} == set(graph)
    names = {node["id"]: node["name"] for node in data["nodes"]}
    drawn = {(names[edge["from"]], edge["predicate"], names[edge["to"]]) for edge in data["edges"]}
    assert drawn == {(a, predicate, b) for a, b, predicate in graph.edges(data="predicate")}
    assert {edge["arrows"] for edge in data["edges"] if edge["predicate"] == "partnersWith"} == {""}
    assert {edge["arrows"] for edge in data["edges"] if edge["predicate"] != "partnersWith"} == {"to"}


def test_parallel_relations_are_bent_so_that_each_is_seen() -> None:
    graph = article()
    for predicate in ("locatedIn", "memberOf", "incubates"):
        graph.add_edge("云杉大学", "东湖医院", predicate=predicate)
    graph.add_edge("东湖医院", "云杉大学", predicate="partnersWith")
    data = Reader(page(graph, "网络", LABELS)).data
    pair = {node["id"] for node in data["nodes"] if node["name"] in {"云杉大学", "东湖医院"}}
    # Seen from one end, so that a bend of an edge that runs the other way is turned over.
    other = {"curvedCW": "curvedCCW", "curvedCCW": "curvedCW"}
    bends = [
        edge["smooth"]
        and (
            edge["smooth"]["type"] if edge["from"] == min(pair) else other[edge["smooth"]["type"]],
            edge["smooth"]["roundness"],
        )
        for edge in data["edges"]
        if {edge["from"], edge["to"]} == pair
    ]
    assert len(bends) == 4
    assert len(set(bends)) == 4


def test_an_edge_to_itself_and_missing_details_do_no_harm() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", label="甲", type="Company")
    graph.add_edge("a", "a", predicate="partOf")
    (node,), (edge,) = (Reader(page(graph, "网络", {})).data[part] for part in ("nodes", "edges"))
    assert (node["klass"], node["names"]) == ("Company", [])
    assert (edge["evidence"], edge["confidence"]) == ([], None)


def test_the_same_evidence_is_shown_once() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", label="甲", type="Company")
    twice = [{"exact": "甲", "document": "题", "source": "a.txt"}] * 2
    other = {"exact": "甲", "document": "题", "source": "b.txt", "sentence": "甲方。", "start": 0, "end": 1}
    graph.add_edge("a", "a", predicate="partOf", evidence=[other, *twice])
    assert Reader(page(graph, "网络", {})).data["edges"][0]["evidence"] == [twice[0], other]


@pytest.mark.parametrize("missing", ["label", "type"])
def test_a_node_without_label_or_type_is_refused(missing: str) -> None:
    graph = article()
    del graph.nodes["云杉大学"][missing]
    with pytest.raises(KeyError, match=missing):
        page(graph, "网络", LABELS)


# ---- Texts


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), min_size=1))
def test_every_text_reaches_the_page_as_it_is_and_never_as_markup(payload: str) -> None:
    graph = hostile(payload)
    html = page(graph, payload, LABELS)
    html.encode("utf-8")
    reader = Reader(html)
    assert [tag for tag, _ in reader.elements] == [tag for tag, _ in Reader(page(graph, "", LABELS)).elements]
    assert [node["name"] for node in reader.data["nodes"]] == sorted(graph)
    assert reader.data["edges"][0]["evidence"][0]["exact"] == payload
    assert "<" not in reader.texts["script"][0]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("徐汇区", "徐汇区"),
        ("上海交通大学医学院附", "上海交通大学医学院附"),
        ("上海市疾病预防控制中心", "上海市疾病预\n防控制中心"),
        ("North Wind Instruments of Far Away", "North Wind\nInstruments of Far\nAway"),
        ("甲 乙", "甲 乙"),
        ("", ""),
        ("一" * 40, "\n".join(["一" * 10, "一" * 10, "一" * 10 + "…"])),
    ],
)
def test_labels_are_broken_into_lines_of_like_length(name: str, label: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", label=name, type="Company")
    assert Reader(page(graph, "网络", {})).data["nodes"][0]["label"] == label


# ---- The same each time


def test_the_order_in_which_a_graph_was_made_means_nothing() -> None:
    graph = article()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    assert page(turned, "网络", LABELS) == page(graph, "网络", LABELS)


def test_another_process_makes_the_same_page() -> None:
    code = (
        "import hashlib, networks; from kg.view import page;"
        "print(hashlib.sha256(page(networks.news(150, 300), 't', networks.LABELS).encode()).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


# ---- Places


def overlaps(boxes: list[Box], places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drawings that lie more than two pixels over another: places are whole pixels."""
    found = []
    for a, ((ax, ay), box) in enumerate(zip(places, boxes, strict=True)):
        for b in range(a):
            (bx, by), other = places[b], boxes[b]
            across = box.half + other.half - abs(ax - bx)
            down = min(ay + box.below - by + other.above, by + other.below - ay + box.above)
            if across > 2 and down > 2:
                found.append((a, b))
    return found


_boxes = st.builds(Box, st.floats(5, 80), st.floats(5, 30), st.floats(5, 60))


@settings(max_examples=40, deadline=None)
@given(st.lists(_boxes, max_size=40), st.data())
def test_no_drawing_lies_over_another_in_any_network(boxes: list[Box], data: st.DataObject) -> None:
    node = st.integers(0, max(len(boxes) - 1, 0))
    links = data.draw(st.lists(st.tuples(node, node), max_size=80)) if boxes else []
    places = positions(boxes, links)
    assert overlaps(boxes, places) == []
    assert positions(boxes, [(b, a) for a, b in reversed(links)]) == places


def test_a_large_network_has_no_drawings_over_others_and_neighbours_are_near() -> None:
    graph = news(400, 900)
    number = {key: index for index, key in enumerate(graph)}
    boxes = [Box(50.0, 15.0, 30.0)] * len(graph)
    links = [(number[a], number[b]) for a, b in graph.edges()]
    places = positions(boxes, links)
    assert overlaps(boxes, places) == []
    linked = sum(_distance(places, a, b) for a, b in links) / len(links)
    any_two = sum(_distance(places, a, (a * 7 + 13) % 400) for a in range(400)) / 400
    assert linked < any_two / 2


def _distance(places: list[tuple[int, int]], a: int, b: int) -> float:
    return float(((places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2) ** 0.5)


def test_a_hub_of_hundreds_and_hundreds_alone_have_room() -> None:
    boxes = [Box(40.0, 12.0, 28.0)] * 600
    places = positions(boxes, [(0, leaf) for leaf in range(1, 300)])
    assert overlaps(boxes, places) == []
    wide, high = (max(p[axis] for p in places) - min(p[axis] for p in places) for axis in (0, 1))
    assert 0.6 < wide / high < 2.6


# ---- Looks


def test_each_type_has_a_look_of_its_own() -> None:
    looks = styles()
    assert set(looks) == set(ontology().types)
    assert len({(style.colour, style.shape) for style in looks.values()}) == len(looks)
    assert all(re.fullmatch("#[0-9A-F]{6}", style.colour) for style in looks.values())


def test_an_unknown_type_is_drawn_grey_and_stands_last_in_the_legend() -> None:
    graph = article()
    graph.nodes["云杉大学"]["type"] = "Aardvark"
    types = Reader(page(graph, "网络", LABELS)).data["types"]
    assert types[-1] == {"name": "Aardvark", "colour": "#B0B0B0", "border": "#727272", "shape": "dot"}
    assert [kind["name"] for kind in types[:-1]] == [name for name in styles() if name in {t["name"] for t in types}]
