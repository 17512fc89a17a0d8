"""The limits that decide when something is late: each number, why, and who approved it."""

from collections.abc import Mapping, Sequence
from typing import Final

from closecall.model.days import Duration, in_words
from closecall.model.fields import Fields
from closecall.model.policy import Limit, PolicyRecord
from closecall.model.settled import HARM_LEVELS
from closecall.pages.definitions_page import approvals
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Line,
    Lines,
    Table,
    said,
    spaced,
    table,
    tag,
    words,
)
from closecall.pages.page import Asset, Page
from closecall.pages.register.layout import Reading
from closecall.pages.register.page import register_pages
from closecall.pages.words import as_words, counted, upper_first

DEFAULT = "Default of closecall, not approved by the provider"

_MEANS: Mapping[str, str] = {
    "days-to-review": "From noticed to reviewed",
    "days-to-exposure-check": "From review to exposure check",
    "days-to-control-change": "From review to a control change, or a decision that none is needed",
    "days-to-brief": "From a change to telling staff",
    "days-to-plan": "From a change to a monitoring plan",
    "days-to-escalate": "From a trigger to an escalation or a decision",
    "days-to-feedback": "From review to telling the reporter what came of it",
    "days-to-profile": "From exposure check to the risk profile",
    "days-to-confirm-repeat": "To settle whether it is a repeat",
    "monitoring-grace": "To make up a monitoring check",
    "repeat-days": "The same mechanism again within this is a repeat",
    "silence-window": "No report at all for this long is a question",
    "settle-days": "Until a period counts as complete",
    "late-after": "A record made later than this after the event is late",
    "suppression-threshold": "Counts below this are hidden in a public edition",
    "no-change-harm-limit": "Worst credible harm up to which it may close without a change",
}
"""What each limit means, in words; the order is that of a trail."""


def policy_pages(facts: Facts) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """Every limit in force, and the list of all policies with its rows."""
    return register_pages("policy", facts, _POLICIES)


def _values(facts: Facts) -> Mapping[str, object]:
    limits = _limits(facts)
    defaults = sum(1 for _, _, limit in limits if limit.policy is None)
    waiting = sum(
        1 for _, _, limit in limits if limit.policy and not facts.register.approves(limit.policy)
    )
    return {
        "lede": _lede(len(limits), defaults, waiting),
        "limits": _limits_table(limits, facts),
        "responses": _responses(facts),
        "frameworks": _frameworks(facts),
        "sending": _sending(facts),
        "own_list": _own_list(facts),
        "public_edition": _public_edition(facts),
        "kept": _kept(facts),
        "families": _families(facts),
    }


_POLICIES: Final = Reading(
    template="policy.html.j2",
    title="Policy and limits",
    about="Every limit that decides when something is late: the number, the reason, and who "
    "approved it.",
    page_class="policy",
    values=_values,
)


def _lede(limits: int, defaults: int, waiting: int) -> tuple[str, ...]:
    first = f"{counted(limits, 'limit')} decide when something is late or counts as a repeat."
    if waiting:
        which = "them" if waiting == limits else f"{waiting} of them"
        return (first, f"No decision on record approves {which}, though the policy has them.")
    if not defaults:
        return (first, "The provider has set every one of them.")
    if defaults == limits:
        return (first, "None is the provider’s own: all are defaults that nobody approved.")
    own = counted(defaults, "of them is a default", "of them are defaults")
    return (first, f"{own} that the provider has not approved.")


def _limits(facts: Facts) -> Sequence[tuple[str, str, Limit]]:
    policy = facts.register.policy
    order = {name: n for n, name in enumerate(_MEANS)}
    harms = {harm: n for n, harm in enumerate(reversed(HARM_LEVELS))}
    names = sorted(
        policy.names,
        key=lambda n: (order.get(n[0], len(order)), n[0], harms.get(n[1], len(harms)), n[1]),
    )
    found = []
    for name, harm in names:
        try:
            found.append((name, harm, policy.limit(name, on=facts.as_at, harm=harm)))
        except KeyError:
            continue
    return found


def limits_table(facts: Facts) -> Table:
    """Every limit in force, with its reason and who set it."""
    return _limits_table(_limits(facts), facts)


def _limits_table(limits: Sequence[tuple[str, str, Limit]], facts: Facts) -> Table:
    return table(
        "Limits in force",
        ("Limit", "Number", "Why", "Who set it"),
        [
            (
                ((words(_title(name, harm)),),),
                ((words(_value(limit)),),),
                ((said(limit.threshold.reason),),),
                _set_by(limit, facts),
            )
            for name, harm, limit in limits
        ],
    )


def _title(name: str, harm: str) -> str:
    means = _MEANS.get(name, upper_first(as_words(name)))
    if not harm:
        return means
    return f"{means}; worst credible harm: {'not known yet' if harm == 'unknown' else harm}"


def _value(limit: Limit) -> str:
    threshold = limit.threshold
    if threshold.name == "no-change-harm-limit" and 0 <= threshold.value < len(HARM_LEVELS):
        return HARM_LEVELS[threshold.value]
    one = threshold.unit.removesuffix("s")
    return counted(threshold.value, one, threshold.unit)


def _set_by(limit: Limit, facts: Facts) -> Lines:
    record = facts.register.get(PolicyRecord, limit.policy)
    if record is None:
        return ((tag("t-warn", DEFAULT),),)
    return ((facts.names.title(record),), *approvals(record, record.approved_by, facts))


def _responses(facts: Facts) -> Table:
    record = next(facts.register.policy.in_force(facts.as_at), None)
    own = Fields(record.data) if record else None
    given = (
        own
        if own and own.has("response_levels")
        else Fields(facts.evidence.schemas.policy_defaults)
    )
    return table(
        "The least inquiry that a near miss is given"
        if given is own
        else f"The least inquiry that a near miss is given ({DEFAULT[:1].lower()}{DEFAULT[1:]})",
        ("Worst credible harm", "At least"),
        [
            (
                ((words(upper_first(f.text("harm"))),),),
                ((words(upper_first(f.text("lowest"))),),),
            )
            for f in given.items("response_levels")
        ],
    )


def _frameworks(facts: Facts) -> tuple[str, ...]:
    record = next(facts.register.policy.in_force(facts.as_at), None)
    own = Fields(record.data) if record else None
    given = own if own and own.has("frameworks") else Fields(facts.evidence.schemas.policy_defaults)
    lists = facts.evidence.schemas.lists
    return tuple(lists[f].title if f in lists else f for f in given.texts("frameworks"))


def _own_list(facts: Facts) -> Line:
    """That the provider keeps a list of what may not be written, and never what is on it."""
    kept = facts.register.policy.deny_list(on=facts.as_at)
    if kept is None:
        return (words("The policy names no list of names and words that no record may hold."),)
    by = facts.names.role(kept.by_role) or "Nobody named"
    gone_through = (
        f"Last gone through on {in_words(kept.reviewed_on)}."
        if kept.reviewed_on
        else "No day is given on which it was last gone through."
    )
    pieces = [
        words(
            f"At least {counted(kept.least, 'entry', 'entries')}, kept outside these records by:"
            f" {by}."
        ),
        words("Where:"),
        said(kept.where),
        words(gone_through),
    ]
    return spaced(pieces)


def _public_edition(facts: Facts) -> Line:
    """How exactly a public edition gives days, and why."""
    for record in facts.register.policy.in_force(facts.as_at):
        if record.date_precision:
            reason = Fields(record.data).sub("public_edition").text("reason")
            return spaced((words(f"Days are shown to the {record.date_precision}."), said(reason)))
    return (words("No policy says how exactly a public edition may show days."),)


def _sending(facts: Facts) -> Line:
    """Whether reports may be sent from the two-minute page, and why."""
    for record in facts.register.policy.in_force(facts.as_at):
        own = Fields(record.data).sub("send_from_page")
        if own:
            allowed = own.text("allowed") == "yes"
            first = "They may also be sent" if allowed else "They may only be saved"
            return spaced([words(f"{first} from it. Why:"), said(own.text("reason"))])
    return (words("They may only be saved from it; no policy allows more."),)


def _kept(facts: Facts) -> Table:
    """How long published versions and packs are kept."""
    return table(
        "How long it is kept",
        ("What", "For how long", "Why"),
        [
            (
                ((words(_KEPT.get(one.what, one.what)),),),
                ((words(_duration(one.keep)),),),
                ((said(one.reason),),),
            )
            for one in facts.register.policy.retention(on=facts.as_at)
        ],
    )


_KEPT: Mapping[str, str] = {
    "versions": "Published versions of this site",
    "packs": "Packs made for somebody",
}
_UNITS: Mapping[str, str] = {"D": "day", "W": "week", "M": "month"}


def _duration(keep: Duration | None) -> str:
    return counted(keep.count, _UNITS[keep.unit]) if keep else "Not said"


def _families(facts: Facts) -> Table:
    """The services that must answer for a family of controls, where the policy names them."""
    record = next(
        (r for r in facts.register.policy.in_force(facts.as_at) if r.control_families), None
    )
    return table(
        "Who must answer for a family of controls",
        ("Family", "Services", "Why these"),
        [
            (
                ((words(facts.family_title(one.family)),),),
                (spaced([facts.names.id(service) for service in one.services]),),
                ((said(one.reason),),),
            )
            for one in (record.control_families if record else ())
        ],
    )
