"""The ten questions of the reported stage, from the schema and the provider's own records.

Which fields there are, what may be answered and what is said of a wrong answer comes from the
schema of a near miss; services, units and roles are the provider's. Own are only how each question
is put to somebody on shift, and in which order.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from closecall.errors import UsageError
from closecall.model.register import Register
from closecall.model.setting import Role
from closecall.validation.schemas import EACH, Field, Schemas, Slot

KIND: Final = "near_miss"
"""The kind of record that the page writes."""

Way: TypeAlias = Literal["one", "many", "select", "text", "line", "when"]
"""How it is answered: one or several of a few, one of many, some sentences, a line, a moment."""
Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value in the record."""

DONT_KNOW: Final = "I don’t know"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to choose from."""

    value: str
    """As it is written into the record."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The parts of one service."""

    service: str
    """The service's id."""
    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a question asks for."""

    id: str
    """Its name on the page."""
    steps: Steps
    way: Way
    title: str
    """What the schema calls it, for the list of answers and for words about it."""
    label: str
    """How it is asked for inside its question; empty where the question alone says it."""
    error: str
    """What is said where it is missing."""
    wrong: str
    """What is said where the schema refuses what was written."""
    required: bool
    choices: tuple[Choice, ...] = ()
    units: tuple[Units, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """An answer that stands in place of all parts of a question."""

    id: str
    label: str
    steps: Steps
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, as it is put."""

    id: str
    number: int
    """From 1; 0 for the one before them, which asks who writes."""
    title: str
    hint: str
    parts: tuple[Part, ...]
    instead: Instead | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How one field is put. Words are left empty where the schema's own are good on a page."""

    path: str
    """The field's path, with dots, as the schema has it."""
    label: str = ""
    error: str = ""
    """In place of `x-error`, where that says how to write it into a file."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Words for single answers."""
    required: bool | None = None
    """Where that is otherwise than the schema of the stage says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Put:
    title: str
    parts: tuple[_Asked, ...]
    hint: str = ""
    instead: tuple[str, str, str] = ("", "", "")
    """Label, path and value of the answer in place of all parts."""


_ASKED: Final = (
    _Put(
        title="Your role",
        hint="No name is asked.",
        parts=(_Asked(path="recorded_by_role", error="Choose your role."),),
    ),
    _Put(
        title="Which service?",
        parts=(
            _Asked(path="service", error="Choose the service."),
            _Asked(path="place", label="Unit or team, if it has one"),
        ),
    ),
    _Put(
        title="When was it noticed?",
        hint="For example, 6 5 2026 at 07:40. About is fine for the time.",
        parts=(_Asked(path="detected", error="Say when it was noticed."),),
    ),
    _Put(
        title="Which area of care?",
        hint="Choose all that it touches.",
        parts=(_Asked(path="domain", error="Choose one or more areas of care."),),
    ),
    _Put(
        title="What almost happened?",
        hint="The facts, without names. What you saw, not who is to blame.",
        parts=(_Asked(path="what_happened"),),
    ),
    _Put(
        title="Was a person in it?",
        hint="Was anybody within reach of harm? Never say who.",
        parts=(
            _Asked(
                path="person_affected.relation",
                error="Choose whether one person, several or nobody yet was within reach of harm.",
                labels={
                    "one": "Yes, one person",
                    "several": "Yes, several people",
                    "none yet": "Nobody yet",
                },
            ),
        ),
    ),
    _Put(title="How was it noticed?", parts=(_Asked(path="detection_method"),)),
    _Put(
        title="What stopped it?",
        hint="Say what kept harm away. Somebody else looks later at how good that was.",
        parts=(_Asked(path="prevented_by.*.what", label="What stopped it, in a sentence"),),
        instead=(DONT_KNOW, "prevented_by.*.what", "unknown"),
    ),
    _Put(
        title="What was done straight away, and is it safe now?",
        hint="If it is not safe, or you are not sure, tell the person in charge first.",
        parts=(
            _Asked(path="immediate_action.what", label="What was done"),
            _Asked(
                path="immediate_action.safe_now",
                label="Is it safe now?",
                error="Choose whether it is safe now.",
            ),
        ),
    ),
    _Put(
        title="What is the worst that could believably have happened?",
        hint="Not what happened. What might have, if nothing had stopped it.",
        parts=(
            _Asked(
                path="harm_potential.worst",
                error=f"Choose the worst harm that could believably have happened, or {DONT_KNOW}.",
            ),
            _Asked(path="harm_potential.reason", label="Why do you say so?", required=True),
        ),
    ),
    _Put(
        title="Where is the original written down?",
        hint="The log and the entry in it, so that it can be found again.",
        parts=(
            _Asked(path="source_ref.log", label="Log", required=True),
            _Asked(path="source_ref.locator", label="Entry", required=True),
        ),
        instead=("Not yet written down", "source_ref", "not yet"),
    ),
)

FILLED_IN: Final = ("kind", "recorded")
"""What the reported stage holds and nobody is asked."""
_FEW: Final = 9
"""Up to so many answers are shown one below the other; more are folded into a list."""
_ONE_LINE: Final = 200
"""Up to so many characters are asked for on one line."""


def questions(schemas: Schemas, register: Register) -> tuple[Question, ...]:
    """The questions in their order, the first of them asking for the role.

    Raises:
        UsageError: There is no service or no role to choose from.
    """
    maker = _Maker(schemas, register)
    return tuple(_question(maker, number, put) for number, put in enumerate(_ASKED))


def _question(maker: "_Maker", number: int, put: _Put) -> Question:
    label, path, value = put.instead
    name = f"cc-q{number}"
    return Question(
        id=name,
        number=number,
        title=put.title,
        hint=put.hint,
        parts=tuple(maker.part(asked) for asked in put.parts),
        instead=Instead(id=f"{name}-instead", label=label, steps=_steps(path), value=value)
        if label
        else None,
    )


class _Maker:
    """Makes parts of questions from fields of the schema and the provider's records."""

    def __init__(self, schemas: Schemas, register: Register) -> None:
        self._schemas = schemas
        self._fields = {one.path: one for one in _all(schemas.fields(KIND))}
        services = [service for service in register.services if service.withdrawn is None]
        self._services = tuple(Choice(value=s.id, label=s.name or s.id) for s in services)
        self._roles = _roles(register.of(Role))
        self._units = tuple(
            Units(service=s.id, name=s.name or s.id, units=s.units) for s in services if s.units
        )
        for choices, kind in ((self._services, "service"), (self._roles, "role")):
            if not choices:
                raise UsageError(
                    f"There is no {kind} to choose from yet, so nobody could fill in the form."
                    f" Write one first: closecall new {kind}"
                )

    def part(self, asked: _Asked) -> Part:
        """One part, with its words and its answers."""
        path = tuple(asked.path.split("."))
        one = self._fields[path]
        error = asked.error or one.error
        units = self._units if path == ("place",) else ()
        choices = self._choices(one, asked.labels)
        slot = self._slot(path)
        return Part(
            id="cc-" + "-".join(step for step in path if step != EACH).replace("_", "-"),
            steps=_steps(asked.path),
            way="select" if units else _way(one, slot, len(choices)),
            title=one.title,
            label=asked.label,
            error=error,
            wrong=_wrong(error, slot) if not (choices or one.day_type) else error,
            required=one.required if asked.required is None else asked.required,
            choices=choices,
            units=units,
        )

    def _slot(self, path: tuple[str, ...]) -> Slot:
        slot: Slot | None = self._schemas.slot(KIND)
        for step in path:
            slot = slot and (slot.items if step == EACH else slot.inside(step))
        if slot is None:
            raise KeyError(path)
        return slot

    def _choices(self, one: Field, labels: Mapping[str, str]) -> tuple[Choice, ...]:
        if one.refers_to:
            return {"service": self._services, "role": self._roles}[one.refers_to[0]]
        words = {"unknown": DONT_KNOW, **labels}
        return tuple(
            Choice(value=value, label=words.get(value, value[:1].upper() + value[1:]))
            for value in one.choices
        )


def _all(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _all(one.fields)


def _roles(roles: Iterable[Role]) -> tuple[Choice, ...]:
    """The jobs, not groups, that may record; where no role says so, every job."""
    jobs = [role for role in roles if not role.body and role.withdrawn is None]
    chosen = [role for role in jobs if "record" in role.may] or jobs
    return tuple(
        Choice(value=role.id, label=role.title or role.id)
        for role in sorted(chosen, key=lambda role: (role.title, role.id))
    )


def _way(one: Field, slot: Slot, choices: int) -> Way:
    if one.day_type:
        return "when"
    if "array" in one.types:
        return "many"
    if choices:
        return "one" if choices <= _FEW and one.refers_to != ("role",) else "select"
    longest = slot.first("maxLength") or 0
    return "line" if longest <= _ONE_LINE else "text"


def _wrong(error: str, slot: Slot) -> str:
    """What to do, and what the schema says of every text of its sort."""
    about = [said["x-error"] for said in slot.schemas if "x-error" in said]
    return error if about[-1] == error else f"{error} {about[-1]}"


def _steps(path: str) -> Steps:
    """The way to a value; of a list, to its first item."""
    return tuple(0 if step == EACH else step for step in path.split("."))
