"""A module imports only from its left in its row, and from ground; the text side and the graph side stay apart."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"

GROUND = ("errors", "settings", "model", "ontology", "lang")
TEXT = (
    *("webpage", "documents", "sentences", "names", "figures", "mentions"),
    *("entities", "statements", "linking", "extraction"),
)
GRAPH = ("graph", "store", "check", "query", "export", "view")
FRONT = ("batch", "build", "knowledge", "serve", "cli")


def allowed(module: str) -> set[str]:
    for row, below in ((GROUND, ()), (TEXT, GROUND), (GRAPH, GROUND), (FRONT, (*GROUND, *TEXT, *GRAPH))):
        if module in row:
            return {module, *below, *row[: row.index(module)]}
    raise AssertionError(f"kg/{module} has no place in the layout: give it one in a row of this test")


def imported(source: str) -> Iterator[str]:
    """The top modules of kg that a source imports, wherever in it and in whatever form."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            paths = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            paths = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (path.split(".")[1] for path in paths if path.startswith("kg."))


def files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name not in {"__main__.py"})


def top(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_left_and_from_ground(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    found = set(imported(path.read_text("utf-8")))
    assert found <= allowed(top(path)), f"{path}: {sorted(found - allowed(top(path)))}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from kg.store import Store", {"store"}),
        ("from kg import graph, model", {"graph", "model"}),
        ("import kg.query.names", {"query"}),
        ("def f():\n    from kg.export import network", {"export"}),
        ("import networkx", set()),
    ],
)
def test_imports_are_seen_in_every_form(source: str, found: set[str]) -> None:
    assert set(imported(source)) == found


def test_the_sides_do_not_know_each_other_and_ground_knows_neither() -> None:
    assert not allowed("extraction") & set(GRAPH)
    assert not allowed("view") & set(TEXT)
    assert allowed("lang") == set(GROUND)


def test_the_package_itself_imports_nothing_heavy_when_it_is_imported() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    modules = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert modules == {"os", "typing", "kg.errors"}


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_are_called(path: Path) -> None:
    heavy = {"networkx", "pyvis", "rdflib", "pyshacl", "jinja2", "charset_normalizer"}
    top_level = [
        node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {alias.name for node in top_level for alias in node.names if isinstance(node, ast.Import)}
    names |= {node.module or "" for node in top_level if isinstance(node, ast.ImportFrom)}
    assert not {name.split(".")[0] for name in names} & heavy
