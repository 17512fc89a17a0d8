from closecall.pages.facts import Facts
from closecall.pages.learning_page import ROWS, learning_page
from closecall.records.documents import Plain
from tests.unit.pages.reading import links_of, rows_of, tags_of, text_of, unbalanced
from tests.unit.pages.story import Records, records, tell

LESSON = "learning_share/ls-20260422-aaaa"
GAP = "Gap. "


def _two_services(**lesson: Plain) -> Records:
    told = records()
    told["service/oak-house"] = {"name": "Oak House", "domains": ["medicines"]}
    told[LESSON] = {
        "on": "2026-04-22",
        "near_miss": ["nm-20260303-aaaa"],
        "title": "Name each timed dose",
        "message": "Look at whether your handover names each timed dose.",
        "by_role": "quality-lead",
        **lesson,
    }
    return told


def _page(told: Records) -> str:
    return learning_page(Facts(tell(told))).body


def test_a_service_shows_whether_it_matters_and_what_was_done() -> None:
    html = _page(
        _two_services(
            relevance=[{"service": "oak-house", "relevant": "yes", "reason": "The same charts"}],
            responses=[
                {
                    "service": "oak-house",
                    "exposure_check": {"none": "Looked at in March"},
                    "control_change": "cc-20260310-aaaa",
                }
            ],
        )
    )
    assert rows_of(html, "Lessons at Oak House")[1] == [
        "Name each timed dose 22 April 2026, from Elm House",
        "Yes. The same charts",
        "None: Looked at in March",
        "cc-20260310-aaaa",
    ]
    assert rows_of(html, "Lessons by service")[1:] == [
        ["Elm House", "0", "0", "0", "0", "0", "0"],
        ["Oak House", "1", "1", "0", "0", "1", "0"],
        ["All", "1", "1", "0", "0", "1", "0"],
    ]
    assert "Every service that was asked about a lesson has answered." in text_of(html)
    assert "../learning-shares/ls-20260422-aaaa/index.html" in links_of(html)


def test_what_nobody_says_is_a_gap_in_words_and_in_the_counts() -> None:
    html = _page(_two_services(shared_with=["oak-house"]))
    assert (
        "Gap. Oak House: nobody says whether it matters there, what was checked and what was "
        "changed. Name each timed dose (shared 22 April 2026)" in text_of(html)
    )
    row = rows_of(html, "Lessons at Oak House")[1]
    assert [cell.startswith(GAP) for cell in row] == [False, True, True, True]
    assert rows_of(html, "Lessons by service")[2][-1] == "1"
    assert "in 0 that it does not, and in 1 nobody says." in text_of(html)


def test_taking_the_answer_away_opens_one_gap() -> None:
    answers: list[Plain] = [
        {"service": "oak-house", "relevant": "no", "reason": "No charts are used there"}
    ]
    whole = _page(_two_services(shared_with=["oak-house"], relevance=answers))
    less = _page(_two_services(shared_with=["oak-house"]))
    assert rows_of(whole, "Lessons by service")[-1][-1] == "0"
    assert rows_of(less, "Lessons by service")[-1][-1] == "1"


def test_a_service_with_the_same_sort_of_control_and_no_answer_is_named() -> None:
    told = _two_services(family="handover")
    told["service/oak-house"]["control_families"] = ["handover"]
    html = _page(told)
    assert "Gap. Oak House: nobody says whether it matters there" in text_of(html)
    assert [row[2] for row in rows_of(html, "Lessons that are still to be asked about")[1:]]


def test_who_was_told_outside_and_what_came_of_it() -> None:
    html = _page(
        _two_services(
            partners=[
                {"who": "The pharmacy", "on": "2026-04-23", "came_of_it": "New labels"},
                {"who": "The surgery", "on": "2026-04-24"},
            ]
        )
    )
    rows = rows_of(html, "Organisations outside")
    assert rows[1] == ["The pharmacy", "Name each timed dose", "23 April 2026", "New labels"]
    assert rows[2][3] == "Gap. Nobody says."


def test_without_a_lesson_it_says_so() -> None:
    told = _two_services()
    del told[LESSON]
    text = text_of(_page(told))
    assert "No lesson was shared with another service." in text
    assert "No lesson on record was shared outside." in text


def test_a_withdrawn_lesson_is_not_counted() -> None:
    html = _page(
        _two_services(
            shared_with=["oak-house"],
            withdrawn={"on": "2026-05-01", "by_role": "manager", "reason": "Sent twice"},
        )
    )
    assert rows_of(html, "Lessons by service")[-1][1:] == ["0"] * 6


def test_no_more_than_the_newest_lessons_are_listed() -> None:
    told = _two_services(shared_with=["oak-house"])
    for number in range(ROWS + 1):
        told[f"learning_share/ls-20260501-{number:04}"] = {
            **told[LESSON],
            "on": "2026-05-01",
            "title": f"Lesson {number}",
        }
    html = _page(told)
    assert len(rows_of(html, "Lessons at Oak House")) == ROWS + 1
    assert "2 more in the register of shared lessons." in text_of(html)
    assert "2 more, each in the list of its service." in text_of(html)


def test_text_of_a_record_is_never_markup() -> None:
    told = _two_services(
        title="<script>alert(1)</script>",
        family="<b>",
        shared_with=["oak-house", "no such<i> service"],
        relevance=[{"service": "oak-house", "relevant": "no", "reason": "<img src=x onerror=y>"}],
        partners=[{"who": "<u>They</u>", "came_of_it": "</table>"}],
    )
    told["service/oak-house"]["name"] = "<em>Oak</em>"
    html = _page(told)
    assert not unbalanced(html)
    assert not {"script", "img", "i", "em", "u"} & {tag for tag, _ in tags_of(html)}
    assert "no such<i> service: nobody says" in text_of(html)
