"""The wheel that users install: what is in it, and that it works elsewhere, alone, and with the network off."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.model import ID, ONTOLOGY

ROOT = Path(__file__).parents[1]
TEXT = "复旦大学与上海交通大学签署合作协议。复旦大学附属华山医院位于静安区，有员工3000人。\n"
DATA = {
    "kg/ontology_files": ROOT / "ontology",
    "kg/lang/zh": ROOT / "kg/lang/zh",
    "kg/queries": ROOT / "kg/queries",
    "kg/web": ROOT / "kg/web",
}
# Nothing of the package opens a socket; whatever does so all the same is told by this.
OFFLINE = """import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"}:
        raise RuntimeError(f"the network is off: {event} {arguments}")

sys.addaudithook(refuse)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without any network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own, with the wheel and nothing of the checkout; it shares the libraries of this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", symlinks=True)
    python = folder / "env/bin/python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)]
    done = subprocess.run([*install, "--quiet"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    (site / "offline.py").write_text(OFFLINE, "utf-8")
    # A path in a .pth file is searched last, and the .pth files there (the checkout's own) are not read.
    (site / "zz-libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\nimport offline\n", "utf-8")
    (folder / "news.txt").write_text(TEXT, "utf-8")
    return folder


def _without_network() -> list[str]:
    """What comes before a command so that it has no network at all; nothing where the system does not allow it."""
    if shutil.which("unshare"):
        for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
            if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
                return command
    return []


def run(folder: Path, *words: str) -> str:
    """Return what a program of the other environment prints, run there without the network."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("KG_", "PYTHON"))}
    program = str(folder / "env/bin" / words[0])
    done = subprocess.run(
        [*_without_network(), program, *words[1:]],
        cwd=folder,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("place", sorted(DATA))
def test_all_data_files_are_in_the_wheel(names: set[str], wheel: Path, place: str) -> None:
    files = [path for path in DATA[place].iterdir() if path.is_file()]
    assert files
    with zipfile.ZipFile(wheel) as archive:
        for file in files:
            assert archive.read(f"{place}/{file.name}") == file.read_bytes()


def test_all_modules_are_in_the_wheel(names: set[str]) -> None:
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "kg").rglob("*.py")}
    # What only makes the lexicons may be there or not.
    needed = {name for name in modules if not name.startswith("kg/lang/compile/")}
    assert needed <= names


def test_nothing_else_is_in_the_wheel(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kg"}
    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".md", ".json", ".png"))] == []
    assert [name for name in names if {"tests", "seeds", "docs", "output"} & set(name.split("/"))] == []


def test_the_licence_and_what_is_needed_are_told(names: set[str], wheel: Path) -> None:
    (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    assert metadata.replace("METADATA", "licenses/LICENSE") in names
    with zipfile.ZipFile(wheel) as archive:
        told = archive.read(metadata).decode().split("\n\n", 1)
    assert "Requires-Python: >=3.11" in told[0]
    assert "Requires-Dist: pyoxigraph" in told[0]
    assert told[1].startswith("# innovation-kg"), "the README is the description"


def test_the_other_environment_has_the_wheel_and_not_the_checkout(elsewhere: Path) -> None:
    code = "import sys, kg, pyoxigraph; print(kg.__file__, pyoxigraph.__file__, *sys.path, sep='\\n')"
    package, library, *path = run(elsewhere, "python", "-c", code).splitlines()
    assert Path(package).is_relative_to(elsewhere)
    assert not Path(library).is_relative_to(elsewhere)
    assert str(ROOT) not in path


def test_the_network_is_off_there(elsewhere: Path) -> None:
    code = (
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except RuntimeError as error: print(error)\n"
    )
    assert "the network is off" in run(elsewhere, "python", "-c", code)


def test_a_text_is_built_asked_drawn_and_exported(elsewhere: Path) -> None:
    built = run(elsewhere, "python", "-m", "kg", "build", "news.txt")
    assert "1 new, 0 changed, 0 unchanged, 0 failed" in built
    partners = run(elsewhere, "kg", "query", "-q", "partners", "organization=上海交大", "-f", "csv")
    assert partners.splitlines() == ["organization,partner,documents", f"{ID}上海交通大学,{ID}复旦大学,1"]
    located = run(elsewhere, "kg", "query", "ASK { id:复旦大学附属华山医院 ikg:locatedIn id:静安区 }")
    assert located.strip() == "true"
    assert "3,000 人" in run(elsewhere, "kg", "show", "华山医院")
    assert "\n0 violations, " in run(elsewhere, "kg", "validate")
    run(elsewhere, "kg", "view", "-o", "view.html")
    page = (elsewhere / "view.html").read_text("utf-8")
    assert "复旦大学附属华山医院" in page
    assert "vis-network" in page
    turtle = run(elsewhere, "kg", "export", "-f", "turtle")
    partnership = Triple(
        NamedNode(ID + "上海交通大学"), NamedNode(ONTOLOGY + "partnersWith"), NamedNode(ID + "复旦大学")
    )
    assert partnership in {quad.triple for quad in parse(turtle.encode(), format=RdfFormat.TURTLE)}
    assert (elsewhere / "output/network.html").is_file()
    assert "nothing changed" in run(elsewhere, "kg", "build", "news.txt")
