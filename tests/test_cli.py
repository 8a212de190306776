"""The command: what each prints, and how each wrong input ends: one line, the right status, the store as it was."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from kg import query
from kg.cli import asking, extracts, main, writing
from kg.cli.manual import manual
from kg.export import FORMATS, RDF_FORMATS
from kg.model import Extraction
from kg.store import Store

ROOT = Path(__file__).parent.parent
NEWS = "复旦大学与上海交通大学签署合作协议，双方将共建联合实验室。复旦大学附属华山医院位于静安区。\n"


@pytest.fixture
def home(tmp_path: Path, extraction: Extraction, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a store of one document in output/store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    with Store.open("output/store", write=True) as store:
        store.replace(extraction)
    return tmp_path


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the project's own texts are built."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    finished = program("build", "seeds", cwd=folder)
    assert finished.returncode == 0, finished.stderr
    return folder


def run(*words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, words, input=stdin)


def program(*words: str, cwd: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "KG_STORE"} | variables
    return subprocess.run(
        [sys.executable, "-m", "kg", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def commands() -> list[tuple[str, click.Command]]:
    return list(main.commands.items())


def quads(store: str = "output/store") -> list[object]:
    with Store.open(store) as opened:
        return list(opened.quads())


# Help


def test_kg_alone_prints_help_with_the_three_first_things_to_do() -> None:
    result = run()
    assert result.exit_code == 0
    assert re.findall(r"^    kg (\w+)", result.stdout, re.MULTILINE) == ["build", "show", "query"]
    assert result.stdout == run("--help").stdout


def test_the_help_lists_what_there_is_and_nothing_that_is_yet_to_come() -> None:
    listed = " ".join(name for name, _ in commands())
    assert listed == "build extract query queries find show path view export documents remove stats validate"


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda each: each if isinstance(each, str) else "")
def test_every_command_has_a_store_and_verbose_and_answers_help_with_an_example(
    name: str, command: click.Command
) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert {"store", "verbose"} <= {parameter.name for parameter in command.params}
    assert f"  kg {name}" in result.stdout.partition("Examples:")[2]


def test_the_manual_is_what_the_commands_say() -> None:
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == manual()


def test_the_formats_that_the_help_names_are_those_that_there_are() -> None:
    assert asking.FORMATS == query.FORMATS
    assert writing.FORMATS == FORMATS
    assert set(extracts.ENDINGS) == {*RDF_FORMATS, "table"}


def examples() -> list[str]:
    lines = (line.strip() for _, command in commands() for line in (command.epilog or "").splitlines())
    named = (f"kg query -q {each.name} {each.example}".strip() for each in query.named().values())
    return [*(line for line in lines if line.startswith(("kg ", "cat "))), *named]


@pytest.mark.parametrize("line", examples())
def test_every_example_works_on_the_projects_own_texts(
    seeds: Path, tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(seeds, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    monkeypatch.delenv("KG_STORE", raising=False)
    words = shlex.split(line)
    if words[0] == "cat":
        result = run(*words[words.index("|") + 2 :], stdin=Path(words[1]).read_bytes())
    else:
        result = run(*words[1 : words.index(">") if ">" in words else None])
    assert result.exit_code == 0, result.stderr
    assert result.stdout or result.stderr


# The commands


def test_build_tells_what_it_did_and_that_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(NEWS, "utf-8")
    Path("b.txt").write_text(NEWS, "utf-8")
    first, second = run("build", "a.txt", "b.txt"), run("build", "a.txt", "b.txt")
    assert first.exit_code == second.exit_code == 0
    assert "1 new, 0 changed, 0 unchanged, 0 failed (1 of the files hold the text of another)" in first.stdout
    assert "nothing changed" not in first.stdout
    assert "nothing changed" in second.stdout
    assert second.stdout.endswith(f"open       {Path('output/network.html')}\n")
    assert sorted(path.name for path in Path("output").iterdir() if not path.name.startswith(".")) == [
        "graph.trig",
        "graph.ttl",
        "network.html",
        "store",
    ]


def test_extract_writes_one_graph_for_each_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        Path(f"{name}.txt").write_text(f"第{name}条。{NEWS}", "utf-8")
    result = run("extract", "a.txt", "b.txt", "-o", "graphs", "--jobs", "2")
    assert (result.exit_code, result.stdout) == (0, "wrote 2 files to graphs\n")
    assert sorted(path.name for path in Path("graphs").iterdir()) == ["a.trig", "b.trig"]
    assert b"ikg:partnersWith" in Path("graphs/a.trig").read_bytes()
    assert not Path("output").exists()


@pytest.mark.parametrize("form", sorted(RDF_FORMATS))
def test_extract_prints_several_texts_as_one_in_every_format(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        Path(f"{name}.txt").write_text(f"第{name}条。{NEWS}", "utf-8")
    result = run("extract", "a.txt", "b.txt", "-f", form)
    known = {each.name.lower().replace("-", "").replace("/", ""): each for each in _rdf()}
    triples = {quad.triple for quad in parse(result.stdout_bytes, format=known[form])}
    assert result.exit_code == 0
    assert sum("#Document" in str(triple.object) for triple in triples) == 2


def _rdf() -> list[RdfFormat]:
    return [
        *(RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS),
        *(RdfFormat.JSON_LD, RdfFormat.RDF_XML),
    ]


def test_extract_reads_standard_input_in_any_chinese_encoding() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        result = run("extract", "-", "-f", "table", stdin=NEWS.encode(encoding))
        assert result.exit_code == 0
        assert "复旦大学" in result.stdout


def test_extract_does_not_write_one_text_over_another_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("x", "y"):
        Path(name).mkdir()
        Path(name, "a.txt").write_text(f"第{name}条。{NEWS}", "utf-8")
    result = run("extract", "x", "y", "-o", "graphs")
    assert result.exit_code == 1
    assert result.stderr == "kg: y/a.txt: x/a.txt has the same name: extract it into another folder\n"
    assert 'dcterms:source "x/a.txt"' in Path("graphs/a.trig").read_text("utf-8")


def test_query_takes_sparql_a_file_standard_input_or_a_name(home: Path) -> None:
    sparql = "SELECT DISTINCT ?award { id:葛均波 ikg:receivedAward ?award }"
    Path("mine.rq").write_text(
        f"# variables: who\n{sparql.replace('id:葛均波', '?who')} VALUES ?who {{ UNDEF }}", "utf-8"
    )
    expected = "award\n──────────\n科技功臣奖\n"
    assert run("query", sparql).stdout == expected
    assert run("query", "-", stdin=sparql.encode()).stdout == expected
    assert run("query", "mine.rq", "who=葛均波").stdout == expected
    assert "科技功臣奖" in run("query", "-q", "awards", "recipient=葛均波").stdout


def test_query_writes_triples_as_turtle_unless_told_otherwise(home: Path) -> None:
    result = run("query", "CONSTRUCT WHERE { ?who ikg:receivedAward ?award }")
    assert result.exit_code == 0
    assert "id:葛均波 ikg:receivedAward id:科技功臣奖 ." in result.stdout
    assert json.loads(run("query", "ASK { id:葛均波 ?p ?o }", "-f", "json").stdout)["boolean"] is True


def test_queries_lists_all_with_use_and_answers_and_prints_one() -> None:
    listed = run("queries").stdout
    for asked in query.named().values():
        assert f"    {asked.title[0]}：{asked.answers[0]}\n    {asked.answers[1]}\n" in listed
    assert "partners organization=NAME\n" in listed
    assert run("queries", "partners").stdout.startswith("# title: partners\n")


def test_find_show_and_path_print_what_they_find(home: Path) -> None:
    assert "中山医院  复旦大学附属中山医院  Hospital  id:复旦大学附属中山医院" in run("find", "中山").stdout
    assert "葛均波" in run("show", "中山医院").stdout
    assert "—获得奖项 receivedAward→ 科技功臣奖" in run("path", "葛均波", "科技功臣奖").stdout
    nothing = run("find", "没有")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", 'kg: no name holds "没有"\n')
    assert "1 more: give --limit 0" in run("find", "大学", "--limit", "2").stderr


def test_view_draws_all_or_a_part_into_a_file(home: Path) -> None:
    assert run("view").exit_code == 0
    assert "上海交通大学" in Path("output/view.html").read_text("utf-8")
    assert run("view", "--focus", "葛均波", "--depth", "1", "-o", "near.html").exit_code == 0
    assert "科技功臣奖" in Path("near.html").read_text("utf-8")
    assert "上海交通大学" not in Path("near.html").read_text("utf-8")
    assert "科技功臣奖" not in run("view", "--type", "Hospital", "--document", "news/a.txt", "-o", "-").stdout


@pytest.mark.parametrize("form", FORMATS)
def test_export_writes_the_same_bytes_to_a_file_and_to_standard_output(home: Path, form: str) -> None:
    assert run("export", "-f", form, "-o", "graph").exit_code == 0
    assert run("export", "-f", form).stdout_bytes == Path("graph").read_bytes() != b""


def test_documents_stats_and_validate_tell_of_the_store(home: Path) -> None:
    assert "徐汇区发布科技创新成果" in run("documents").stdout
    assert re.search(r"^documents +1$", run("stats").stdout, re.MULTILINE)
    checked = run("validate")
    assert checked.stdout.splitlines()[-1].startswith("0 violations")
    assert checked.exit_code == 0


def test_remove_leaves_nothing_of_a_document(home: Path) -> None:
    assert run("remove", "news/a.txt").stdout == "removed 1 document\n"
    assert run("documents").stdout.count("\n") == 2
    assert all("葛均波" not in str(quad) for quad in quads())


def test_the_store_is_given_by_option_or_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("output/store").rename("elsewhere")
    assert run("stats").exit_code == 1
    assert run("stats", "--store", "elsewhere").exit_code == 0
    monkeypatch.setenv("KG_STORE", "elsewhere")
    assert run("stats").exit_code == 0
