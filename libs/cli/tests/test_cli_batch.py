"""The batch form of `vedette read`: one line in, one line out, whatever the line is."""

import json
from pathlib import Path
from typing import Any

import pytest

from vedette.cli.batch import BatchOptions, run_batch
from vedette.cli.storybook import FOLDER, load_storybook

SHELLING = (
    "Two people were killed and five others were injured when artillery shells hit a market in Ariha in Syria's Idlib "
    "province on Wednesday, the Sham Rescue Service said. The wounded were taken to a hospital in Idlib city."
)
RISEN = (
    "The death toll from the shelling of a market in Ariha in Syria's Idlib province has risen to six, rescuers said."
)


def line(number: int | str, body: str, **more: str) -> str:
    fields = {"content_type": "text/plain", "published_at": "2023-06-14", "source": f"Paper {number}"}
    return json.dumps({"id": number, "body": body, "url": f"https://paper.example/{number}", **fields, **more})


def run(folder: Path, lines: list[str], **options: Any) -> tuple[int, list[dict[str, Any]]]:
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("\n".join(lines) + "\n")
    failed = run_batch(source, out, BatchOptions(**options))
    return failed, [json.loads(row) for row in out.read_text().splitlines()]


def test_no_bad_line_ends_the_run_and_the_order_is_kept(tmp_path: Path) -> None:
    lines = [
        line("a", SHELLING),
        "this is no JSON",
        '["neither", "an", "object"]',
        '{"id": "without a body"}',
        line("pdf", "%PDF-1.7 not a page"),
        line("type", SHELLING, content_type="image/png"),
        line("day", SHELLING, published_at="yesterday"),
        line("address", SHELLING, url="not an address"),
        "",
        line(9, RISEN),
    ]
    failed, rows = run(tmp_path, lines)
    assert [row["id"] for row in rows] == ["a", None, None, "without a body", "pdf", "type", "day", "address", 9]
    assert [row["error"] is None for row in rows] == [True, *[False] * 7, True]
    assert failed == 7
    assert all(row["error"]["reason"] and row["error"]["detail"] for row in rows[1:8])
    assert all(row["article"] is None and row["claims"] == [] for row in rows[1:8])


def test_a_claim_points_at_the_characters_it_rests_on(tmp_path: Path) -> None:
    _, (row,) = run(tmp_path, [line("a", SHELLING)])
    (claim,) = row["claims"]
    assert claim["toll"]["killed"]["best"] == 2
    for evidence in claim["evidence"]:
        assert row["article"]["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_title_given_beside_the_body_becomes_the_headline(tmp_path: Path) -> None:
    _, (row,) = run(tmp_path, [line("a", SHELLING, title="Market in Ariha shelled")])
    assert row["article"]["paragraphs"][0] == {
        "text": "Market in Ariha shelled", "start": 0, "end": 23, "role": "headline",
    }  # fmt: skip


def test_a_clean_body_is_left_as_it_is(tmp_path: Path) -> None:
    body = SHELLING + "\n\nLeave a Reply\n\nYour email address will not be published."
    _, (row,) = run(tmp_path, [line("a", body)], skip_clean=True)
    assert row["article"]["text"] == body
    assert row["article"]["cut"] == []


def test_two_processes_keep_the_order_too(tmp_path: Path) -> None:
    lines = [line(n, SHELLING if n % 2 else "Football: the Miners beat the Sailors by two goals.") for n in range(12)]
    failed, rows = run(tmp_path, lines, jobs=2)
    assert (failed, [row["id"] for row in rows]) == (0, list(range(12)))


def test_claims_of_the_run_are_merged_in_the_order_of_publication(tmp_path: Path) -> None:
    lines = [
        line("late", RISEN, published_at="2023-06-14T12:45:00Z"),
        line("early", SHELLING, published_at="2023-06-14T08:20:00Z"),
    ]
    run(tmp_path, lines, events=tmp_path / "events.jsonl")
    (event,) = [json.loads(row) for row in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert event["toll"]["killed"]["best"] == 6
    assert [source["publisher"] for source in event["sources"]] == ["Paper early", "Paper late"]


def test_the_stories_come_to_the_same_events_without_a_broker(tmp_path: Path) -> None:
    lines = [
        json.dumps({
            "id": s.id, "body": s.html(FOLDER), "content_type": "text/html", "url": f"https://{s.newsroom}.example{s.path}",
            "published_at": s.published_at.isoformat(), "source": s.newsroom, "title": s.title,
        })
        for s in load_storybook().stories if not any(o.revises == s.id for o in load_storybook().stories)
    ]  # fmt: skip
    failed, _ = run(tmp_path, lines, events=tmp_path / "events.jsonl")
    assert failed == 0
    events = [json.loads(row) for row in (tmp_path / "events.jsonl").read_text().splitlines()]
    posts = {e["place"]["name"]: e["state"] for e in events if e["kind"] == "post" and e["is_site"]}
    assert posts == {
        "Kansafra": "established", "Balyun": "attacked", "Iblin": "withdrawn", "Qastun": "planned",
        "Douentza": "established",
    }  # fmt: skip
    tolls = {
        e["place"]["name"]: e["toll"]["killed"]["best"]
        for e in events
        if e["kind"] == "casualty" and e["toll"]["killed"]
    }
    assert (tolls["Ariha"], tolls["Kostyantynivka"]) == (6, 6)


def test_a_file_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_batch(tmp_path / "gone.jsonl", None, BatchOptions())
