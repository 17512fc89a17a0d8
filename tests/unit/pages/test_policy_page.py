from closecall.pages.facts import Facts
from closecall.pages.policy_page import DEFAULT, policy_pages
from tests.unit.pages.reading import rows_of, text_of
from tests.unit.pages.story import records, tell


def test_a_default_says_that_nobody_approved_it() -> None:
    html = policy_pages(Facts(tell()))[0][0].body
    rows = rows_of(html, "Limits in force")
    assert {row[3] for row in rows[1:]} == {DEFAULT}
    assert "None is the provider’s own: all are defaults that nobody approved." in text_of(html)
    assert "Gap. The provider has no policy on record." in text_of(html)


def test_the_providers_own_limit_names_its_decision() -> None:
    told = records()
    told["policy/main"] = {
        "title": "Near miss policy",
        "valid_from": "2025-07-01",
        "approved_by": "gd-20250701-aaaa",
        "thresholds": [
            {"name": "repeat-days", "value": 60, "unit": "days", "reason": "Two months"},
            {
                "name": "no-change-harm-limit",
                "value": 0,
                "unit": "harm level",
                "reason": "None at all",
            },
        ],
        "response_levels": [{"harm": "Fatal", "lowest": "Round Table Review"}],
    }
    html = policy_pages(Facts(tell(told)))[0][0].body
    rows = {row[0]: row[1:] for row in rows_of(html, "Limits in force")[1:]}
    assert rows["The same mechanism again within this is a repeat"] == [
        "60 days",
        "Two months",
        "Near miss policy Medicines group, 1 July 2025 gd-20250701-aaaa",
    ]
    assert rows["Worst credible harm up to which it may close without a change"][0] == (
        "No physical harm"
    )
    assert rows["From noticed to reviewed; worst credible harm: Fatal"][2] == DEFAULT
    assert rows_of(html, "The least inquiry")[1] == ["Fatal", "Round Table Review"]
    assert rows_of(html, "Policies, the newest first")[1] == [
        "Near miss policy",
        "1 July 2025",
        "No end is set",
        "In force",
        "2",
        "Yes",
    ]


def test_what_else_the_policy_decides_stands_there_with_its_reason() -> None:
    told = records()
    told["policy/main"] = {
        "valid_from": "2025-07-01",
        "thresholds": [{"name": "repeat-days", "value": 60, "unit": "days", "reason": "Two"}],
        "public_edition": {"date_precision": "month", "reason": "Six beds"},
        "retention": [{"what": "versions", "keep": "P36M", "reason": "Two inspections"}],
        "control_families": [
            {"family": "handover-prompts", "services": ["elm-house"], "reason": "One system"}
        ],
    }
    html = policy_pages(Facts(tell(told)))[0][0].body
    assert "Days are shown to the month. Six beds" in text_of(html)
    assert rows_of(html, "How long it is kept")[1] == [
        "Published versions of this site",
        "36 months",
        "Two inspections",
    ]
    assert rows_of(html, "Who must answer for a family")[1][2] == "One system"
