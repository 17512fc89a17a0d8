"""`closecall new` as people run it: plain questions, links filled in, nothing half done."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from closecall.cli.main import closecall
from closecall.errors import ClosecallError
from closecall.evidence import gather
from closecall.model.days import parse_day
from closecall.model.fields import RecordId
from closecall.model.trail import Stage
from closecall.records.documents import Plain, parse
from closecall.records.kinds import KINDS
from tests.support import (
    AS_AT,
    AU,
    CC,
    CLOSED,
    CT,
    GD,
    MK,
    MP,
    NM,
    PE,
    PT,
    REPORTED,
    REVIEWED,
    RK,
    RV,
    XC,
    Chain,
)

_TEN = (
    "rosewood-house",
    "2026-03-10 08:10",
    "medicines-lead",
    "medicines",
    "A tablet was nearly given twice",
    "1",
    "someone saw it",
    "The carer read the chart",
    "",
    "Tablet put away",
    "1",
    "unknown",
    "Nobody could say yet",
    "not yet",
)
"""The answers of somebody who reports a near miss, where there are several services."""


def new(root: Path, *words: str, said: str = "") -> Result:
    return CliRunner().invoke(closecall, ["new", *words, "-C", str(root)], input=said)


def records(root: Path) -> dict[str, str]:
    return {
        file.relative_to(root).as_posix(): file.read_text("utf-8")
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def answers(root: Path, *lines: str) -> str:
    """The lines, without the first where the service is filled in."""
    services = list((root / "records/services").iterdir())
    return "\n".join(lines[1 if len(services) == 1 else 0 :]) + "\n"


def test_a_near_miss_is_reported_in_plain_lines(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    before = records(root)
    done = new(root, "near-miss", "--on", "2026-03-10", said=answers(root, *_TEN))
    assert done.exit_code == 0, done.output
    (path,) = set(records(root)) - set(before)
    assert path.startswith("records/near-misses/2026-03/nm-20260310-")
    text = records(root)[path]
    assert text.startswith("# yaml-language-server: $schema=../../../schemas/near_miss.json\n")
    data = parse(text.encode(), path=path).data
    assert data is not None
    assert data["person_affected"] == {"relation": "one"}
    assert data["immediate_action"] == {"what": "Tablet put away", "safe_now": "yes"}
    assert data["source_ref"] == "not yet"
    assert f"Written: {path}\n" in done.output
    assert "Next: No review of this near miss is recorded." in done.output
    checked = CliRunner().invoke(closecall, ["check", str(root), "--as-at", "2026-03-10"])
    assert checked.exit_code == 0, checked.output


def test_no_more_than_eleven_questions_are_asked_of_a_reporter(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    out = new(root, "near-miss", said=answers(root, *_TEN)).output
    assert out.count("\nQuestion ") <= 11


@pytest.mark.parametrize("kept", range(len(_TEN) - 1))
def test_who_goes_away_leaves_nothing_behind(tmp_path: Path, kept: int) -> None:
    root = REPORTED.write(tmp_path)
    before = records(root)
    done = new(root, "near-miss", said=answers(root, *_TEN[: kept + 1]))
    assert done.exit_code != 0
    assert records(root) == before


def test_what_looks_like_a_person_is_asked_again_and_not_repeated(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    lines = [*_TEN]
    lines.insert(4, "Mrs Anna Smith was given it twice")
    done = new(root, "near-miss", said=answers(root, *lines))
    assert done.exit_code == 0, done.output
    assert "This looks like the name of a person." in done.output
    assert "Smith" not in done.output
    assert not any("Smith" in text for text in records(root).values())


def test_a_word_of_the_providers_own_list_is_asked_again_too(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path / "root")
    deny = tmp_path / "deny.txt"
    deny.write_text("Quibblethorpe\n")
    lines = [*_TEN]
    lines.insert(4, "Quibblethorpe was given it twice")
    done = new(root, "near-miss", "--deny-list", str(deny), said=answers(root, *lines))
    assert done.exit_code == 0, done.output
    assert "Nothing of it was kept." in done.output
    assert "Quibblethorpe" not in done.output


def test_a_wrong_answer_is_asked_again_in_the_words_of_the_schema(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    lines = [*_TEN]
    lines[1:1] = ["yesterday", "2026-02-30 08:00"]
    lines.insert(6, "witchcraft")
    done = new(root, "near-miss", said=answers(root, *lines))
    assert done.exit_code == 0, done.output
    assert done.output.count("Please answer once more.") == 2
    assert "yesterday" not in done.output
    assert "witchcraft" not in done.output


def test_answers_from_a_file_are_held_to_the_same_and_all_told_at_once(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    before = records(root)
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"reviewer_role": "", "reviewed_on": "soon", "secret": "Zorro"}))
    done = new(root, "review", "--from", NM, "--answers", str(file))
    words = str(done.exception)
    assert isinstance(done.exception, ClosecallError)
    assert words.startswith("Nothing was written.\n- ")
    assert words.count("\n- ") == 3
    assert "Zorro" not in words
    file.write_text("cause_confirmed: {is: no, statement: Mrs Anna Smith forgot}\n")
    done = new(root, "review", "--from", NM, "--answers", str(file))
    assert "the name of a person" in str(done.exception)
    assert "Smith" not in str(done.exception)
    file.unlink()
    assert records(root) == before


def test_answers_from_standard_input(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    on = ("--on", "2026-03-04")
    done = new(root, "review", "--from", NM, *on, "--answers", "-", said="mechanism: ''\n")
    assert isinstance(done.exception, ClosecallError)
    said = "cause_confirmed: {is: no, statement: Not known yet}\n"
    done = new(root, "review", "--from", NM, *on, "--answers", "-", said=said)
    assert done.exit_code == 0, done.output
    (path,) = (one for one in records(root) if "/reviews/" in one)
    data = parse(records(root)[path].encode(), path=path).data
    assert data is not None
    assert list(data)[:4] == ["kind", "near_miss", "reviewer_role", "reviewed_on"]
    assert (data["near_miss"], data["reviewed_on"]) == (NM, "2026-03-04")


_REVIEW = (
    "medicine_class: antiparkinson",
    "",
    *("", "minutes", "8", "0", ""),
    *("", "MAR charts", "Sheet 4", "The time was on the chart", ""),
    *("", "yes", "The list is made from memory"),
    "systems",
    *("", "The carer compared list and chart", "1", "", "", "", "", "", ""),
    *("", "accidental", "Nothing asks for the comparison", ""),
    *("", "yes", "4", "The list is still made by hand"),
    "The handover note does not carry timed medicines",
    *("none", "No harm came of it"),
    "1",
    "A timed medicine must not depend on who is there",
    "It is the first of its kind here",
    "",
)
"""The answers to what the check asks of a review, and to the one question after them."""


def test_a_review_is_answered_question_by_question(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    words = ("review", "--from", NM, "--on", "2026-03-04")
    done = new(root, *words, said="\n".join(_REVIEW) + "\n")
    assert done.exit_code == 0, done.output
    assert f"\n  near_miss: {NM}\n  reviewer_role: medicines-lead\n" in done.output
    assert "The check asks for it. The review does not say what was learnt." in done.output
    assert "more questions may be left out: " in done.output
    checked = CliRunner().invoke(closecall, ["check", str(root), "--as-at", "2026-03-05"])
    assert checked.exit_code == 0, (done.output, checked.output)
    assert "rv-20260304-" not in checked.output


def test_nobody_is_put_down_as_reviewer_of_what_they_reported(tmp_path: Path) -> None:
    root = REPORTED.edit(NM, "recorded_by_role: senior-carer", "recorded_by_role: medicines-lead")
    out = new(root.write(tmp_path), "review", "--from", NM, "--on", "2026-03-04").output
    assert "  reviewer_role:" not in out
    assert "Question 1 of 1: Reviewed by" in out


def test_what_the_check_asks_for_is_left_out_by_a_word_and_not_by_accident(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    on = ("--from", NM, "--on", "2026-03-04")
    lines = ["n", ""] * 40
    done = new(root, "review", *on, said="\n".join(lines) + "\n")
    assert done.output.count("type n to leave it out for now") >= 5
    assert (
        "Press Enter to leave it out, or type y to answer in parts."
        not in (done.output.partition("may be left out")[0])
    )


def test_from_a_gap_to_an_error_and_to_a_review(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)

    def check() -> Result:
        return CliRunner().invoke(closecall, ["check", str(root), "--as-at", "2026-03-07"])

    missing = check()
    assert missing.exit_code == 0
    assert "gap" in missing.output
    assert "No review of this near miss is recorded" in missing.output
    said = {
        "group": "medicines-governance",
        "minute_ref": "Minutes 2026-03-06, item 3",
        "decision": "assured-close",
        "reason": "Nothing more was seen",
    }
    words = ("governance-decision", "--from", NM, "--on", "2026-03-06")
    done = new(root, *words, "--answers", "-", said=json.dumps(said))
    assert done.exit_code == 0, str(done.exception)
    assert check().exit_code == 1
    (closed,) = root.rglob("gd-20260306-*.yml")
    closed.unlink()
    review = REVIEWED.text(RV).replace(f"near_miss: {NM}\n", "")
    done = new(root, "review", "--from", NM, "--answers", "-", said=review)
    assert done.exit_code == 0, str(done.exception)
    mended = check()
    assert mended.exit_code == 0, mended.output
    assert "No review of this near miss is recorded" not in mended.output


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    root = REPORTED.write(tmp_path)
    before = records(root)
    done = new(root, "near-miss", "--id", NM, said=answers(root, *_TEN))
    assert "already" in str(done.exception)
    assert records(root) == before


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("near-mis",), "Did you mean near-miss?"),
        (("review", "--from", "nm-20260303-k7m3"), f"Did you mean {NM}?"),
        (("near-miss", "--service", "rosewood-hose"), "Did you mean rosewood-house?"),
        (("review", "--service", "rosewood-house"), "names no service"),
        (("review", "--answers", "nowhere.yml"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: tuple[str, ...], hint: str) -> None:
    assert hint in str(new(REPORTED.write(tmp_path), *words).exception)


@pytest.mark.parametrize("kind", [kind.name.replace("_", "-") for kind in KINDS])
def test_every_kind_asks(tmp_path: Path, kind: str) -> None:
    done = new(REPORTED.write(tmp_path), kind)
    assert "Question 1 of " in done.output
    assert done.exit_code == 1  # nobody answered: click's own door gives 1, `main` makes it 130


@pytest.mark.parametrize(
    ("words", "said", "code"), [(("near-miss",), "", 130), (("nothing",), "", 2)]
)
def test_how_it_ends(tmp_path: Path, words: tuple[str, ...], said: str, code: int) -> None:
    root = REPORTED.write(tmp_path)
    command = [sys.executable, "-P", "-m", "closecall", "new", *words]
    done = subprocess.run(
        command, cwd=root, input=said, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def _values(value: Plain) -> int:
    if isinstance(value, dict):
        return sum(map(_values, value.values()))
    return sum(map(_values, value)) if isinstance(value, list) else 1


_FRESH = ("Rosewood Care Group", "Rosewood House", "1", "", "3", "1", "", "1")
"""What a provider answers whose service is that of the chain."""


def test_a_whole_chain_stays_within_its_budget_in_a_fresh_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The budget of one whole chain, from report to close: 240 values over all its files.
    root = tmp_path / "root"
    made = CliRunner().invoke(
        closecall, ["init", str(root), "--on", "2026-01-05"], input="\n".join(_FRESH) + "\n"
    )
    assert made.exit_code == 0, made.output
    chain = Chain(
        {p: t.replace("medicines-governance", "governance-group") for p, t in CLOSED.files.items()}
    )
    file = tmp_path / "answers.json"
    typed = filled = 0
    steps = (
        (PT, ""),
        (NM, ""),
        (RV, NM),
        (XC, NM),
        (CT, ""),
        (CC, RV),
        (RK, NM),
        (MP, CC),
        (MK, MP),
        (AU, MP),
        (PE, MP),
        (GD, MP),
    )
    for record_id, source in steps:
        data = parse(chain.text(record_id).encode(), path="").data
        assert data is not None
        kind = str(data.pop("kind"))
        words = [kind.replace("_", "-"), "--id", record_id]
        if source:
            words += ["--from", source]
        day = next((str(data[n]) for n in ("reviewed_on", "on", "effective_from") if n in data), "")
        if parse_day(day):
            words += ["--on", day]
        # What is filled in as the chain has it is not typed.
        shown = _filled_in(root, words)
        rest = {n: v for n, v in data.items() if shown.get(n) != v}
        file.write_text(json.dumps(rest))
        done = new(root, *words, "--answers", str(file))
        assert done.exit_code == 0, (record_id, str(done.exception))
        if record_id != PT:  # a template is written once, for every chain of its mechanism
            typed += _values(rest)
            filled += sum(_values(v) for n, v in data.items() if n in shown and n not in rest)
        written = parse(next(root.rglob(f"{record_id}.yml")).read_bytes(), path="").data
        assert written is not None
        assert {n: written[n] for n in data} == data
    with capsys.disabled():
        print(  # noqa: T201 - the count is what people want to see
            f"\none chain: {typed + filled} values, {filled} of them filled in with --from, and"
            f" kind and id of {len(steps) - 1} records besides (budget 240)"
        )
    assert typed + filled <= 240
    assert filled >= 30
    as_at = ("--as-at", AS_AT.isoformat())
    checked = CliRunner().invoke(closecall, ["check", str(root), *as_at])
    assert checked.exit_code == 0, checked.output
    assert gather(root, as_at=AS_AT).trails[RecordId(NM)].stage is Stage.CLOSED


def test_from_an_empty_folder_to_a_reviewed_near_miss_on_the_site(tmp_path: Path) -> None:
    """The first five minutes, as the README tells them."""
    root = tmp_path / "rosewood"
    run = CliRunner().invoke
    made = run(closecall, ["init", str(root), "--on", "2026-03-02", "--defaults"])
    assert made.exit_code == 0, made.output
    said = "\n".join(("2026-03-10 08:00", "senior-carer", *_TEN[3:])).replace(
        "\nunknown\n", "\n3\n"
    )
    done = new(root, "near-miss", "--on", "2026-03-10", said=f"{said}\n")
    assert done.exit_code == 0, done.output
    (file,) = root.rglob("nm-*.yml")

    def check(day: str) -> Result:
        return run(closecall, ["check", str(root), "--as-at", day])

    # Nothing is owed at first; once the limit has passed it is a gap, and stops nobody.
    assert "G09" not in check("2026-03-11").output
    late = check("2026-03-20")
    assert late.exit_code == 0
    assert "G09 gap" in late.output
    # Closed over, it is an error.
    closing = {
        "minute_ref": "Minutes 2026-03-18, item 2",
        "decision": "assured-close",
        "reason": "Nothing more was seen",
    }
    at = ("--from", file.stem, "--on")
    done = new(
        root, "governance-decision", *at, "2026-03-18", "--answers", "-", said=json.dumps(closing)
    )
    assert done.exit_code == 0, str(done.exception)
    over = check("2026-03-20")
    assert over.exit_code == 1
    assert "error" in over.output
    (decision,) = root.rglob("gd-*.yml")
    decision.unlink()
    # The log of the event is named, and the review written.
    text = file.read_text("utf-8")
    log = "source_ref: {log: medicines incident tracker, locator: Entry 12}"
    file.write_text(text.replace("source_ref: not yet", log), "utf-8")
    done = new(root, "review", *at, "2026-03-11", said="\n".join(_REVIEW) + "\n")
    assert done.exit_code == 0, done.output
    mended = check("2026-03-12")
    assert mended.exit_code == 0, mended.output
    assert "0 errors, 0 gaps" in mended.output
    site = tmp_path / "site"
    built = run(closecall, ["build", str(root), "--as-at", "2026-03-12", "-o", str(site)])
    assert built.exit_code == 0, str(built.exception)
    trail = (site / "near-misses" / file.stem / "index.html").read_text("utf-8")
    assert "A timed medicine must not depend on who is there" in trail


def _filled_in(root: Path, words: list[str]) -> dict[str, Plain]:
    """What the command fills in by itself, as it does when it asks."""
    from datetime import date  # noqa: PLC0415

    from closecall.authoring.linking import prefilled  # noqa: PLC0415
    from closecall.records.reading import read_records  # noqa: PLC0415
    from closecall.records.trees import WorkingTree  # noqa: PLC0415
    from closecall.validation.schemas import load_schemas  # noqa: PLC0415

    if "--from" not in words:
        return {}
    known = {one.stem: one for one in read_records(WorkingTree(root)).documents}
    on = words[words.index("--on") + 1] if "--on" in words else "2026-03-09"
    source = words[words.index("--from") + 1]
    kind = words[0].replace("-", "_")
    return prefilled(kind, source, known, load_schemas(), date.fromisoformat(on))
