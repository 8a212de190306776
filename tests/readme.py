"""What the README shows, made anew: ``python tests/readme.py`` runs its commands and writes what they print.

A ``console`` block holds commands (``$ …``) and their output, a ``python`` block is a program whose output stands in
the ``text`` block after it. They run one after the other in an empty folder with the project's ``seeds``. Of a long
output the first lines are shown and then ``…``. The picture needs Chromium, the figures of extraction need the scoring
material; what cannot be made stays as it is.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from browser import CHROMIUM
from picture import picture

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "network.png"
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))
LINES = 12

_BLOCK = re.compile(
    r"^```console\n(?P<console>.*?)^```$|^```python\n(?P<python>.*?)^```\n\n```text\n(?P<printed>.*?)^```$", re.M | re.S
)
_FIGURES = re.compile(r"(?<=<!-- figures: make readme -->\n).*?(?=<!-- /figures -->)", re.S)
_SCORE = re.compile(r"^(\w+) .*?(?:P ([\d.]+) )?R ([\d.]+)(?: F1 ([\d.]+))?$", re.M)


class CommandError(Exception):
    """A command ended with another status than 0."""


def home(folder: Path) -> Path:
    """Put the project's texts into a folder, where the blocks can then run."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


def run(command: str, folder: Path, text: str = "") -> str:
    """Return what a command of the shell prints, with the ``kg`` of this Python; raise ``CommandError`` if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "KG_STORE"}
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), environment["PATH"]))
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, input=text, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise CommandError(f"{command} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def shown(output: str) -> str:
    """Return an output as the README shows it."""
    lines = [line.rstrip() for line in output.strip("\n").split("\n")]
    return "\n".join(lines if len(lines) <= LINES else [*lines[: LINES - 1], "…"]) + "\n"


def blocks(text: str) -> list[re.Match[str]]:
    """Return the blocks that run, in their order."""
    return list(_BLOCK.finditer(text))


def commands(text: str) -> list[str]:
    """Return the commands of all ``console`` blocks, in their order."""
    return re.findall(r"^\$ (.*)$", "".join(block["console"] or "" for block in blocks(text)), re.M)


def rerun(block: re.Match[str], folder: Path) -> str:
    """Run a block in a folder and return it with what it prints now."""
    if block["python"]:
        printed = shown(run("python -", folder, block["python"]))
        return f"```python\n{block['python']}```\n\n```text\n{printed}```"
    parts = (f"$ {command}\n{shown(run(command, folder))}" for command in commands(block[0]))
    return "```console\n" + "".join(parts) + "```"


def refreshed(text: str, folder: Path) -> str:
    """Return the text with the present output in each of its blocks, which run in ``folder``."""
    return _BLOCK.sub(lambda block: rerun(block, folder), text)


def figures(folder: Path) -> str:
    """Return the rows of the table of figures: what extraction reaches on each corpus."""
    score, finre, sentences = SHARED / "score/score.py", SHARED / "score/finre.py", SHARED / "data/finre/valid.txt"
    run(f"python {finre} split {sentences} finre", folder)
    corpora = {
        "one news article": (SHARED / "seeds", f"{score} {SHARED / 'gold'}"),
        "`seeds/`, 15 articles": (ROOT / "seeds", f"{score} {ROOT / 'seeds/gold'}"),
        "FinRE, validation": (folder / "finre", f"{finre} score {sentences}"),
    }
    rows = []
    for name, (texts, scorer) in corpora.items():
        with TemporaryDirectory() as graphs:
            run(f"kg extract {texts} -o {graphs}", folder)
            told = _SCORE.findall(run(f"python {scorer} {graphs}", folder))
        rows += [f"| {name} | {' | '.join(each or '–' for each in found)} |\n" for found in told]
    return "| corpus | of what | precision | recall | F1 |\n|---|---|---|---|---|\n" + "".join(rows)


def main() -> None:
    """Write the README and its picture."""
    text = README.read_text("utf-8")
    with TemporaryDirectory() as place:
        folder = home(Path(place))
        text = refreshed(text, folder)
        if CHROMIUM.exists():
            PICTURE.write_bytes(picture(folder / "output" / "network.html"))
            click.echo(f"{PICTURE.relative_to(ROOT)}: drawn")
        else:
            click.echo(f"{PICTURE.relative_to(ROOT)}: left as it is, there is no {CHROMIUM}")
        if (SHARED / "score" / "score.py").exists():
            text = _FIGURES.sub(lambda _: figures(folder), text)
        else:
            click.echo("figures: left as they are, KG_SHARED does not name the scoring material")
    README.write_text(text, "utf-8")
    click.echo("README.md: written")


if __name__ == "__main__":
    main()
