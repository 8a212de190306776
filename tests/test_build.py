"""A build reads, extracts and brings the store and its outputs up to date, and does no more than it must."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from kg import batch
from kg.build import Summary, build, write
from kg.errors import DataError, StoreError
from kg.model import Document, Entity, Evidence, Extraction, Mention, Statement
from kg.store import Store


def extract(document: Document) -> Extraction:
    """Take what ends in 大学 as universities, each of which works with the next."""
    if "崩溃" in document.text:
        raise ZeroDivisionError("no rule for this")
    spans: dict[str, Evidence] = {}
    for found in re.finditer("[甲乙丙丁戊]大学", document.text):
        spans.setdefault(found[0], document.evidence(found.start(), found.end()))
    sure = Decimal("0.9")
    return Extraction(
        document,
        tuple(
            Entity(name, name, "University", "University", (name,), (Mention(span, "test"),), "test", sure)
            for name, span in spans.items()
        ),
        tuple(
            Statement(a, "partnersWith", b, document.evidence(spans[a].start, spans[b].end), "test", sure)
            for a, b in pairwise(spans)
        ),
    )


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("甲大学与乙大学签署协议，双方将共同培养学生。\n", "utf-8")
    (folder / "b.txt").write_text("丙大学与丁大学签署协议，双方将共同培养学生。\n", "utf-8")
    (folder / "c.txt").write_text("乙大学与丙大学签署协议，双方将共同培养学生。\n", "utf-8")
    return folder


def run(
    news: Path, *paths: Path, jobs: int = 1, full: bool = False, extractor: Callable[[Document], Extraction] = extract
) -> Summary:
    where = news.parent / "out"
    return build(paths or (news,), str(where / "store"), where, jobs=jobs, full=full, extract=extractor)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def sources(news: Path) -> list[str]:
    with Store.open(str(news.parent / "out" / "store")) as store:
        return sorted(Path(source).name for record in store.documents() for source in record.sources)


def test_a_build_reads_all_and_writes_the_graph_and_the_page(news: Path) -> None:
    summary = run(news)
    assert (summary.new, summary.changed, summary.unchanged, summary.failures) == (3, 0, 0, [])
    assert [path.name for path in summary.written] == ["graph.ttl", "graph.trig", "network.html"]
    assert summary.counts is not None
    assert (summary.counts.documents, summary.counts.entities, summary.counts.relations) == (3, 4, 3)
    assert "甲大学" in summary.page.read_text("utf-8")
    assert "甲大学" in (summary.output / "graph.trig").read_text("utf-8")


def test_a_second_build_changes_no_byte_of_outputs_and_store(news: Path) -> None:
    run(news)
    before = snapshot(news.parent / "out")
    summary = run(news)
    assert summary.idle
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 3)
    assert snapshot(news.parent / "out") == before


def test_a_full_build_of_the_same_texts_reads_again_and_writes_nothing(news: Path) -> None:
    read: list[str] = []

    def counted(document: Document) -> Extraction:
        read.append(Path(document.source).name)
        return extract(document)

    run(news, extractor=counted)
    run(news, extractor=counted)
    assert read == ["a.txt", "b.txt", "c.txt"]
    summary = run(news, full=True, extractor=counted)
    assert read == ["a.txt", "b.txt", "c.txt"] * 2
    assert summary.idle


def test_a_changed_text_replaces_all_that_it_said(news: Path) -> None:
    run(news)
    (news / "a.txt").write_text("戊大学与乙大学签署协议，双方将共同培养学生。\n", "utf-8")
    summary = run(news)
    assert (summary.new, summary.changed, summary.unchanged) == (0, 1, 2)
    assert sources(news) == ["a.txt", "b.txt", "c.txt"]
    assert "甲大学" not in (summary.output / "graph.trig").read_text("utf-8")
    assert "戊大学" in summary.page.read_text("utf-8")


def test_a_new_text_is_added_to_what_is_there(news: Path) -> None:
    run(news, news / "a.txt", news / "b.txt")
    summary = run(news, news / "c.txt")
    assert (summary.new, summary.changed, summary.unchanged) == (1, 0, 0)
    assert sources(news) == ["a.txt", "b.txt", "c.txt"]


def test_two_files_with_one_text_are_one_document(news: Path) -> None:
    (news / "d.txt").write_bytes((news / "a.txt").read_bytes())
    first, second = run(news), run(news)
    assert (first.new, first.changed, first.same) == (3, 0, 1)
    assert (second.new, second.changed, second.unchanged, second.same) == (0, 0, 3, 1)
    assert second.idle
    assert first.counts is not None
    assert first.counts.documents == 3


def test_the_store_and_outputs_do_not_depend_on_order_or_number_of_processes(news: Path) -> None:
    found = []
    for paths, jobs in (("abc", 1), ("cab", 1), ("bca", 2)):
        out = news.parent / paths
        files = [news / f"{name}.txt" for name in paths]
        summary = build(files, str(out / "store"), out, jobs=jobs, extract=extract)
        assert summary.new == 3
        found.append([(out / name).read_bytes() for name in ("graph.ttl", "graph.trig", "network.html")])
    assert found[0] == found[1] == found[2]


def test_files_that_fail_are_told_in_order_and_the_others_are_done(news: Path) -> None:
    (news / "b.txt").write_bytes(b"")
    (news / "d.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4)
    (news / "e.txt").write_text("崩溃：甲大学与乙大学签署协议，双方将共同培养学生。\n", "utf-8")
    (news / "f.txt").symlink_to(news / "nowhere.txt")
    for jobs in (1, 2):
        summary = run(news, news, news / "missing.txt", jobs=jobs, full=True)
        reasons = [failure.reason for failure in summary.failures]
        assert all("\n" not in reason for reason in reasons)
        told = [next(name for name in ("b", "d", "e", "f", "missing") if f"/{name}.txt: " in each) for each in reasons]
        assert sorted(told) == ["b", "d", "e", "f", "missing"]
        assert any("e.txt: internal error: ZeroDivisionError: no rule for this" in reason for reason in reasons)
        assert sources(news) == ["a.txt", "c.txt"]
    assert "ZeroDivisionError" in next(failure.trace for failure in summary.failures if failure.trace)


def test_a_text_that_can_no_longer_be_read_stays_as_it_was(news: Path) -> None:
    run(news)
    (news / "a.txt").write_bytes(b"")
    summary = run(news)
    assert len(summary.failures) == 1
    assert sources(news) == ["a.txt", "b.txt", "c.txt"]


def test_nothing_is_made_where_nothing_can_be_read(news: Path) -> None:
    summary = run(news, news / "missing.txt")
    assert (len(summary.failures), summary.counts, summary.written) == (1, None, [])
    assert not (news.parent / "out").exists()


def test_an_output_that_is_missing_is_written_again_and_no_other(news: Path) -> None:
    run(news)
    (news.parent / "out" / "graph.ttl").unlink()
    before = snapshot(news.parent / "out")
    summary = run(news)
    assert [path.name for path in summary.written] == ["graph.ttl"]
    after = snapshot(news.parent / "out")
    assert {path: after[path] for path in before} == before


def test_outputs_follow_a_store_that_was_changed_by_other_means(news: Path) -> None:
    run(news)
    with Store.open(str(news.parent / "out" / "store"), write=True) as store:
        store.remove(next(record.iri for record in store.documents() if record.source.endswith("a.txt")))
    summary = run(news, news / "b.txt")
    assert summary.unchanged == 1
    assert len(summary.written) == 3
    assert "甲大学" not in summary.page.read_text("utf-8")


def test_what_an_interrupted_build_has_done_is_kept_and_the_next_does_the_rest(news: Path) -> None:
    def interrupted(document: Document) -> Extraction:
        if document.source.endswith("c.txt"):
            raise KeyboardInterrupt
        return extract(document)

    with pytest.raises(KeyboardInterrupt):
        run(news, extractor=interrupted)
    assert sources(news) == ["a.txt", "b.txt"]
    summary = run(news)
    assert (summary.new, summary.unchanged) == (1, 2)
    assert len(summary.written) == 3


def test_progress_is_told_of_every_file_once(news: Path) -> None:
    class Counting:
        expected = done = 0

        def start(self, documents: int) -> None:
            self.expected = documents

        def advance(self) -> None:
            self.done += 1

    (news / "d.txt").write_bytes(b"")
    for _ in range(2):
        told = Counting()
        out = news.parent / "out"
        build([news], str(out / "store"), out, jobs=1, progress=told, extract=extract)
        assert told.expected == told.done == 4


def test_a_folder_that_is_no_store_is_not_written_to(news: Path) -> None:
    place = news / "a.txt"
    before = place.read_bytes()
    with pytest.raises(StoreError):
        build([news], str(place), news.parent / "out", jobs=1, extract=extract)
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("asked", "documents", "least", "most"), [(3, 1, 3, 3), (None, 2, 1, 1), (None, 10_000, 1, 10_000)]
)
def test_processes_are_as_asked_or_one_where_there_are_few_documents(
    asked: int | None, documents: int, least: int, most: int
) -> None:
    assert least <= batch.processes(asked, documents) <= most


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    assert write(tmp_path / "new" / "a.txt", b"one")
    assert not write(tmp_path / "new" / "a.txt", b"one")
    assert write(tmp_path / "new" / "a.txt", b"two")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.txt"]
    with pytest.raises(DataError, match="cannot be written"):
        write(tmp_path / "new" / "a.txt" / "b.txt", b"three")
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"two"
