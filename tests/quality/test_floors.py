"""What extraction reaches on each corpus. A floor stands a little under the measured figure; it is only ever raised.

The corpora: one real article (annotated by others), the project's own seeds (annotated before anything was extracted
from them), and sentences of financial news (FinRE, Li et al., ACL 2019: its validation split; rules are made on the
training split).
"""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.usefixtures("shared")


def extracted(texts: Path, folder: Path) -> Path:
    """Extract every text of a folder into ``folder`` through the command line."""
    command = [sys.executable, "-m", "kg", "extract", str(texts), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def scored(*command: object) -> str:
    """Run a scoring script; it ends with 1 where a figure is under its floor."""
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def floors(**least: float) -> list[str]:
    return [word for name, value in least.items() for word in (f"--min-{name}", str(value))]


def test_a_real_article(shared: Path, tmp_path: Path) -> None:
    graphs = extracted(shared / "seeds", tmp_path)
    least = floors(entity=0.98, relation=0.98, figure=0.99)
    assert "figures" in scored(shared / "score" / "score.py", shared / "gold", graphs, *least)


def test_the_seeds(shared: Path, tmp_path: Path) -> None:
    graphs = extracted(ROOT / "seeds", tmp_path)
    least = floors(entity=0.88, relation=0.67, figure=0.58)
    assert "figures" in scored(shared / "score" / "score.py", ROOT / "seeds" / "gold", graphs, *least)


def test_financial_news(shared: Path, tmp_path: Path) -> None:
    script, sentences = shared / "score" / "finre.py", shared / "data" / "finre" / "valid.txt"
    scored(script, "split", sentences, tmp_path / "texts")
    graphs = extracted(tmp_path / "texts", tmp_path / "graphs")
    least = floors(entity=0.75, partners=0.38, invests=0.50)
    assert "partnersWith" in scored(script, "score", sentences, graphs, *least)
