from collections.abc import Collection

from closecall.analysis.spread import Answer, Heard, origins, spread
from closecall.model.fields import RecordId
from closecall.model.learning_share import LearningShare
from closecall.model.register import Register
from closecall.records.documents import Plain
from tests.unit.pages.story import Records, records, tell

LESSON = "learning_share/ls-20260422-aaaa"


def _told(**fields: Plain) -> Records:
    told = records()
    told[LESSON] = {
        "on": "2026-04-22",
        "near_miss": ["nm-20260303-aaaa"],
        "title": "Name each timed dose",
        "by_role": "quality-lead",
        **fields,
    }
    return told


def _no_family(_: str, __: Collection[RecordId]) -> tuple[RecordId, ...]:
    return ()


def _spread(told: Records, *family: str) -> dict[str, Heard]:
    register = _register(told)

    def asked(key: str, origins: Collection[RecordId]) -> tuple[RecordId, ...]:
        services = family if key == "handover" else ()
        return tuple(RecordId(service) for service in services if service not in origins)

    return {h.service: h for h in spread(register, asked)}


def _register(told: Records) -> Register:
    return tell(told).register


def test_a_record_is_done_and_a_reason_is_an_answer() -> None:
    found = _spread(
        _told(
            relevance=[{"service": "oak", "relevant": "yes", "reason": "The same charts"}],
            responses=[
                {
                    "service": "oak",
                    "exposure_check": "ec-20260401-aaaa",
                    "control_change": {"none": "Already so"},
                }
            ],
        )
    )["oak"]
    assert (found.relevant, found.checked, found.changed) == (True, Answer.DONE, Answer.REASON)
    assert not found.has_gap


def test_where_it_does_not_matter_nothing_more_is_asked() -> None:
    found = _spread(
        _told(relevance=[{"service": "oak", "relevant": "no", "reason": "No such charts"}])
    )["oak"]
    assert (found.checked, found.changed) == (Answer.NOT_ASKED, Answer.NOT_ASKED)
    assert not found.has_gap


def test_where_it_matters_and_nobody_answers_there_is_a_gap() -> None:
    found = _spread(_told(relevance=[{"service": "oak", "relevant": "yes", "reason": "The same"}]))
    assert (found["oak"].checked, found["oak"].changed) == (Answer.MISSING, Answer.MISSING)
    assert found["oak"].has_gap


def test_a_service_that_was_told_and_says_nothing_has_a_gap() -> None:
    found = _spread(_told(shared_with=["oak"]))["oak"]
    assert found.relevant is None
    assert found.has_gap


def test_the_latest_answer_of_a_service_counts() -> None:
    first: Plain = {"service": "oak", "exposure_check": {"none": "No time yet"}}
    last: Plain = {"service": "oak", "exposure_check": "ec-20260401-aaaa"}
    assert _spread(_told(responses=[first, last]))["oak"].checked is Answer.DONE


def test_a_service_with_the_same_sort_of_control_is_asked_and_the_origin_is_not() -> None:
    found = _spread(_told(family="handover", shared_with=["oak"]), "elm-house", "oak", "ash")
    assert list(found) == ["oak", "ash"]
    assert found["ash"].relevant is None


def test_a_lesson_of_another_family_asks_nobody_else() -> None:
    assert list(_spread(_told(family="storage"), "ash")) == []


def test_a_withdrawn_lesson_is_left_out() -> None:
    told = _told(
        shared_with=["oak"],
        withdrawn={"on": "2026-05-01", "by_role": "manager", "reason": "Sent twice"},
    )
    assert _spread(told) == {}


def test_a_lesson_comes_from_its_near_misses_and_its_incidents() -> None:
    told = _told(incidents=["in-20260401-aaaa"])
    told["incident/in-20260401-aaaa"] = {"service": "oak", "what_happened": "A dose was late"}
    register = _register(told)
    share = next(iter(register.of(LearningShare)))
    assert origins(share, register) == ("elm-house", "oak")
    assert spread(register, _no_family) == ()
