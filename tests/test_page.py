"""The page as people use it: in headless Chromium, from a file, with the network off."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from browser import DESKTOP, PHONE, chromium, needs_chromium, opened
from networks import DISTRICT, LABELS, PLATFORM, article, hostile, news
from playwright.sync_api import Browser, Page, expect

from kg.view import page as drawn
from kg.view import styles

pytestmark = needs_chromium

Open = Callable[..., AbstractContextManager[Page]]

# Labels as they were placed last: text, id of the node (for the word on an edge a text), and the box in pixels.
PLACED = """kgNetwork.labels.placed.map(({ id, text, node, left, right, top, bottom }) => (
  { id, text: text || node.name, edge: !node, left, right, top, bottom }))"""
SPOTS = """(() => {
  const network = kgNetwork.network;
  const names = new Map(kgNetwork.labels.nodes.map(({ id, name }) => [id, name]));
  return Object.entries(network.getPositions()).map(([id, place]) => (
    { name: names.get(Number(id)), place, ...network.canvasToDOM(place) }));
})()"""
COLOURS = """(spots) => {
  const canvas = document.querySelector("#canvas canvas");
  const ratio = canvas.width / canvas.clientWidth;
  const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const hex = (value) => value.toString(16).padStart(2, "0");
  return spots.map(({ x, y }) => {
    const start = 4 * (Math.round(y * ratio) * width + Math.round(x * ratio));
    return "#" + [...data.slice(start, start + 3)].map(hex).join("");
  });
}"""

HOSTILE = [
    '<img src=x onerror="window.ran=1;alert(1)">',
    "</script><script>window.ran=1</script>",
    "<!--<script>window.ran=1",
    '"><svg onload=window.ran=1>',
    "'><iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    '<a href="javascript:window.ran=1">href</a>',
    "javascript:window.ran=1",
    "</style><style>@import url(https://example.com/x.css)</style>",
    "{{ 7 * 7 }}${window.ran=1}",
    "a\u2028window.ran=1\u2029b",
    "lone \ud83d and \udc00 surrogates",
    "\u202eright to left\u202c\u0000\u0007",
    "__proto__",
    "constructor",
    "&lt;b&gt; &amp;amp; \\u003cb\\u003e \\",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Open:
    """Opens the page of a network."""

    def open_it(
        graph: "nx.MultiDiGraph[str]", size: tuple[int, int] = DESKTOP, title: str = "云杉区创新网络"
    ) -> AbstractContextManager[Page]:
        file = tmp_path / "网络 1.html"
        file.write_text(drawn(graph, title, LABELS), "utf-8")
        return opened(browser, file, size)

    return open_it


def spot(page: Page, name: str) -> dict[str, Any]:
    """Where a node is drawn, in pixels of the window, and its ``place`` in the network."""
    found = next(each for each in page.evaluate(SPOTS) if each["name"] == name)
    stage = page.locator("#canvas").bounding_box()
    assert stage is not None
    return {**found, "x": found["x"] + stage["x"], "y": found["y"] + stage["y"]}


def click(page: Page, name: str) -> None:
    at = spot(page, name)
    page.mouse.click(at["x"], at["y"])


def overlapping(labels: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (a["text"], b["text"])
        for a, b in combinations(labels, 2)
        if a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
    ]


def test_every_node_is_drawn_in_the_colour_of_its_type(open_page: Open) -> None:
    graph = article()
    with open_page(graph) as page:
        expect(page.locator("#zoom")).to_be_visible()
        spots = page.evaluate(SPOTS)
        assert {each["name"] for each in spots} == set(graph)
        wanted = {each["name"]: styles()[graph.nodes[each["name"]]["type"]].colour.lower() for each in spots}
        assert dict(zip(wanted, page.evaluate(COLOURS, spots), strict=True)) == wanted


def test_the_first_picture_is_the_final_one(open_page: Open) -> None:
    with open_page(article()) as page:
        expect(page.locator("#zoom")).to_be_visible()
        page.wait_for_timeout(100)
        first = page.screenshot()
        page.wait_for_timeout(700)
        assert page.screenshot() == first


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("graph", [article(), news(120, 170), news(300, 700)], ids=["article", "120", "300"])
def test_no_label_lies_over_another_at_any_zoom(
    open_page: Open, graph: "nx.MultiDiGraph[str]", size: tuple[int, int]
) -> None:
    with open_page(graph, size) as page:
        for button in ("whole", "farther", "farther", "nearer", "nearer", "nearer", "nearer"):
            page.locator(f"#{button}").click()
            page.wait_for_timeout(50)
            labels = page.evaluate(PLACED)
            assert labels
            assert overlapping(labels) == []
            inside = [label for label in labels if label["left"] < 0 or label["right"] > size[0] or label["top"] < 0]
            assert inside == []


@pytest.mark.parametrize(
    ("graph", "size", "share"),
    [
        (article(), DESKTOP, 1.0),
        (news(120, 170), DESKTOP, 0.9),
        (news(145, 190), DESKTOP, 0.85),
        (article(), PHONE, 0.5),
    ],
    ids=["article", "120", "145", "article on a phone"],
)
def test_most_labels_can_be_read_at_first_sight_and_those_of_hubs_always(
    open_page: Open, graph: "nx.MultiDiGraph[str]", size: tuple[int, int], share: float
) -> None:
    with open_page(graph, size) as page:
        expect(page.locator("#zoom")).to_be_visible()
        page.wait_for_timeout(100)
        named = {label["text"] for label in page.evaluate(PLACED)}
        names = {graph.nodes[key]["label"]: graph.degree(key) for key in graph}
        assert len(named & set(names)) >= share * len(names)
        assert set(sorted(names, key=lambda name: -names[name])[:9]) <= named
        assert min(page.evaluate("kgNetwork.labels.nodes.map((node) => kgNetwork.labels.letter(node))")) >= 10


def test_the_legend_hides_and_shows_a_type(open_page: Open) -> None:
    graph = article()
    kept = sum(kind != "Company" for _, kind in graph.nodes(data="type"))
    with open_page(graph) as page:
        row = page.locator("#types button", has_text="企业")
        expect(row.locator(".count")).to_have_text(str(len(graph) - kept))
        row.click()
        expect(row).to_have_attribute("aria-pressed", "false")
        assert len(page.evaluate(SPOTS)) == kept
        page.wait_for_timeout(50)
        assert "和泰医药" not in {label["text"] for label in page.evaluate(PLACED)}
        row.focus()
        page.keyboard.press("Space")
        expect(row).to_have_attribute("aria-pressed", "true")
        assert len(page.evaluate(SPOTS)) == len(graph)


def test_the_legend_names_each_type_in_two_languages(open_page: Open) -> None:
    with open_page(article()) as page:
        rows = page.locator("#types button").all()
        assert len(rows) == len({kind for _, kind in article().nodes(data="type")})
        assert {row.locator("small").inner_text() for row in rows} >= {"research institute", "platform", "award"}
        assert all(row.locator("svg").count() == 1 for row in rows)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("TTO", PLATFORM),
        ("tto", PLATFORM),
        ("云杉平台", PLATFORM),
        ("云杉", DISTRICT),
        ("若涵", "陈若涵"),
        ("ｎｏｒｔｈ", "Northwind Instruments"),
    ],
)
def test_search_completes_any_name_of_an_entity(open_page: Open, written: str, first: str) -> None:
    with open_page(article()) as page:
        page.locator("#search").fill(written)
        expect(page.locator("#results li").first).to_contain_text(first)
        page.keyboard.press("Enter")
        expect(page.locator("#details h2")).to_have_text(first)
        expect(page.locator("#results")).to_be_hidden()


def test_search_is_used_with_the_keyboard_alone(open_page: Open) -> None:
    with open_page(article()) as page:
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type("医院")
        options = page.locator("#results [role=option]")
        expect(options).to_have_count(3)
        for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"):
            page.keyboard.press(key)
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        expect(page.locator("#search")).to_have_attribute("aria-activedescendant", "result-1")
        wanted = options.nth(1).inner_text().strip()
        page.keyboard.press("Enter")
        expect(page.locator("#details h2")).to_have_text(wanted)


def test_search_says_when_nothing_matches_and_closes_with_escape(open_page: Open) -> None:
    with open_page(article()) as page:
        page.locator("#search").fill("没有这个名字")
        expect(page.locator("#results")).to_contain_text("没有匹配的实体")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.locator("#results")).to_be_hidden()
        expect(page.locator("#details h3")).to_contain_text("关系最多的实体")


def test_search_shows_an_entity_whose_type_is_hidden(open_page: Open) -> None:
    with open_page(article()) as page:
        page.locator("#types button", has_text="人物").click()
        page.locator("#search").fill("林一舟")
        page.locator("#results li").first.click()
        expect(page.locator("#types button", has_text="人物")).to_have_attribute("aria-pressed", "true")
        assert "林一舟" in {each["name"] for each in page.evaluate(SPOTS)}


def test_a_chosen_node_shows_its_names_relations_and_sentences(open_page: Open) -> None:
    with open_page(article()) as page:
        click(page, PLATFORM)
        details = page.locator("#details")
        expect(details.locator("h2")).to_have_text(PLATFORM)
        expect(details).to_contain_text("又名 Also：TTO、云杉平台")
        expect(details.locator("li")).to_have_count(21)
        quote = details.locator("li", has_text="东湖医院").locator("blockquote")
        expect(quote).to_contain_text("“据悉，平台牵手东湖医院等单位。”")
        expect(quote.locator("mark")).to_have_text("平台牵手东湖医院等单位")
        expect(quote.locator("cite")).to_have_text("云杉区创新观察 · 第 3–9 字")
        expect(quote.locator("cite")).to_have_attribute("title", "news/1.txt")
        page.keyboard.press("Escape")
        expect(details.locator("h3")).to_contain_text("关系最多的实体")


def test_a_click_on_a_label_chooses_its_node(open_page: Open) -> None:
    with open_page(article()) as page:
        expect(page.locator("#zoom")).to_be_visible()
        page.wait_for_timeout(100)
        label = next(each for each in page.evaluate(PLACED) if each["text"] == "海洋化学研究所")
        page.locator("#canvas").click(position={"x": label["left"] + 6, "y": (label["top"] + label["bottom"]) / 2})
        expect(page.locator("#details h2")).to_have_text("海洋化学研究所")


def test_a_chosen_relation_shows_its_sentence_and_confidence(open_page: Open) -> None:
    with open_page(article()) as page:
        a, b = spot(page, "林一舟"), spot(page, "东湖医院")
        page.mouse.click((a["x"] + b["x"]) / 2, (a["y"] + b["y"]) / 2)
        expect(page.locator("#details h2")).to_contain_text("任职于 affiliated with")
        expect(page.locator("#details blockquote mark")).to_have_text("东湖医院林一舟院士")
        expect(page.locator("#details")).to_contain_text("置信度 90%")


def test_only_the_neighbours_of_a_chosen_node_keep_their_labels(open_page: Open) -> None:
    with open_page(article()) as page:
        click(page, "林一舟")
        page.wait_for_timeout(100)
        nodes = {label["text"] for label in page.evaluate(PLACED) if not label["edge"]}
        words = {label["text"] for label in page.evaluate(PLACED) if label["edge"]}
        assert nodes == {"林一舟", "东湖医院", "青年科技启明奖"}
        assert words <= {"任职于", "获得"}


def test_from_relation_to_relation_by_keyboard(open_page: Open) -> None:
    with open_page(article()) as page:
        page.get_by_role("button", name=DISTRICT, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#details h2")).to_have_text(DISTRICT)
        expect(page.locator("#details h2")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#details h2")).not_to_have_text(DISTRICT)


@pytest.mark.parametrize("kind", ["node", "edge"])
def test_the_tooltip_shows_a_sentence(open_page: Open, kind: str) -> None:
    with open_page(article()) as page:
        a, b = spot(page, "林一舟"), spot(page, "东湖医院")
        at = (a["x"], a["y"]) if kind == "node" else ((a["x"] + b["x"]) / 2, (a["y"] + b["y"]) / 2)
        page.mouse.move(at[0] - 3, at[1])
        page.mouse.move(*at)
        tip = page.locator(".vis-tooltip")
        expect(tip).to_be_visible()
        expect(tip.locator("b")).to_have_text("林一舟" if kind == "node" else "林一舟 — 任职于 — 东湖医院")
        expect(tip).to_contain_text("据悉，")


def test_a_node_can_be_dragged_and_its_label_goes_along(open_page: Open) -> None:
    with open_page(article()) as page:
        before = spot(page, "林一舟")
        page.mouse.move(before["x"], before["y"])
        page.mouse.down()
        page.mouse.move(before["x"] + 60, before["y"] + 40, steps=5)
        page.mouse.up()
        page.wait_for_timeout(100)
        after = spot(page, "林一舟")
        assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((60, 40), abs=2)
        label = next(each for each in page.evaluate(PLACED) if each["text"] == "林一舟")
        stage = page.locator("#canvas").bounding_box()
        assert stage is not None
        middle = stage["x"] + (label["left"] + label["right"]) / 2
        assert (middle, stage["y"] + label["top"]) == pytest.approx((after["x"], after["y"] + 12), abs=12)


def test_the_picture_is_moved_with_the_arrow_keys(open_page: Open) -> None:
    with open_page(article()) as page:
        before = spot(page, PLATFORM)
        page.locator(".vis-network").focus()
        page.keyboard.down("ArrowRight")
        page.wait_for_timeout(300)
        page.keyboard.up("ArrowRight")
        assert spot(page, PLATFORM)["x"] != before["x"]


def test_a_phone_shows_all_without_scrolling_sideways(open_page: Open) -> None:
    with open_page(article(), PHONE) as page:
        expect(page.locator("#zoom")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert all(0 <= each["x"] <= PHONE[0] for each in page.evaluate(SPOTS))
        page.locator("#legend summary").click()
        expect(page.locator("#types button").first).to_be_visible()


def test_an_empty_network_says_so(open_page: Open) -> None:
    with open_page(nx.MultiDiGraph()) as page:
        expect(page.locator("#notice")).to_contain_text("这里没有实体")
        expect(page.locator("#finder")).to_be_hidden()


@pytest.mark.parametrize("payload", HOSTILE, ids=lambda payload: ascii(payload)[1:24])
def test_no_text_is_ever_run_or_lost(open_page: Open, payload: str) -> None:
    shown = payload.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    with open_page(hostile(payload), title=payload) as page:
        expect(page.locator("#types button")).to_have_count(1)
        page.locator("#types button").click()
        page.locator("#types button").click()
        # A lone surrogate cannot be typed: what stands before it is enough.
        page.locator("#search").fill(payload.split("\ud83d")[0])
        page.keyboard.press("Enter")
        details = page.locator("#details")
        assert plain(details.locator("h2").text_content()) == plain(shown)
        assert plain(details.locator(".predicate").first.text_content()) == plain(shown)
        assert plain(shown) in plain(page.locator("#types .words").text_content())
        assert plain(details.locator("mark").first.text_content()) == plain(shown)
        assert plain(details.locator("cite").first.text_content()) == plain(shown)
        assert details.locator("*").evaluate_all("all => all.map((each) => each.localName)") == details.locator(
            "h2, h3, p, ul, li, button, span, blockquote, mark, cite, small, svg, circle"
        ).evaluate_all("all => all.map((each) => each.localName)")
        a, b = spot(page, payload), spot(page, payload + " 2")
        for x, y in ((a["x"], a["y"]), ((a["x"] + b["x"]) / 2, (a["y"] + b["y"]) / 2)):
            page.mouse.move(x - 3, y)
            page.mouse.move(x, y)
            page.wait_for_timeout(250)
            page.mouse.click(x, y)
        assert page.locator("img, iframe, a, body script ~ svg, object, embed").count() == 0
        assert page.locator("script").count() == 3
        assert page.locator("style").count() == 1


def plain(text: str | None) -> str:
    """Text without what HTML itself takes out of a page (NUL and other controls in the title)."""
    return "".join(c for c in (text or "") if c.isprintable() and c != "\ufffd")
