"""Queries that have a name: ``queries/NAME.rq``, SPARQL with a head of comments that says what it answers.

A variable that a caller may bind stands in the text as ``VALUES ?organization { UNDEF }``, so the file is SPARQL by
itself: not bound, it answers for all.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import settings
from kg.errors import UsageError
from kg.model import ONTOLOGY
from kg.ontology import Ontology, ontology
from kg.query.names import resolve, values
from kg.store import Store

_HEAD = re.compile(r"^# ([^:]+): (.*)$", re.MULTILINE)
_PARAMETER = re.compile(r"(\[?)(\w+)(:class)?\]?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that a caller binds: to entities by a name, or (``klass``) to a class of the ontology."""

    name: str
    optional: bool
    klass: bool

    @property
    def usage(self) -> str:
        """How it is given on the command line."""
        given = f"{self.name}={'CLASS' if self.klass else 'NAME'}"
        return f"[{given}]" if self.optional else given


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with what its head says: titles and answers as (Chinese, English), and an example of its use."""

    name: str
    text: str
    title: tuple[str, str]
    answers: tuple[str, str]
    parameters: tuple[Parameter, ...]
    example: str

    def bind(self, store: Store, given: Mapping[str, str]) -> str:
        """Return the SPARQL with the given names in place of its variables.

        Raises ``UsageError`` for an unknown or missing variable and for a name that nothing has.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        self._check(known, given)
        text = self.text
        for name, value in given.items():
            iris = [_klass(value)] if known[name].klass else resolve(store, value)
            bound = f"VALUES ?{name} {{ {values(iris)} }}"
            text = _hole(name).sub(lambda _, bound=bound: bound, text)  # type: ignore[misc]
        return text

    def _check(self, known: Mapping[str, Parameter], given: Iterable[str]) -> None:
        usage = " ".join(parameter.usage for parameter in self.parameters) or "none"
        for name in given:
            if name not in known:
                raise UsageError(f'the query {self.name} has no variable "{name}"; it takes {usage}')
        missing = [each.name for each in self.parameters if not each.optional and each.name not in given]
        if missing:
            raise UsageError(f"the query {self.name} needs {' and '.join(missing)}: give {usage}")


def parsed(name: str, text: str) -> NamedQuery:
    """Read a query's head. Raises ``UsageError`` where a variable of the head has no place in the text."""
    head: dict[str, str] = dict(_HEAD.findall(text))
    found = _PARAMETER.findall(head.get("variables", ""))
    parameters = tuple(Parameter(each, bool(bracket), bool(klass)) for bracket, each, klass in found)
    for parameter in parameters:
        if not _hole(parameter.name).search(text):
            raise UsageError(f"the query {name} lacks VALUES ?{parameter.name} {{ UNDEF }} for its variable")
    title = head.get("title", name)
    answers = head.get("answers", "")
    return NamedQuery(
        name=name,
        text=text,
        title=(head.get("标题", title), title),
        answers=(head.get("回答", answers), answers),
        parameters=parameters,
        example=head.get("example", ""),
    )


@cache
def named(folder: Path = settings.QUERIES) -> dict[str, NamedQuery]:
    """Return all named queries by their names, sorted."""
    return {path.stem: parsed(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.rq"))}


def called(name: str) -> NamedQuery:
    """Return the query of that name. Raises ``UsageError`` that names the near ones."""
    queries = named()
    if name not in queries:
        from difflib import get_close_matches

        near = get_close_matches(name, queries, n=3, cutoff=0.4)
        hint = f"; near are {', '.join(near)}" if near else ""
        raise UsageError(f'no query is called "{name}"{hint}; kg queries lists them')
    return queries[name]


def _hole(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s*\?{name}\s*\{{\s*UNDEF\s*\}}")


def _klass(name: str) -> str:
    """Return the IRI of a class from its local name or its label in either language."""
    vocabulary: Ontology = ontology()
    wanted = name.removeprefix("ikg:").casefold()
    classes = [*vocabulary.types, *(each for each in vocabulary.ancestors if each not in vocabulary.types)]
    for each in classes:
        if wanted in {each.casefold(), *(label.casefold() for label in vocabulary.labels.get(each, ()))}:
            return ONTOLOGY + each
    raise UsageError(f'no class is called "{name}": use {", ".join(classes)}')
