from closecall.pages.facts import Facts
from closecall.pages.method.page import method_page
from closecall.pages.reporting_page import reporting_page
from tests.unit.pages.reading import links_of, rows_of, tags_of, text_of, unbalanced
from tests.unit.pages.story import Records, records, tell


def _page(told: Records | None = None) -> str:
    return reporting_page(Facts(tell(told))).body


def test_each_service_has_its_verdict_in_words_with_its_way_and_its_records() -> None:
    facts = Facts(tell())
    html = reporting_page(facts).body
    result = facts.evidence.measures.reporting[facts.register.services[0].id]
    text = text_of(html)
    assert f"{result.words}." in text
    assert all(f"../near-misses/{i}/index.html" in links_of(html) for i in result.counted)
    row = rows_of(html, "How services reported in")[1]
    assert row[0] == "Elm House"
    assert row[2] == "2"


def test_the_way_of_a_verdict_is_an_anchor_of_the_methods_page() -> None:
    facts = Facts(tell())
    anchors = {a["id"] for _, a in tags_of(method_page(facts).body) if "id" in a}
    ways = [link for link in links_of(reporting_page(facts).body) if "method/index.html#" in link]
    assert ways
    assert {link.partition("#")[2] for link in ways} <= anchors


def test_a_service_where_nothing_was_recorded_is_not_called_safe() -> None:
    told = records()
    told["service/oak-house"] = {"name": "Oak House", "domains": ["medicines"]}
    html = _page(told)
    rows = {row[0]: row for row in rows_of(html, "How services reported in")}
    assert rows["Oak House"][1:] == ["Too small to tell", "0", "no rate", "–", "–", "–", "–"]
    text = text_of(html)
    assert "so no silence can be told from an ordinary one." in text
    assert "1 cannot be judged." in text or "2 cannot be judged." in text


def test_a_service_without_a_route_has_a_gap() -> None:
    told = records()
    del told["reporting_route/rr-medicines"]
    assert "Gap. No route by which staff report is in force here." in text_of(_page(told))


def test_how_many_know_the_route_and_what_is_expected() -> None:
    row = rows_of(_page(), "Routes of Elm House")[1]
    assert row == [
        "Medicines route Medicines",
        "4 hours",
        "17 of 18, 1 May 2026",
        "Report what you put right",
    ]


def test_where_nobody_was_asked_it_says_so() -> None:
    told = records()
    del told["reporting_route/rr-medicines"]["awareness"]
    assert rows_of(_page(told), "Routes of Elm House")[1][2] == "Gap. Nobody was asked."


def test_text_of_a_record_is_never_markup() -> None:
    told = records()
    told["service/elm-house"]["name"] = "<em>Elm</em>"
    told["reporting_route/rr-medicines"]["staff_expectations"] = "</td><script>x</script>"
    told["near_miss/nm-20260303-aaaa"]["reporter_relation"] = "<i>told</i>"
    html = _page(told)
    assert not unbalanced(html)
    assert not {"em", "script", "i"} & {tag for tag, _ in tags_of(html)}


def test_a_relation_that_was_not_asked_is_no_gap() -> None:
    told = records()
    told["near_miss/nm-20260303-aaaa"]["reporter_relation"] = "I was told about it"
    told["near_miss/nm-20260406-bbbb"].pop("reporter_relation", None)
    text = text_of(_page(told))
    assert "I was told about it: 1" in text
    assert "Not said: 1" in text


def test_near_misses_are_told_for_1_000_of_what_care_is_counted_in() -> None:
    row = rows_of(_page(), "How services reported in")[1]
    assert row[3] == "0.27 occupied bed days"  # 2 in 7,300


def test_in_a_public_edition_small_counts_and_their_rates_are_hidden() -> None:
    html = reporting_page(Facts(tell(), public=True)).body
    row = rows_of(html, "How services reported in")[1]
    assert row[2:4] == ["fewer than 5", "not shown"]
