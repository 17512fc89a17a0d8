"""Controls, what was changed in them, what else was exposed, and the risk that is left."""

from dataclasses import dataclass
from datetime import date

from closecall.model.days import Duration
from closecall.model.fields import Fields, RecordId
from closecall.model.record import Record, SourceRef, envelope, source_ref
from closecall.records.reading import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureCheck(Record):
    """Whether the same weakness stands elsewhere."""

    near_misses: tuple[RecordId, ...]
    on: date | None
    by_role: RecordId | None
    question: str
    scope_services: tuple[RecordId, ...]
    scope_units: tuple[str, ...]
    scope_items: str
    population_n: int | None
    sampled_n: int | None
    selection: str
    method: str
    found: str
    exposed_n: int | None
    result: str
    immediate_risk: bool | None
    immediate_action: str
    immediate_at: str
    risk: RecordId | None
    audits: tuple[RecordId, ...]


def read_exposure_check(document: Document, *, broken: bool) -> ExposureCheck:
    """Read an `exposure_check` record."""
    f = Fields(document.data)
    scope, immediate = f.sub("scope"), f.sub("immediate_risk")
    return ExposureCheck(
        **envelope(document, f, day=f.day("on"), broken=broken),
        near_misses=f.refs("near_miss"),
        on=f.day("on"),
        by_role=f.ref("by_role"),
        question=f.text("question"),
        scope_services=scope.refs("services"),
        scope_units=scope.texts("units"),
        scope_items=scope.text("items"),
        population_n=scope.whole("population_n"),
        sampled_n=scope.whole("sampled_n"),
        selection=scope.text("selection"),
        method=f.text("method"),
        found=f.text("found"),
        exposed_n=f.whole("exposed_n"),
        result=f.text("result"),
        immediate_risk=immediate.yes("is"),
        immediate_action=immediate.text("action"),
        immediate_at=immediate.text("at"),
        risk=f.ref("risk"),
        audits=f.refs("audits"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Record):
    """What stands between a hazard and harm."""

    services: tuple[RecordId, ...]
    domains: tuple[str, ...]
    purpose: str
    mechanisms: tuple[str, ...]
    family: str
    control_class: str
    barrier_type: str
    depends_on_memory: bool | None
    owner_role: RecordId | None
    how_tested: str
    test_interval: Duration | None
    embedded: str
    """not, partly or yes."""
    embedded_evidence: str


def read_control(document: Document, *, broken: bool) -> Control:
    """Read a `control` record."""
    f = Fields(document.data)
    embedded = f.sub("embedded")
    return Control(
        **envelope(document, f, day=f.day("valid_from"), broken=broken),
        services=f.refs("services"),
        domains=f.texts("domain"),
        purpose=f.text("purpose"),
        mechanisms=f.texts("mechanisms"),
        family=f.text("family"),
        control_class=f.text("control_class"),
        barrier_type=f.text("barrier_type"),
        depends_on_memory=f.yes("depends_on_memory"),
        owner_role=f.ref("owner_role"),
        how_tested=f.text("how_tested"),
        test_interval=f.duration("test_interval"),
        embedded=embedded.text("is"),
        embedded_evidence=embedded.text("evidence"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """How staff were told of a change."""

    audience: str
    method: str
    content: str
    on: date | None
    reached: int | None
    of: int | None
    understanding_check: str
    source_ref: SourceRef | None
    none_needed: str
    """Why nobody had to be told; empty where somebody had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """How a change is to be checked, by whom, by when."""

    method: str
    due: date | None
    verifier_role: RecordId | None
    audit: RecordId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChange(Record):
    """What is different on the floor, and from when."""

    near_misses: tuple[RecordId, ...]
    reviews: tuple[RecordId, ...]
    control: RecordId | None
    action: str
    effective_from: date | None
    before: str
    after: str
    temporary_until: date | None
    strength: tuple[str, ...]
    stronger_option: str
    stronger_why_not: str
    owner_role: RecordId | None
    accountability: str
    staff_responsibilities: str
    communication: Communication | None
    verify: Verification | None


def read_control_change(document: Document, *, broken: bool) -> ControlChange:
    """Read a `control_change` record."""
    f = Fields(document.data)
    told, verify, stronger = f.sub("communication"), f.sub("verify"), f.sub("stronger_option")
    return ControlChange(
        **envelope(document, f, day=f.day("effective_from"), broken=broken),
        near_misses=f.refs("near_miss"),
        reviews=f.refs("review"),
        control=f.ref("control"),
        action=f.text("action"),
        effective_from=f.day("effective_from"),
        before=f.text("before"),
        after=f.text("after"),
        temporary_until=f.day("temporary_until"),
        strength=f.texts("strength"),
        stronger_option=stronger.text("item"),
        stronger_why_not=stronger.text("why_not"),
        owner_role=f.ref("owner_role"),
        accountability=f.text("accountability"),
        staff_responsibilities=f.text("staff_responsibilities"),
        communication=Communication(
            audience=told.text("audience"),
            method=told.text("method"),
            content=told.text("content"),
            on=told.day("on"),
            reached=told.whole("reached"),
            of=told.whole("of"),
            understanding_check=told.text("understanding_check"),
            source_ref=source_ref(told.sub("source_ref")),
            none_needed=told.text("none_needed"),
        )
        if told
        else None,
        verify=Verification(
            method=verify.text("method"),
            due=verify.day("due"),
            verifier_role=verify.ref("verifier_role"),
            audit=verify.ref("audit"),
        )
        if verify
        else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Consequence and likelihood, 1 to 5 each, with the day and the reason."""

    consequence: int
    likelihood: int
    on: date | None
    reason: str

    @property
    def value(self) -> int:
        """Consequence times likelihood, 1 to 25."""
        return self.consequence * self.likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """An entry of a service's risk profile."""

    service: RecordId | None
    domains: tuple[str, ...]
    mechanism: str
    why_in_profile: tuple[str, ...]
    near_misses: tuple[RecordId, ...]
    incidents: tuple[RecordId, ...]
    controls: tuple[RecordId, ...]
    owner_role: RecordId | None
    score_before: Score | None
    score_now: Score | None
    score_target: Score | None
    signs_now: tuple[str, ...]
    review_due: date | None
    tolerance_decision: RecordId | None


def read_risk(document: Document, *, broken: bool) -> Risk:
    """Read a `risk` record."""
    f = Fields(document.data)
    now = _score(f.sub("score_now"))
    return Risk(
        **envelope(document, f, day=now.on if now else None, broken=broken),
        service=f.ref("service"),
        domains=f.texts("domain"),
        mechanism=f.text("mechanism"),
        why_in_profile=f.texts("why_in_profile"),
        near_misses=f.refs("near_misses"),
        incidents=f.refs("incidents"),
        controls=f.refs("controls"),
        owner_role=f.ref("owner_role"),
        score_before=_score(f.sub("score_before")),
        score_now=now,
        score_target=_score(f.sub("score_target")),
        signs_now=f.texts("signs_now"),
        review_due=f.day("review_due"),
        tolerance_decision=f.ref("tolerance_decision"),
    )


def _score(f: Fields) -> Score | None:
    consequence, likelihood = f.whole("consequence"), f.whole("likelihood")
    if consequence is None or likelihood is None:
        return None
    return Score(
        consequence=consequence, likelihood=likelihood, on=f.day("on"), reason=f.text("reason")
    )
