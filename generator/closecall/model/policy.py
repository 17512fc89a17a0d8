"""The provider's own limits: every number with governance meaning, and nowhere else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from closecall.model.days import Duration
from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, envelope
from closecall.records.documents import Plain
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One limit."""

    name: str
    for_harm: str
    """The worst credible harm that it holds for; empty where it holds for all."""
    value: int
    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyListKept:
    """Where the provider keeps its own list of what may not be written; never what is on it."""

    by_role: RecordId | None
    where: str
    least: int
    """The least number of words, names and patterns on it."""
    reviewed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long something that was published is kept."""

    what: str
    keep: Duration | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringServices:
    """The services that must answer a lesson about a family of controls."""

    family: str
    services: tuple[RecordId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRecord(Record):
    """A set of limits that the provider has approved, in force from a day."""

    valid_from: date | None
    valid_to: date | None
    approved_by: RecordId | None
    thresholds: tuple[Threshold, ...]
    response_levels: tuple[tuple[str, str], ...]
    """Worst credible harm, and the least inquiry that it is given."""
    frameworks: tuple[str, ...]
    """Ids of the frameworks by which the provider sorts its evidence; empty where it says none."""
    deny_list: DenyListKept | None
    date_precision: str
    """How exactly a public edition gives days: `week` or `month`; empty where it says nothing."""
    retention: tuple[Retention, ...]
    control_families: tuple[AnsweringServices, ...]


def read_policy(document: Document, *, broken: bool) -> PolicyRecord:
    """Read a `policy` record."""
    f = Fields(document.data)
    kept = f.sub("deny_list")
    return PolicyRecord(
        **envelope(document, f, day=f.day("valid_from"), broken=broken),
        valid_from=f.day("valid_from"),
        valid_to=f.day("valid_to"),
        approved_by=f.ref("approved_by"),
        thresholds=read_thresholds(document.data),
        response_levels=read_response_levels(document.data),
        frameworks=f.texts("frameworks"),
        deny_list=DenyListKept(
            by_role=kept.ref("kept_by_role"),
            where=kept.text("kept_at"),
            least=kept.whole("least_entries") or 0,
            reviewed_on=kept.day("reviewed_on"),
        )
        if f.has("deny_list")
        else None,
        date_precision=f.sub("public_edition").text("date_precision"),
        retention=tuple(
            Retention(
                what=item.text("what"), keep=item.duration("keep"), reason=item.text("reason")
            )
            for item in f.items("retention")
        ),
        control_families=tuple(
            AnsweringServices(
                family=item.text("family"),
                services=item.refs("services"),
                reason=item.text("reason"),
            )
            for item in f.items("control_families")
        ),
    )


def read_thresholds(data: Mapping[str, Plain]) -> tuple[Threshold, ...]:
    """Read the limits of a policy record, or of the defaults that come with closecall."""
    return tuple(
        Threshold(
            name=item.text("name"),
            for_harm=item.text("for_harm"),
            value=value,
            unit=item.text("unit"),
            reason=item.text("reason"),
        )
        for item in Fields(data).items("thresholds")
        if (value := item.whole("value")) is not None
    )


def read_response_levels(data: Mapping[str, Plain]) -> tuple[tuple[str, str], ...]:
    """Read the least inquiry for each worst credible harm."""
    return tuple((f.text("harm"), f.text("lowest")) for f in Fields(data).items("response_levels"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The limit that decides something, and who set it."""

    threshold: Threshold
    policy: RecordId | None
    """The policy record that holds it; None for a default of closecall that nobody approved."""

    @property
    def value(self) -> int:
        """The number itself."""
        return self.threshold.value


class Policy:
    """The limits in force on any day: the provider's own, else closecall's defaults."""

    def __init__(self, records: tuple[PolicyRecord, ...], defaults: tuple[Threshold, ...]) -> None:
        self.records = tuple(
            sorted(
                (r for r in records if r.valid_from and not r.withdrawn),
                key=lambda r: (r.valid_from or date.min, r.id),
                reverse=True,
            )
        )
        self.defaults = defaults
        self._found: dict[tuple[str, str, date], Limit] = {}

    def limit(self, name: str, *, on: date, harm: str = "") -> Limit:
        """The limit of this name in force on a day, the one for this harm before a general one.

        Raises:
            KeyError: Neither the provider nor the defaults know the name.
        """
        key = (name, harm, on)
        if key not in self._found:
            self._found[key] = self._look_up(name, on=on, harm=harm)
        return self._found[key]

    def in_force(self, on: date) -> Iterator[PolicyRecord]:
        """The provider's own policies in force on a day, the newest first."""
        for record in self.records:
            if not record.valid_from or record.valid_from > on:
                continue
            if not (record.valid_to and record.valid_to < on):
                yield record

    def lowest_response(self, harm: str, *, on: date) -> str:
        """The least inquiry for this harm by the provider's own policy; empty where it has none."""
        for record in self.in_force(on):
            if record.response_levels:
                return dict(record.response_levels).get(harm, "")
        return ""

    def deny_list(self, *, on: date) -> DenyListKept | None:
        """The provider's own list of what may not be written, as its policy on a day says it."""
        return next((r.deny_list for r in self.in_force(on) if r.deny_list), None)

    def date_precision(self, *, on: date) -> str:
        """How exactly a public edition gives days; empty where no policy says it."""
        return next((r.date_precision for r in self.in_force(on) if r.date_precision), "")

    def retention(self, *, on: date) -> tuple[Retention, ...]:
        """How long what was published is kept, as the newest policy that says it has it."""
        return next((r.retention for r in self.in_force(on) if r.retention), ())

    def answering(self, family: str, *, on: date) -> tuple[RecordId, ...] | None:
        """The services that must answer for a family of controls; None where no policy says it."""
        for record in self.in_force(on):
            for one in record.control_families:
                if one.family == family:
                    return one.services
        return None

    def _look_up(self, name: str, *, on: date, harm: str) -> Limit:
        for record in self.in_force(on):
            threshold = _pick(record.thresholds, name, harm)
            if threshold:
                return Limit(threshold=threshold, policy=record.id)
        threshold = _pick(self.defaults, name, harm)
        if threshold is None:
            raise KeyError(name)
        return Limit(threshold=threshold, policy=None)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Every limit that there is: name and the harm that it holds for."""
        found = {(t.name, t.for_harm) for t in self.defaults}
        found.update((t.name, t.for_harm) for r in self.records for t in r.thresholds)
        return tuple(sorted(found))


def _pick(thresholds: tuple[Threshold, ...], name: str, harm: str) -> Threshold | None:
    general = None
    for threshold in thresholds:
        if threshold.name == name:
            if threshold.for_harm == harm:
                return threshold
            if not threshold.for_harm:
                general = threshold
    return general
