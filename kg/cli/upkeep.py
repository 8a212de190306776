"""The commands that keep a store in order: documents, remove, stats, validate."""

import click

from kg.cli.frame import common, examples, out


@click.command(epilog=examples("kg documents"))
@common
def documents(store: str) -> None:
    """List the documents of the graph."""
    from kg.query import aligned
    from kg.query.results import short
    from kg.store import Store

    with Store.open(store) as opened:
        records = opened.documents()
    rows = [(each.issued, each.title, each.publisher, ", ".join(each.sources), short(each.iri)) for each in records]
    out(aligned(("issued", "title", "publisher", "source", "document"), rows))


@click.command(epilog=examples("kg remove seeds/02-jiangli.txt", "kg remove 黄浦携手瑞金医院建设转化医学产业园"))
@click.argument("names", nargs=-1, required=True, metavar="DOCUMENT...")
@common
def remove(store: str, names: tuple[str, ...]) -> None:
    """Remove documents and all that only they said.

    DOCUMENT is an IRI, its short form (doc:...), a source, or a title, as kg documents lists them.
    """
    from kg.query import document
    from kg.store import Store

    with Store.open(store):
        pass
    with Store.open(store, write=True) as opened:
        iris = list(dict.fromkeys(document(opened, name) for name in names))
        for iri in iris:
            opened.remove(iri)
    out(f"removed {len(iris)} document{'' if len(iris) == 1 else 's'}\n")


@click.command(epilog=examples("kg stats"))
@common
def stats(store: str) -> None:
    """Count documents, entities, relations and figures."""
    from kg.ontology import ontology
    from kg.query import aligned, counts
    from kg.store import Store

    with Store.open(store) as opened:
        found = counts(opened)
    totals = ("documents", "entities", "relations", "figures", "mentions", "statements")
    labels = ontology().labels
    rows = [(name, "", str(getattr(found, name))) for name in totals]
    for numbers in (found.types, found.predicates):
        rows += [(name, labels.get(name, ("",))[0], str(number)) for name, number in numbers.items()]
    out(aligned(("what", "名称", "number"), rows, right={2}))


@click.command(epilog=examples("kg validate"))
@common
def validate(store: str) -> None:
    """Check the graph with the ontology's shapes.

    Violations are errors of the data, and the exit status is then 1; warnings are for careful readers.
    """
    from kg.check import VIOLATION
    from kg.check import validate as findings
    from kg.store import Store

    with Store.open(store) as opened:
        found = findings(opened)
    out("".join(f"{finding}\n" for finding in found))
    violations = sum(finding.severity == VIOLATION for finding in found)
    out(f"{violations} violations, {len(found) - violations} warnings\n")
    if violations:
        click.get_current_context().exit(1)
