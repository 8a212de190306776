"""How each wrong input ends: one line on standard error, the right status, and the store as it was."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from test_cli import NEWS, home, program, quads, run

import kg
from kg.cli.frame import Commands

__all__ = ["home"]


@pytest.mark.parametrize(
    ("words", "status", "reason"),
    [
        (["build", "missing.txt"], 1, "missing.txt: "),
        (["build", "empty.txt"], 1, "empty.txt: "),
        (["build", "binary.txt"], 1, "binary.txt: "),
        (["build", "wrong.txt"], 1, "wrong.txt: "),
        (["build", "broken.txt"], 1, "broken.txt: "),
        (["build", "empty.txt/inside"], 1, "empty.txt/inside: "),
        (["build", "good.txt", "--store", "good.txt"], 1, "good.txt"),
        (["extract", "missing.txt"], 1, "missing.txt: "),
        (["extract", "empty.txt"], 1, "empty.txt: "),
        (["extract", "good.txt", "-o", "empty.txt"], 1, "empty.txt/good.trig: "),
        (["query", "missing.rq"], 1, "missing.rq: "),
        (["query", "binary.rq"], 1, "binary.rq: "),
        (["stats", "--store", "nowhere"], 1, "nowhere"),
        (["query", "ASK {}", "--store", "empty.txt"], 1, "empty.txt"),
        (["export", "-o", "empty.txt/a"], 1, "empty.txt/a: "),
        (["query", "SELECT ?x {"], 2, "line 1, column 12"),
        (["query", "INSERT DATA { <a:b> <a:c> <a:d> }"], 2, "INSERT"),
        (["query", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"], 2, "SERVICE"),
        (["query", "ASK {}", "-f", "yaml"], 2, "'yaml' is not one of 'table', 'csv'"),
        (["query", "ASK {}", "-f", "turtle"], 2, "use table or csv"),
        (["query", "ASK {}", "word"], 2, "VAR=VALUE"),
        (["query", "ASK {}", "a=b"], 2, "it takes none"),
        (["query", "-q", "partners"], 2, "organization=NAME"),
        (["query", "-q", "partners", "organization=中山", "organization=徐汇"], 2, "twice"),
        (["query", "-q", "nosuch"], 2, "kg queries lists them"),
        (["query"], 2, "kg queries lists them"),
        (["export", "-f", "yaml"], 2, "'turtle', 'trig'"),
        (["extract", "good.txt", "-f", "yaml"], 2, "'trig'"),
        (["extract"], 2, "PATHS"),
        (["show", "没有此人"], 2, "没有此人"),
        (["path", "葛均波", "没有此人"], 2, "没有此人"),
        (["view", "--type", "Clinic"], 2, "Clinic"),
        (["view", "--focus", "没有此人"], 2, "没有此人"),
        (["remove", "news/z.txt"], 2, "news/z.txt"),
        (["remove", "news/a.txt", "news/z.txt"], 2, "news/z.txt"),
        (["build", "--jobs", "0"], 2, "--jobs"),
        (["bild"], 2, "use build"),
        (["build", "--nonsense"], 2, "--nonsense"),
    ],
)
def test_each_wrong_input_is_one_line_with_its_status_and_leaves_the_store_as_it_was(
    home: Path, words: list[str], status: int, reason: str
) -> None:
    Path("good.txt").write_text(NEWS, "utf-8")
    Path("empty.txt").write_bytes(b"")
    Path("binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    Path("binary.rq").write_bytes(b"\xff\xfe\x00\x01")
    Path("wrong.txt").write_bytes(bytes((37 * i * i) % 127 + 128 for i in range(400)))
    Path("broken.txt").symlink_to("nowhere.txt")
    before = quads()
    result = run(*words)
    assert result.exit_code == status
    assert reason in result.stderr
    assert result.stderr.startswith("kg: ")
    assert result.stderr.count("\n") == 1
    assert quads() == before


def test_an_unreadable_folder_is_told(home: Path) -> None:
    Path("closed").mkdir(mode=0)
    # Root reads everything but where it gives the right away.
    plain = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*plain, sys.executable, "-m", "kg", "build", "closed"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("kg: closed: ")
    assert result.stderr.count("\n") == 1


def test_what_fails_does_not_keep_the_rest_from_being_done(home: Path) -> None:
    Path("good.txt").write_text(NEWS, "utf-8")
    result = run("build", "missing.txt", "good.txt", "gone.txt")
    assert result.exit_code == 1
    assert [line.split(":")[1].strip() for line in result.stderr.splitlines()] == ["missing.txt", "gone.txt"]
    assert "1 new" in result.stdout
    assert "good.txt" in run("documents").stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["build", "missing.txt"], 1),
        (["query", "SELECT ?x {"], 2),
        (["query", "ASK {}", "-f", "yaml"], 2),
        (["nonsense"], 2),
        (["stats"], 1),
        ([], 0),
    ],
)
def test_the_program_ends_with_the_status_and_without_a_traceback(
    tmp_path: Path, words: list[str], status: int
) -> None:
    finished = program(*words, cwd=tmp_path)
    assert finished.returncode == status
    assert finished.stderr.count("\n") == (1 if status else 0)
    assert "Traceback" not in finished.stderr


def test_results_are_in_utf8_whatever_the_locale(home: Path) -> None:
    finished = program("stats", cwd=home, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii")
    assert finished.returncode == 0
    assert "医疗机构" in finished.stdout


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    finished = subprocess.run(
        [sys.executable, "-m", "kg", "export"], cwd=home, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(write)
    assert finished.stderr == b""


def failing(error: BaseException) -> Commands:
    """A group whose one command ends with an error."""

    def end() -> None:
        raise error

    return Commands("kg", commands=[click.Command("fail", callback=end)])


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (ZeroDivisionError("by\nzero"), 1, "kg: internal error: ZeroDivisionError: by zero; run it again with -v"),
        (kg.StoreError("the store\nis broken"), 1, "kg: the store is broken"),
        (kg.UsageError("say which"), 2, "kg: say which"),
        (OSError(28, "No space left"), 1, "kg: internal error: OSError"),
    ],
)
def test_an_error_is_one_line_and_never_a_traceback(error: Exception, status: int, told: str) -> None:
    result = CliRunner().invoke(failing(error), ["fail"])
    assert result.exit_code == status
    assert result.stderr.startswith(told)
    assert result.stderr.count("\n") == 1


def test_an_interrupt_ends_with_130_and_without_a_traceback() -> None:
    result = CliRunner().invoke(failing(KeyboardInterrupt()), ["fail"])
    assert result.exit_code == 130
    assert result.stderr.strip() == "kg: interrupted: what was done until then is kept"


def test_verbose_shows_where_an_error_arose(home: Path) -> None:
    assert "Traceback" in run("stats", "--store", "nowhere", "-v").stderr
    Path("good.txt").write_text(NEWS, "utf-8")
    assert "written " in run("build", "-v", "--store", "new/store", "--output", "new", "good.txt").stdout
