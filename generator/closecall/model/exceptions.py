"""What is kept about the records themselves: what was taken out, and what is allowed to stand."""

from dataclasses import dataclass
from datetime import date

from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, envelope
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction(Record):
    """Personal data or a secret that stood in the records and was taken out; never what it was."""

    on: date | None
    data_class: tuple[str, ...]
    records: tuple[RecordId, ...]
    where: str
    found_on: date | None
    found_by_role: RecordId | None
    removed_on: date | None
    removed_by_role: RecordId | None
    commits: tuple[str, str] | None
    """First and last commit that were rewritten; None where nothing had been sent yet."""
    versions: tuple[str, ...]
    copies: str
    data_protection_ref: str
    told: str
    reason: str


def read_redaction(document: Document, *, broken: bool) -> Redaction:
    """Read a `redaction` record."""
    f = Fields(document.data)
    on, commits = f.day("on"), f.sub("commits")
    return Redaction(
        **envelope(document, f, day=on, broken=broken),
        on=on,
        data_class=f.texts("data_class"),
        records=f.refs("records"),
        where=f.text("where"),
        found_on=f.day("found_on"),
        found_by_role=f.ref("found_by_role"),
        removed_on=f.day("removed_on"),
        removed_by_role=f.ref("removed_by_role"),
        commits=(commits.text("from"), commits.text("to")) if commits else None,
        versions=f.texts("versions"),
        copies=f.text("copies"),
        data_protection_ref=f.text("data_protection_ref"),
        told=f.text("told"),
        reason=f.text("reason"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance(Record):
    """A reasoned exception to one finding: a rule, a record, a field; never the words there."""

    on: date | None
    rule: str
    record: RecordId | None
    field: tuple[str | int, ...]
    """The way to the field, as a finding has it."""
    looks_like: str
    reason: str
    by_role: RecordId | None
    checked_by_role: RecordId | None
    approved_by: RecordId | None
    review_due: date | None
    until: date | None

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds: none holds for ever without being looked at again."""
        return self.until or self.review_due

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day: sound, begun, not run out or withdrawn, and with a reason."""
        return bool(
            not self.broken
            and self.on
            and self.on <= day
            and self.last_day
            and day <= self.last_day
            and self.withdrawn is None
            and self.reason
            and self.by_role
        )

    def covers(self, rule: str, record: str, pointer: tuple[str | int, ...]) -> bool:
        """Whether a finding of this rule at this place is the one that is meant.

        An exception for a field is one for what stands in it, so that a list needs no numbers; one
        without a field is for whatever the rule finds in the record.
        """
        return (
            rule == self.rule and record == self.record and pointer[: len(self.field)] == self.field
        )


def read_allowance(document: Document, *, broken: bool) -> Allowance:
    """Read an `allowance` record."""
    f = Fields(document.data)
    on = f.day("on")
    return Allowance(
        **envelope(document, f, day=on, broken=broken),
        on=on,
        rule=f.text("rule"),
        record=f.ref("record"),
        field=_pointer(f.text("field")),
        looks_like=f.text("looks_like"),
        reason=f.text("reason"),
        by_role=f.ref("by_role"),
        checked_by_role=f.ref("checked_by_role"),
        approved_by=f.ref("approved_by"),
        review_due=f.day("review_due"),
        until=f.day("until"),
    )


def _pointer(text: str) -> tuple[str | int, ...]:
    """`prevented_by.0.what` as the way to a value."""
    return tuple(int(step) if step.isdecimal() else step for step in text.split(".") if step)
