"""What the reference says of rules and kinds beyond what code and schemas say."""

from typing import Final, NamedTuple


class Advice(NamedTuple):
    """When a rule of the gate bites, and what to do then."""

    when: str
    """From when on something is asked for, in a sentence."""
    mend: str
    """How to mend it, in a sentence or two; field names in backticks."""


GATE_ADVICE: Final[dict[str, Advice]] = {
    "G01": Advice(
        "At once, for every area of care in `domains` of a service. An absent definition or"
        " route is a gap; too few examples are an error.",
        "Write a definition with `domain`, `statement` and `included_examples`, and a"
        " reporting route with the same `domain`. Give each the day from which it holds.",
    ),
    "G02": Advice(
        "At once, and again whenever the count is older than the policy says"
        " (`awareness-interval`).",
        "Ask staff, and put the new count into `awareness`: `method`, `reached`, `of` and `on`.",
    ),
    "G03": Advice(
        "The first three answers with the report, the fourth with the review.",
        "Fill in `what_happened`, `detection_method` and `prevented_by` in the near miss, and"
        " `could_happen_again` in the review. Where somebody must judge, `unknown` is an honest"
        " answer.",
    ),
    "G04": Advice(
        "With the review. What is still unknown is asked for again when a decision closes it.",
        "Fill in `how_close` in the review: what was measured, how much was left, and how many"
        " controls were left. If nobody can know, the closing decision says in `risk_remaining`"
        " what that leaves open.",
    ),
    "G05": Advice(
        "With the review.",
        "Fill in `prevention_verdict`. For `reliable`, name the control in `prevented_by` and"
        " record its tests as audits with `control`. If the tests are not there, write"
        " `not yet known`. If it was chance, write `accidental`.",
    ),
    "G06": Advice(
        "With the report; what it leaves `unknown` is settled by the review.",
        "Fill in `harm_potential`: the worst that could believably have happened, and why. In a"
        " report `unknown` is allowed with a reason.",
    ),
    "G07": Advice(
        "At once, wherever a record closes the matter or waves it away.",
        "Record what is absent first: review, exposure check, control change or a decision that"
        " none is needed, governance decision. Or decide otherwise. In a conclusion, say what was"
        " found and what is still to be done.",
    ),
    "G08": Advice(
        "With the review.",
        "Fill in `system_factor`. If there is none, write `none` below it with the reason.",
    ),
    "G09": Advice(
        "So many days after it was noticed as the policy says for this harm (`days-to-review`);"
        " then its absence is a gap. A review by the role that reported is an error at once, and"
        " one by the same person under another role a warning.",
        "Write a review that names the near miss, by another role than `recorded_by_role`. Where"
        " one person holds both roles, let somebody from outside the service check the review.",
    ),
    "G10": Advice(
        "With the review.",
        "Fill in `sources_examined` (each with `type`, `locator` and `showed`),"
        " `cause_confirmed`, `weakness_in` and `learning`. Put the log and the entry into"
        " `source_ref` of the near miss.",
    ),
    "G11": Advice(
        "So many days after the review as the policy says (`days-to-exposure-check`); then its"
        " absence is a gap. What the check itself must say is asked for at once.",
        "Write an exposure check that names the near miss: who made it and how, how many there"
        " are, how many were looked at, how many are exposed, and where it is written down.",
    ),
    "G12": Advice(
        "So many days after the exposure check as the policy says (`days-to-profile`). A near"
        " miss that is closed with no change needed is not asked.",
        "Write a risk that names the near miss, or name the risk in the exposure check. Fill in"
        " `why_in_profile`: pattern, system pressure or weak control.",
    ),
    "G13": Advice(
        "So many days after the review as the policy says (`days-to-control-change`).",
        "Write a control change that names the near miss; or a governance decision"
        " `no-further-change-with-reason`.",
    ),
    "G14": Advice(
        "With the change.",
        "Name one role in `owner_role`, and say in `staff_responsibilities` what staff have to do.",
    ),
    "G15": Advice(
        "So many days after the change took effect as the policy says (`days-to-brief`). That"
        " nothing is said is a gap then; that it is said without numbers or without how they"
        " understood is an error. A decision that closes over it is an error at once.",
        "Fill in `communication`: `audience`, `method`, `on`, `reached`, `of` and"
        " `understanding_check`. Where nobody had to be told, `none_needed` with the reason.",
    ),
    "G16": Advice(
        "With the change. Weaker actions alone without a word why are a warning; as an answer"
        " to a repeat they are an error.",
        "Fill in `strength`. Where all of it is weaker, fill in `stronger_option` with `item`"
        " and `why_not`; on a repeat add an action that works when nobody thinks of it.",
    ),
    "G17": Advice(
        "So many days after the change took effect as the policy says (`days-to-plan`). What the"
        " plan must say is asked for as soon as there is one.",
        "Write a monitoring plan that names the near miss and the change. Take what is the same"
        " every time from a plan template, and fill in the fields that the finding names.",
    ),
    "G18": Advice(
        "As soon as there is a plan.",
        "Give `target` its `rule`, `start` and `window`; with `at_most` the number, with"
        " `sustained` the `checks`. Where nothing was counted before, choose `none` or `at_most`"
        " instead of `reduced`.",
    ),
    "G19": Advice(
        "As soon as there is a plan.",
        "Add a measure to the plan or to its template that is counted from charts, audits,"
        " observation or a system, with `independent_of_reporting: yes`.",
    ),
    "G20": Advice(
        "With a decision on the plan: an error where it closes, a warning where it goes on.",
        "Record an item of each source in `evidence_sources` before the decision: an audit,"
        " practice evidence, a value in a monitoring check, or an item in `evidence` of a"
        " record that the group looked at.",
    ),
    "G21": Advice(
        "After each interval and the days that the policy gives to make it up"
        " (`monitoring-grace`): a warning; an error from the number of checks on that the"
        " policy says (`missed-checks`).",
        "Record the check with `plan` and `due`. If it was not made, `missed` with the reason.",
    ),
    "G22": Advice(
        "So many days after the trigger was hit as the policy says (`days-to-escalate`); then"
        " it is a gap, and a decision that closes over it is an error. If it was answered too"
        " late, it is a warning for ever.",
        "Record an escalation with `trigger` and `raised_from`, or what the group decided."
        " That it was put right on the same day does not answer it.",
    ),
    "G23": Advice(
        "With a decision on the plan: an error where it closes, a warning where it goes on.",
        "Name in `covers` of a criterion, in the words of the plan, what the audit looked at."
        " Around equipment and rooms: an audit with `announced: no`, and `shifts` of more"
        " than one sort.",
    ),
    "G24": Advice(
        "Who checks, how and by when is asked for with the change. Once `verify.due` has passed"
        " without an audit, it is a warning; a decision that closes without one is an error.",
        "Write an audit with `follow_up_to`, made after the change took effect, by another role"
        " than its owner.",
    ),
    "G25": Advice(
        "Once `governance_due` has passed without a decision, it is a warning. What a decision"
        " on a plan must say is asked for at once, and so is the whole period where it closes.",
        "Write a governance decision on the plan: `period_covered`, `evidence_reviewed`,"
        " `repeat_check`, `decision` and `reason`; and, as the minutes have them,"
        " `risk_remaining` and `challenge`. If the period is not over, let the group decide again"
        " when it is.",
    ),
    "G26": Advice(
        "So many days after its review as the policy says (`days-to-confirm-repeat`): a"
        " warning; a decision that closes over it is an error.",
        "Name the earlier near miss in `repeat_of`, or in `not_repeat_of` with the reason."
        " What one review looks at together is taken for one kind.",
    ),
    "G27": Advice(
        "So many days after it showed as the policy says (`days-to-profile`). Where an"
        " exposure check asks for the entry already, G12 says so instead.",
        "Write a risk with the service, the `mechanism` and `why_in_profile`.",
    ),
    "G28": Advice(
        "So many days after the change took effect as the policy says (`days-to-feedback`): a"
        " warning; a decision that closes over it is an error.",
        "Write a learning share that names the near miss, with an answer for every service"
        " whose `control_families` hold the family of the control that was changed.",
    ),
    "G29": Advice(
        "So many days after the review as the policy says (`days-to-feedback`): a warning; a"
        " decision that closes over it is an error. Who reported without a name is not asked"
        " for.",
        "Fill in `feedback_to_reporter` with `on` and `route`, and `informed` in"
        " `person_affected`.",
    ),
    "G30": Advice(
        "With the review.",
        "Fill in `response_level` and `proportionality_reason`. If the level is lower than"
        " `response_levels` in the policy gives for this harm, look into it as the policy"
        " asks.",
    ),
    "G31": Advice(
        "At once, for a service that has been at work for the whole of the policy’s window"
        " (`silence-window`).",
        "Ask staff whether they can and dare report. Let a group look at it, and name the"
        " service’s activity in `evidence_reviewed` of its decision.",
    ),
    "G32": Advice(
        "At once, for an audit of a single control.",
        "Ask why nobody saw it or said so, and record the near misses that were found.",
    ),
    "G33": Advice(
        "At once, also for records that are not known yet on the as-at day.",
        "Correct the id or the day. If the record that is named is in another pull request, add"
        " it to this one.",
    ),
    "G34": Advice(
        "With the review; for what a record is put under, at once.",
        "Fill in `external_reporting`: `none_apply` with the reason, or each body with"
        " `decision` and `reason`. Take an item out of `framework_map` that is not looked at"
        " in this sort of service.",
    ),
    "G35": Advice(
        "At once, by the day of the record.",
        "Write the item as the list of its framework has it; of one that is no longer in"
        " force, the one that took its place.",
    ),
    "G36": Advice(
        "At once, in every file, also in names and comments.",
        "Take out what could identify somebody, and say the role, the unit or “the person”"
        " instead. If it has been shared already, treat it as known: tell whoever looks after"
        " data protection, and record a redaction.",
    ),
    "G37": Advice(
        "At once.",
        "Record the service’s activity for each quarter. Write values as so many of so many,"
        " such as 20 of 21, under the ids of the plan’s measures.",
    ),
    "G38": Advice(
        "With the report.",
        "Leave the times as they are. If staff could not write it down sooner, look at"
        " whether the route can be made easier.",
    ),
    "G39": Advice(
        "After `temporary_until`; then it is a gap, and a decision that closes over it is an"
        " error.",
        "Record the control change that follows; or let the group decide, on or after that"
        " day, what is to become of it.",
    ),
    "G40": Advice(
        "At once, and again whenever the last time is longer ago than the policy says"
        " (`openness-interval`).",
        "Record a survey, interviews or supervision as practice evidence of the service, with"
        " the `question` about reporting as it was put.",
    ),
}
"""By rule of the gate."""

SHAPE_ADVICE: Final[dict[str, Advice]] = {
    "S01": Advice(
        "Without this answer the record cannot be placed, or says too little to be of use.",
        "Add the field that the finding names.",
    ),
    "S02": Advice(
        "Only the same words everywhere can be counted and found.",
        "Choose one of the answers that the finding gives, spelled as it is there.",
    ),
    "S03": Advice(
        "A list in place of a text, or a text in place of a number, would be read wrongly.",
        "Write the sort of value that the finding asks for. Text with a colon and a space in it"
        " stands in quotes.",
    ),
    "S04": Advice(
        "An answer under a name that nobody knows would be lost without a word.",
        "Correct the name, or delete the field. If it is the rest of a text with a comma, put"
        " that text in quotes.",
    ),
    "S05": Advice(
        "Days, ids and durations are only understood if all are written in one way.",
        "Write it as the finding shows.",
    ),
    "S06": Advice(
        "“n/a”, “-” and “see above” look like an answer and are none.",
        "Say it in a sentence. If nobody knows, write `unknown` where that is offered; if nothing"
        " is to be said, leave the field out.",
    ),
    "S07": Advice(
        "A day that does not exist cannot be put in order with the others.",
        "Look at the calendar and the clock again; and whether the first day comes first.",
    ),
    "S08": Advice(
        "Two answers that exclude each other cannot both be true.",
        "Keep the answer that is right.",
    ),
}
"""By rule about the shape of a record: why it is asked, and how to mend it."""

OWN_DAY: Final[dict[str, tuple[str, ...]]] = {
    "provider": (),
    "policy": ("valid_from",),
    "service": ("valid_from",),
    "role": (),
    "list": ("valid_from",),
    "definition": ("valid_from",),
    "reporting_route": ("valid_from",),
    "control": ("valid_from",),
    "activity": ("period.to",),
    "near_miss": ("recorded",),
    "incident": ("recorded",),
    "review": ("reviewed_on",),
    "exposure_check": ("on",),
    "control_change": ("effective_from",),
    "risk": ("score_now.on",),
    "plan_template": ("valid_from",),
    "monitoring_plan": ("target.start",),
    "monitoring_check": ("done_on", "due"),
    "escalation": ("on",),
    "audit": ("on",),
    "practice_evidence": ("on",),
    "governance_decision": ("on",),
    "learning_share": ("on",),
    "redaction": ("on",),
    "allowance": ("on",),
}
"""By kind, the field that holds its own day; of several, the first that is filled in."""

SOURCE_TITLE: Final = "How Providers Use Near Misses in CQC Risk Monitoring"
"""The article that the rules are traced to."""

_SENTENCES: Final[dict[str, str]] = {
    "I4": "Introduction: which records are evidence",
    "I5": "Introduction: governance that is ready to be inspected, improvement that is measured",
    "W2": "Why it matters: who counts harm alone misses controls that are getting weaker",
    "W3": "Why it matters: how near harm came, and whether what stopped it was sound or luck",
    "W5": "Why it matters: controls are strengthened before anybody is harmed",
    "F1": "Framework: what counts is defined, and staff know how to record it",
    "F2": "Framework: the four questions of a review",
    "F3": "Framework: repeats that show a pattern, pressure on the system or weak controls",
    "F4": "Framework: no harm is no reason to say that there was no issue",
    "F5": "Framework: from the near miss by way of learning and change to audit and outcome",
    "C2": "Commissioners: that nobody was harmed does not mean that there was no risk",
    "C3": "Commissioners: four ways in which learning shows as change",
    "C4": "Commissioners: governance that prevents",
    "R1": "Inspectors: whether staff feel able to report, and whether leaders answer in proportion",
    "R2": "Inspectors: the near miss log beside incidents, audits, interviews and minutes",
    "R3": "Inspectors: what it means where near misses are seldom recorded",
    "R4": "Inspectors: definitions, routes, decisions, changes, audits and outcomes as evidence",
    "R5": "Inspectors: whether learning reaches the other services that it bears on",
    "K1": "Conclusion: before harm, complaint or a regulator’s concern",
    "K2": "Conclusion: the records in which outcomes show",
    "K3": "Conclusion: what keeps it consistent, and that nothing is dismissed",
    "K5": "Conclusion: timing and rota near misses fall, and storage stays safe",
}
_EXAMPLES: Final = {
    "E1": "Example 1, medicines",
    "E2": "Example 2, rota",
    "E3": "Example 3, equipment",
}
_PARTS: Final = {
    "0": "starting point and target",
    "1": "step 1, recorded",
    "2": "step 2, reviewed",
    "3": "step 3, exposure checked",
    "4": "step 4, control changed",
    "5": "step 5, governed",
    "w": "what can go wrong",
    "s": "early warning signs",
    "x": "escalation",
    "c": "what keeps it consistent",
    "a": "what audits check",
    "r": "who reviews, and how often",
    "t": "what triggers action",
    "z": "closing remark",
}


def sentence(label: str) -> str:
    """What the sentence with this label is about, in our own words.

    Raises:
        KeyError: There is no such label.
    """
    example, _, part = label.partition(".")
    if part:
        return f"{_EXAMPLES[example]}: {_PARTS[part]}"
    return _SENTENCES[label]
