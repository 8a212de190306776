"""The README and the guides show what is: commands are run, tables are compared with the files they tell of."""

import ast
import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import readme
from picture import png
from test_extraction import said

import kg
from kg import settings
from kg.export import FORMATS
from kg.lang import table

ROOT = readme.ROOT
DOCS = ROOT / "docs"
ZH = settings.LANGUAGES / "zh"
GUIDES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])
README = readme.README.read_text("utf-8")
BLOCKS = readme.blocks(README)
SHOWN = [block[0] for block in BLOCKS]
EXTRACTION = (DOCS / "extraction.md").read_text("utf-8")
ARCHITECTURE = (DOCS / "architecture.md").read_text("utf-8")


def section(text: str, title: str) -> str:
    """The text under a heading, up to the next one."""
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def cells(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads; code marks and escapes are taken off."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    heads = {number - 1 for number, row in enumerate(rows) if set("".join(row)) <= set("-:")}
    kept = [row for number, row in enumerate(rows) if number not in heads and number - 1 not in heads]
    return [[cell.strip("`").replace("\\|", "|") for cell in row] for row in kept]


# The README


@pytest.fixture(scope="module")
def rerun(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The blocks with what they print now. They run once, in their order: the first builds what the others ask."""
    home = readme.home(tmp_path_factory.mktemp("readme"))
    return [readme.rerun(block, home) for block in BLOCKS]


@pytest.mark.parametrize("number", range(len(BLOCKS)), ids=[block.splitlines()[1] for block in SHOWN])
def test_each_block_prints_what_it_shows(number: int, rerun: list[str]) -> None:
    assert rerun[number] == SHOWN[number], "the README is out of date: make readme"


def test_the_blocks_are_all_found_and_every_question_has_an_answer() -> None:
    assert len(BLOCKS) == len(re.findall(r"^```(?:console|python)$", README, re.M))
    questions = section(README, "Five questions")
    assert len(re.findall(r"^\*\*.+\?\*\*$", questions, re.M)) == 5
    answers = re.findall(r"^\$ .*\n((?:(?!```).*\n)*)", questions, re.M)
    assert len(answers) >= 5
    assert all(len(answer.splitlines()) > 2 for answer in answers)


def test_a_failing_command_is_told(tmp_path: Path) -> None:
    with pytest.raises(readme.CommandError, match=r"kg show 无 ended with \d: kg: no store"):
        readme.refreshed("```console\n$ kg show 无\n```\n", tmp_path)


def test_a_long_output_is_cut_and_old_output_is_replaced(tmp_path: Path) -> None:
    text = "A\n\n```console\n$ seq 3\nold\n$ seq 40\n```\n\n```python\nprint(1)\n```\n\n```text\n```\nB\n"
    new = readme.refreshed(text, tmp_path)
    assert "$ seq 3\n1\n2\n3\n$ seq 40\n1\n" in new
    assert f"\n{readme.LINES - 1}\n…\n```\n" in new
    assert "```text\n1\n```\nB\n" in new
    assert readme.refreshed(new, tmp_path) == new


def test_the_map_of_the_code_is_that_of_the_tree() -> None:
    told = [row[1] for row in cells(section(README, "The code"))]
    parts = (p for p in (ROOT / "kg").iterdir() if not p.name.startswith(("_", ".")))
    assert sorted(told) == sorted(f"{p.name}/" if p.is_dir() else p.name for p in parts)


def test_the_formats_are_all_named() -> None:
    assert all(name in README.lower().replace("-", "").replace("/", "") for name in FORMATS)


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.M))
def test_make_knows_the_targets(target: str) -> None:
    command = ["make", "--dry-run", "--always-make", target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "pip install" in done.stdout, "every target sets up the environment first"


# The picture


def test_the_picture_is_a_png_of_a_window_and_small() -> None:
    data = readme.PICTURE.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (1400, 900)
    assert len(data) < 300_000


def test_a_picture_has_its_points_in_a_palette_of_the_most_frequent_colours() -> None:
    many = b"".join(bytes((red, green, 0, 255)) for red in range(0, 256, 8) for green in range(0, 256, 8))
    data = png(64, 32, b"\xff\xff\xff\xff" * 1024 + many)
    palette = data[data.index(b"PLTE") + 4 :][: struct.unpack(">I", data[33:37])[0]]
    assert palette.startswith(b"\xff\xff\xff")
    assert len(palette) <= 3 * 256


# All guides


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_links_lead_somewhere(guide: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", guide.read_text("utf-8"))
    assert [t for t in targets if not t.startswith("https://") and not (guide.parent / t).exists()] == []


def test_the_index_names_every_guide() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    assert [g.name for g in DOCS.glob("*.md") if g.name != "README.md" and f"({g.name})" not in index] == []


# docs/extraction.md


@pytest.mark.parametrize("path", sorted(p for p in ZH.rglob("*.t??")), ids=lambda path: path.name)
def test_each_data_file_is_told_with_its_columns(path: Path) -> None:
    name = str(path.relative_to(ZH))
    told = {row[0]: row[1] for row in cells(EXTRACTION)}
    assert name in told, f"add a row for {name} to docs/extraction.md"
    if path.suffix == ".tsv":
        columns = next(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
        assert told[name].split() == columns.split("\t")


def test_no_data_file_is_told_that_is_not_there() -> None:
    told = [row[0] for row in cells(EXTRACTION) if row[0].endswith((".tsv", ".txt"))]
    assert [name for name in told if not (ZH / name).exists()] == []


def test_the_rows_shown_as_models_are_rows_of_the_files() -> None:
    shown = re.findall(r"^[^|`#\n]*\t.*$", EXTRACTION, re.M)
    files = [path.read_text("utf-8").splitlines() for path in ZH.rglob("*.tsv")]
    assert len(shown) >= 5
    assert [row for row in shown if not any(row in lines for lines in files)] == []


FRAMES = cells(section(EXTRACTION, "The frames of `relations.tsv`"))


def test_the_frames_told_are_those_in_use() -> None:
    assert sorted(row[0] for row in FRAMES) == sorted({row["frame"] for row in table("relations")})


@pytest.mark.parametrize(("frame", "_", "sentence", "gives"), FRAMES, ids=[row[0] for row in FRAMES])
def test_the_example_of_each_frame_gives_what_it_says(frame: str, _: str, sentence: str, gives: str) -> None:
    extraction = kg.extract(sentence)
    for one in gives.split(";"):
        subject, predicate, target = one.split()
        assert (subject, target) in said(extraction, predicate)
        rule = re.compile(rf"{predicate}-{frame.replace('>', '')}-.+")
        assert any(rule.fullmatch(statement.rule) for statement in extraction.statements)


# docs/architecture.md


def rows() -> list[list[str]]:
    """The modules of each part as ``a ← b ← c`` draws them."""
    drawn = re.findall(r"^(?:ground|text|graph|front): +(.*)$", ARCHITECTURE, re.M)
    return [line.split(" ← ") for line in drawn]


def imports(module: str) -> Iterator[str]:
    """The modules of ``kg`` that a module imports anywhere in its files."""
    place = settings.PACKAGE / module
    for file in place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "kg":
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
                yield str(node.module).split(".")[1]
            elif isinstance(node, ast.Import):
                yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("kg."))


def test_every_module_has_its_place_in_the_drawing() -> None:
    parts = (p for p in settings.PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists())
    names = sorted(p.stem for p in parts if not p.name.startswith("_"))
    assert sorted(name for row in rows() for name in row) == names


@pytest.mark.parametrize("module", [name for row in rows() for name in row])
def test_a_module_imports_only_from_where_the_drawing_allows(module: str) -> None:
    ground, text, graph, front = rows()
    row = next(row for row in (ground, text, graph, front) if module in row)
    allowed = {*row[: row.index(module) + 1], *(ground if row is not ground else ())}
    allowed |= {*text, *graph} if row is front else set()
    assert set(imports(module)) - allowed == set()
