"""Paths and environment, read once.

The package's own files (ontology, lexicons, queries, page) are found here, in a wheel as in a checkout.
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).parent
QUERIES = PACKAGE / "queries"
WEB = PACKAGE / "web"
LANGUAGES = PACKAGE / "lang"

_in_wheel = PACKAGE / "ontology_files"
ONTOLOGY = _in_wheel if _in_wheel.is_dir() else PACKAGE.parent / "ontology"

STORE = os.environ.get("KG_STORE", "output/store")
SEEDS = "seeds"
OUTPUT = "output"
