"""A plan and its template: the plan's own words first, lists joined, each key once."""

from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan, PlanTemplate, Watch, with_template
from tests.support import CHAIN, MP, PT, Chain


def parts(chain: Chain) -> tuple[MonitoringPlan, PlanTemplate]:
    """The plan and the template of a chain."""
    register = chain.judge().register
    plan = register.get(MonitoringPlan, RecordId(MP))
    template = register.get(PlanTemplate, RecordId(PT))
    assert plan
    assert template
    return plan, template


def watch(chain: Chain) -> Watch:
    """What the plan watches."""
    return with_template(*parts(chain))


def test_without_a_template_a_plan_has_its_own_words() -> None:
    plan, _ = parts(CHAIN)
    assert with_template(plan, None) == plan.own
    assert plan.own.measures == ()


def test_what_the_plan_leaves_out_the_template_gives() -> None:
    plan, template = parts(CHAIN)
    assert with_template(plan, template) == template.watch
    assert [m.id for m in template.watch.measures] == ["doses-on-time", "boxes-filled"]


def test_the_plans_own_words_come_first() -> None:
    chain = CHAIN.put(MP, "failure_to_avoid: It is forgotten by summer")
    chain = chain.put(MP, "consistency_mechanism: A list on the door")
    joined = watch(chain)
    assert joined.failure_to_avoid == "It is forgotten by summer"
    assert joined.consistency_mechanism == "A list on the door"


def test_lists_are_joined_and_nothing_stands_twice() -> None:
    chain = CHAIN.put(MP, "escalation_options: [Ask the doctor, Competency checks]")
    chain = chain.put(MP, "audits_check: [Night rounds]")
    chain = chain.put(MP, "evidence_sources: [audits, handover evidence]")
    joined = watch(chain)
    assert joined.escalation_options == (
        "Ask the doctor",
        "Competency checks",
        "Pharmacist advice",
    )
    assert joined.audits_check == ("Night rounds", "MAR records", "Handover evidence")
    assert joined.evidence_sources == (
        *("audits", "handover evidence"),
        *("MAR charts", "staff practice"),
    )


def test_a_key_that_both_have_is_the_plans() -> None:
    chain = CHAIN.put(
        MP,
        "triggers:\n  - {id: repeat-timing, text: Any repeat at all}\n"
        "  - {id: staff-ask, text: Asked}",
    )
    chain = chain.put(
        MP, "early_warning_signs: [{id: unclear-handover-note, text: Box empty, shows: practice}]"
    )
    joined = watch(chain)
    assert [(t.id, t.text) for t in joined.triggers] == [
        ("repeat-timing", "Any repeat at all"),
        ("staff-ask", "Asked"),
    ]
    assert [(s.id, s.text) for s in joined.early_warning_signs] == [
        ("unclear-handover-note", "Box empty")
    ]


def test_the_end_of_a_target_is_the_first_day_after_it() -> None:
    plan, _ = parts(CHAIN)
    assert plan.target
    assert str(plan.target.end) == "2026-04-20"
    three_months, _ = parts(CHAIN.edit(MP, "window: P6W", "window: P3M"))
    assert three_months.target
    assert str(three_months.target.end) == "2026-06-09"
