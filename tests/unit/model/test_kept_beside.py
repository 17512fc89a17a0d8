"""Exceptions, shared lessons and lists of words, as the model reads them."""

from datetime import date

import pytest

from closecall.model.exceptions import Allowance, read_allowance, read_redaction
from closecall.model.fields import RecordId
from closecall.model.learning_share import read_learning_share
from closecall.model.vocabulary import MECHANISM, labels, read_word_list
from closecall.records.documents import Plain
from closecall.records.reading import Document


def document(kind: str, stem: str, **data: Plain) -> Document:
    return Document(path=f"records/x/{stem}.yml", kind=kind, stem=stem, data=data, blob="")


def allowance(**more: Plain) -> Allowance:
    data: dict[str, Plain] = {
        "on": "2026-04-02",
        "rule": "G36",
        "record": "nm-1",
        "field": "prevented_by.0.what",
        "reason": "A batch number",
        "by_role": "quality-lead",
        "review_due": "2026-10-01",
    }
    kept = {key: value for key, value in (data | more).items() if value is not None}
    return read_allowance(document("allowance", "al-20260402-aaaa", **kept), broken=False)


def test_an_exception_covers_one_rule_in_one_field_of_one_record() -> None:
    one = allowance()
    assert one.field == ("prevented_by", 0, "what")
    assert one.covers("G36", "nm-1", ("prevented_by", 0, "what"))
    assert not one.covers("G36", "nm-1", ("prevented_by", 1, "what"))
    assert not one.covers("G36", "nm-2", ("prevented_by", 0, "what"))
    assert not one.covers("G35", "nm-1", ("prevented_by", 0, "what"))
    assert allowance(field="prevented_by").covers("G36", "nm-1", ("prevented_by", 3, "what"))
    assert not allowance(field="prevented_by.0.what.x").covers(
        "G36", "nm-1", ("prevented_by", 0, "what")
    )


@pytest.mark.parametrize(
    ("more", "day", "holds"),
    [
        ({}, date(2026, 4, 2), True),
        ({}, date(2026, 4, 1), False),
        ({"until": "2026-05-01"}, date(2026, 5, 1), True),
        ({"until": "2026-05-01"}, date(2026, 5, 2), False),
        ({"reason": None}, date(2026, 5, 2), False),
        ({"by_role": None}, date(2026, 5, 2), False),
        ({"withdrawn": {"on": "2026-04-05"}}, date(2026, 5, 2), False),
    ],
)
def test_an_exception_holds_from_a_day_with_a_reason(
    more: dict[str, Plain], day: date, *, holds: bool
) -> None:
    assert allowance(**more).holds_on(day) is holds


def test_a_redaction_names_place_and_roles_and_no_content() -> None:
    one = read_redaction(
        document(
            "redaction",
            "rd-20260402-aaaa",
            on="2026-04-02",
            data_class=["room number"],
            records="nm-1",
            commits={"from": "4f2c9a1", "to": "9d03b7e"},
        ),
        broken=False,
    )
    assert one.day == date(2026, 4, 2)
    assert one.records == (RecordId("nm-1"),)
    assert one.commits == ("4f2c9a1", "9d03b7e")


def test_a_lesson_knows_every_service_that_it_speaks_of() -> None:
    share = read_learning_share(
        document(
            "learning_share",
            "ls-20260402-aaaa",
            on="2026-04-02",
            near_miss="nm-1",
            message="Look at it",
            shared_with=["b", "c"],
            relevance=[{"service": "a", "relevant": "no", "reason": "None there"}],
            responses=[
                {"service": "b", "exposure_check": {"none": "No time"}},
                {"service": "b", "exposure_check": "xc-1", "control_change": "cc-1"},
            ],
        ),
        broken=False,
    )
    assert share.services == ("a", "b", "c")
    relevance = share.relevance_in(RecordId("a"))
    assert relevance is not None
    assert relevance.relevant is False
    latest = share.response_of(RecordId("b"))
    assert latest is not None
    assert (latest.exposure_check, latest.not_checked) == ("xc-1", "")
    assert share.responses[0].not_checked == "No time"
    assert share.response_of(RecordId("c")) is None


def test_words_have_the_dates_of_their_list_unless_they_have_their_own() -> None:
    one = read_word_list(
        document(
            "list",
            "mechanisms",
            title="Words",
            vocabulary=MECHANISM,
            valid_from="2026-01-01",
            items=[
                {"id": "late", "label": "Late", "meaning": "Too late"},
                {
                    "id": "old",
                    "label": "Old",
                    "meaning": "Before",
                    "valid_from": "2025-01-01",
                    "valid_to": "2026-03-31",
                    "superseded_by": "late",
                },
            ],
        ),
        broken=False,
    )
    late, old = one.words
    assert (late.in_use(date(2025, 12, 31)), late.in_use(date(2026, 1, 1))) == (False, True)
    assert (old.in_use(date(2025, 6, 1)), old.in_use(date(2026, 4, 1))) == (True, False)
    assert labels([one], MECHANISM) == {"late": "Late", "old": "Old"}
    assert labels([one], "unit") == {}
