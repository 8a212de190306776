"""The network of entities as one page: interactive, offline, safe with whatever the texts contain.

networkx holds the graph, pyvis turns it into what vis-network draws. The page itself is made by our own template,
since those of pyvis load from elsewhere and put names into the markup.
"""

import base64
import hashlib
import json
import math
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from kg import settings
from kg.ontology import ontology
from kg.view.layout import positions
from kg.view.packing import Box

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network

Labels = Mapping[str, tuple[str, str]]

_LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
_SCRIPTS = ("page.js", "labels.js", "details.js", "network.js", "search.js")
_LINE = 10
"""Characters of a label on one line before it is broken."""

_LINES = 3
"""Lines of a label; a longer name is cut in the picture, and whole in the panel."""

_CURVES = 4
_OPTIONS: dict[str, Any] = {
    "layout": {"improvedLayout": False},
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 150,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {"borderWidth": 1, "borderWidthSelected": 3},
    "edges": {
        "width": 1.2,
        "color": {"color": "#98a4b0", "highlight": "#0b5394", "hover": "#0b5394"},
        "arrows": {"to": {"scaleFactor": 0.5}},
        "smooth": False,
    },
}


@dataclass(frozen=True, slots=True)
class Style:
    """How the entities of a type are drawn: a CSS colour ``#rrggbb`` and a shape of vis-network."""

    name: str
    colour: str
    shape: str

    @property
    def border(self) -> str:
        """The same colour, darker, so that light colours stand out from the ground."""
        channels = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return "#" + "".join(f"{round(channel * 0.65):02x}" for channel in channels)


@cache
def styles() -> dict[str, Style]:
    """Return the style of each type, in the order of the legend."""
    lines = (settings.WEB / "types.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {name: Style(name, colour, shape) for name, colour, shape in rows}


def page(graph: "nx.MultiDiGraph[str]", title: str, labels: Labels) -> str:
    """Return the page as one complete HTML text; the same input gives the same text.

    ``labels`` gives the Chinese and the English label of each class and property by its local name; a term
    without labels appears under its local name. Raises ``KeyError`` where a node lacks its label or type, or an
    edge its predicate.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    style = _file("network.css")
    library = _script(resources.files("pyvis").joinpath(_LIBRARY).read_text("utf-8"))
    script = _script('(() => {\n"use strict";\n' + "\n".join(map(_file, _SCRIPTS)) + "})();\n")
    environment = Environment(
        loader=FileSystemLoader(settings.WEB),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("network.html.j2").render(
        title=title.encode("utf-8", "replace").decode("utf-8"),
        nodes=graph.number_of_nodes(),
        edges=graph.number_of_edges(),
        policy=_policy(scripts=(library, script), sheets=(style,)),
        # Each is either a file of ours, the library, or JSON without any character that means something in HTML.
        style=Markup(style),  # noqa: S704
        library=Markup(library),  # noqa: S704
        script=Markup(script),  # noqa: S704
        data=Markup(_json(_data(graph, labels))),  # noqa: S704
    )


def _file(name: str) -> str:
    return (settings.WEB / name).read_text("utf-8")


def _script(code: str) -> str:
    """Return code that cannot end its ``script`` element; both forms mean the same within strings and patterns."""
    return code.replace("\r\n", "\n").replace("</script", r"<\/script").replace("<!--", r"<\!--")


def _policy(scripts: Iterable[str], sheets: Iterable[str]) -> str:
    """Return the Content Security Policy: these very scripts and sheets, and nothing from anywhere."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": " ".join(map(_hash, sheets)),
        "img-src": "data:",
        "font-src": "'none'",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: object) -> str:
    """Return JSON that is safe inside a ``script`` element and in any encoding of the file."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return re.sub("[&<>\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _data(graph: "nx.MultiDiGraph[str]", labels: Labels) -> dict[str, object]:
    net = _network(graph)
    present = {node["type"] for node in net.nodes}
    known = [style for name, style in styles().items() if name in present]
    others = [_style(name) for name in sorted(present - set(styles()))]
    terms = present | {node["klass"] for node in net.nodes} | {edge["predicate"] for edge in net.edges}
    return {
        "nodes": net.nodes,
        "edges": net.edges,
        "options": net.options,
        "types": [{"name": s.name, "colour": s.colour, "border": s.border, "shape": s.shape} for s in known + others],
        "labels": {term: labels[term] for term in sorted(terms) if term in labels},
    }


def _style(name: str) -> Style:
    return styles().get(name) or Style(name, "#B0B0B0", "dot")


def _network(graph: "nx.MultiDiGraph[str]") -> "Network":
    """Return the pyvis network of a graph, everything in a fixed order and in its place.

    The numbers of nodes and edges are their ids: an id from a text could be ``__proto__``. They are appended to the
    lists of pyvis, since its ``add_edge`` goes through all nodes and edges each time.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    net = Network(directed=True)
    net.set_options(json.dumps(_OPTIONS))
    keys = sorted(graph)
    number = {key: index for index, key in enumerate(keys)}
    degrees = dict(graph.degree())
    nodes = [_node(graph.nodes[key], key, degrees[key]) for key in keys]
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: tuple(map(str, edge[:3])))
    ends = [(number[source], number[target]) for source, target, _, _ in edges]
    places = positions([_box(node) for node in nodes], ends)
    for index, (node, (x, y)) in enumerate(zip(nodes, places, strict=True)):
        net.nodes.append(Node(index, x=x, y=y, **node).options)
    drawn: dict[frozenset[int], int] = {}
    for index, ((source, target), (*_, attributes)) in enumerate(zip(ends, edges, strict=True)):
        pair = frozenset((source, target))
        drawn[pair] = drawn.get(pair, -1) + 1
        smooth = _bend(drawn[pair], forward=source <= target)
        net.edges.append(Edge(source, target, directed=True, id=index, smooth=smooth, **_edge(attributes)).options)
    return net


def _node(attributes: Mapping[str, Any], key: str, degree: int) -> dict[str, Any]:
    style = _style(attributes["type"])
    name = attributes["label"]
    # The area, not the width, grows with the number of relations: a hub is seen but covers nothing.
    weight = math.sqrt(min(degree, 40))
    return {
        "label": _wrapped(name),
        "iri": key,
        "name": name,
        "names": sorted(set(attributes.get("names", ())) - {name}),
        "type": attributes["type"],
        "klass": attributes.get("klass") or attributes["type"],
        "degree": degree,
        "shape": style.shape,
        "size": round(6 + 2.4 * weight, 1),
        "letter": round(10.6 + 0.8 * weight, 1),
    }


def _box(node: Mapping[str, Any]) -> Box:
    """Return how much room a node needs: its sign, and under it its label in letters as wide as high, or half."""
    lines = node["label"].split("\n")
    wide = max(sum(1.0 if east_asian_width(c) in "FWA" else 0.58 for c in line) for line in lines)
    half = max(node["size"], wide * node["letter"] / 2) + 5
    return Box(half, node["size"] + 5, node["size"] + len(lines) * node["letter"] * 1.2 + 7)


def _edge(attributes: Mapping[str, Any]) -> dict[str, Any]:
    predicate = attributes["predicate"]
    confidence = attributes.get("confidence")
    return {
        "predicate": predicate,
        "evidence": _evidence(attributes.get("evidence", ())),
        "confidence": None if confidence is None else float(confidence),
        "arrows": "" if predicate in ontology().symmetric else "to",
    }


def _evidence(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each different piece of evidence once, in a fixed order, without the fields that are not known."""
    texts = ("document", "exact", "source", "sentence")
    found = {
        (*(str(each.get(field) or "") for field in texts), each.get("start", -1), each.get("end", -1)) for each in given
    }
    pieces = (dict(zip((*texts, "start", "end"), values, strict=True)) for values in sorted(found))
    return [{name: value for name, value in piece.items() if value not in ("", -1)} for piece in pieces]


def _bend(nth: int, *, forward: bool) -> dict[str, Any] | bool:
    """Return how the ``nth`` edge between two nodes is bent: the first is straight, the others to either side."""
    if nth == 0:
        return False
    # A clockwise bend of an edge that runs the other way lies on the other side.
    clockwise = (nth % 2 == 1) == forward
    roundness = 0.18 * min((nth + 1) // 2, _CURVES)
    return {"enabled": True, "type": "curvedCW" if clockwise else "curvedCCW", "roundness": round(roundness, 2)}


def _wrapped(name: str) -> str:
    """Return a label broken into lines of like length; Latin words are kept whole."""
    name = " ".join(name.split())
    if " " in name and name.isascii():
        lines = textwrap.wrap(name, 2 * _LINE)
    else:
        count = math.ceil(len(name) / _LINE) or 1
        width = math.ceil(len(name) / min(count, _LINES)) if count <= _LINES else _LINE
        lines = [name[start : start + width] for start in range(0, len(name), width or 1)] or [""]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: 2 * _LINE - 1] + "…"]
    return "\n".join(lines)
