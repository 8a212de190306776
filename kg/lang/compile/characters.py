"""Traditional characters and their simplified forms."""

import importlib.util
import unicodedata
from pathlib import Path

from kg.errors import DataError

HEAD = ("Traditional characters and their simplified form, one to one.",)
COLUMNS = "traditional\tsimplified"


def _dictionary() -> Path:
    spec = importlib.util.find_spec("opencc")
    if spec is None or not spec.submodule_search_locations:
        raise DataError("opencc is not installed: pip install opencc-python-reimplemented (only needed to compile)")
    path = Path(next(iter(spec.submodule_search_locations))) / "dictionary" / "TSCharacters.txt"
    if not path.exists():
        raise DataError(f"{path} is missing: install opencc-python-reimplemented, not another opencc")
    return path


def characters() -> dict[str, str]:
    """Return each traditional character with its first simplified candidate, where the two differ."""
    pairs = {}
    for line in _dictionary().read_text(encoding="utf-8").splitlines():
        traditional, _, candidates = line.partition("\t")
        simplified = (candidates.split() or [""])[0]
        if len(traditional) == 1 and len(simplified) == 1 and traditional != simplified:
            pairs[traditional] = simplified
    return {t: s for t, s in pairs.items() if unicodedata.is_normalized("NFC", t + s)}
