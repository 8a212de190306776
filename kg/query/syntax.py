"""SPARQL that only reads: what is let through to the store, and messages for what is not.

The engine itself decides what is a keyword and what is part of a string, comment, IRI or name: a word is written
over with one of the same length that means nothing, and if the query still parses, it was no keyword.
"""

import re

from pyoxigraph import Store

from kg import graph
from kg.errors import UsageError
from kg.model import DOCUMENT, GRAPH

PREFIXES = graph.PREFIXES | {"doc": DOCUMENT, "graph": GRAPH, "owl": "http://www.w3.org/2002/07/owl#"}
"""The prefixes that a query may use without declaring them."""

_UPDATES = "ADD CLEAR COPY CREATE DELETE DROP INSERT LOAD MOVE WITH"
_REFUSED = frozenset([*_UPDATES.split(), "SERVICE"])
# Whatever is not a bare word: comments, IRIs, strings, variables, prefixed names, language tags.
_NAMES = re.compile(
    r"""\#[^\r\n]* | <[^\x00-\x20<>"{}|^`\\]*> | '''(?:\\.|[^\\])*?''' | \"""(?:\\.|[^\\])*?\""" """
    r"""| '(?:\\.|[^'\\\r\n])*' | "(?:\\.|[^"\\\r\n])*" | [?$]\w+ | [\w.-]*:[\w.:%\\-]* | @[A-Za-z][\w-]*""",
    re.VERBOSE | re.DOTALL,
)
_WHERE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SHOWN = 4
"""Of how many tokens that would have been right a message still tells."""


def check(sparql: str) -> None:
    """Let a SELECT, ASK, CONSTRUCT or DESCRIBE pass that stays within the store.

    Raises ``UsageError`` with line and column for text that does not parse, and for SERVICE and every update.
    """
    try:
        _parse(_masked(sparql, "service"))
    except SyntaxError as error:
        raise UsageError(_refusal(sparql) or _message(sparql, str(error))) from None


def prologue() -> str:
    """Return the declarations, on one line, of the prefixes that the store itself does not predefine."""
    own = (prefix for prefix in PREFIXES if prefix not in graph.PREFIXES)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in own)


def names_graphs(sparql: str) -> bool:
    """Tell whether a checked query chooses its own default graph with FROM."""
    masked = _masked(sparql, "from")
    if masked == sparql:
        return False
    try:
        _parse(masked)
    except SyntaxError:
        return True
    return False


def _masked(sparql: str, word: str) -> str:
    # No token of SPARQL begins with Z, so what was a keyword cannot be read as anything else. The case is kept, since
    # it tells variables apart.
    return re.sub(word, lambda found: _zed(found[0]), sparql, flags=re.IGNORECASE | re.ASCII)


def _zed(word: str) -> str:
    return "".join("Z" if letter.isupper() else "z" for letter in word)


def _parse(sparql: str) -> None:
    try:
        Store().query(sparql, prefixes=PREFIXES)
    except RuntimeError as error:
        raise UsageError(f"the query cannot be answered: {error}") from None


def _refusal(sparql: str) -> str:
    words = re.findall(r"[A-Za-z]+", _NAMES.sub(" ", sparql))
    found = next((word.upper() for word in words if word.upper() in _REFUSED), "")
    if found == "SERVICE":
        return "the query is refused: SERVICE would reach the network; a query reads this store alone"
    if found:
        return f"the query is refused: {found} would write; use SELECT, ASK, CONSTRUCT or DESCRIBE"
    return ""


def _message(sparql: str, error: str) -> str:
    if not sparql.strip():
        return "the query is empty: give SPARQL, a FILE.rq, or -q NAME"
    found = _WHERE.match(error)
    if not found:
        return f"the query does not parse: {error}"
    line = int(found[1])
    text = (sparql.split("\n")[line - 1 : line] or [""])[0]
    # The engine counts bytes.
    column = len(text.encode()[: int(found[2]) - 1].decode(errors="ignore")) + 1
    near = text[column - 1 :].strip()[:20]
    place = f'near "{near}"' if near else "at its end"
    return f"the query does not parse at line {line}, column {column}, {place}: {_reason(found[3], text[: column - 1])}"


def _reason(listed: str, before: str) -> str:
    """Return what the engine has to say: a sentence if there is one, else the tokens that would have been right."""
    items = [item for item in re.split(r", (?![^\[]*\])", listed) if not item.startswith("[")]
    if "Prefix not found" in items:
        prefix = re.search(r"([\w.-]*:)[^\s]*\s*$", before)
        called = f"the prefix {prefix[1]} is" if prefix else "a prefix is"
        return f"{called} not declared; predefined are {' '.join(f'{each}:' for each in sorted(PREFIXES))}"
    sentence = next((item for item in items if item.count(" ") > 1), "")
    if sentence:
        return sentence[0].lower() + sentence[1:] if sentence.startswith("The ") else sentence
    return f"expected {' or '.join(items)}" if 0 < len(items) <= _SHOWN else "something is missing or out of place"
