"""Events for tests, in few words."""

from datetime import date, timedelta

from closecall.analysis.events import Event


def event(
    name: str,
    day: str,
    *,
    last: str = "",
    recorded: str | None = "",
    incident: bool = False,
    mechanism: str = "timing",
    same_as: str = "",
    withdrawn: str = "",
    domains: frozenset[str] = frozenset(),
    service: str = "A",
) -> Event:
    """An event on a day, recorded on the same one unless said otherwise (None: not said)."""
    first = date.fromisoformat(day)
    return Event(
        id=name,
        service=service,
        first=first,
        last=date.fromisoformat(last) if last else first,
        recorded=None if recorded is None else date.fromisoformat(recorded or day),
        incident=incident,
        mechanism=mechanism,
        domains=domains,
        same_as=same_as,
        withdrawn=date.fromisoformat(withdrawn) if withdrawn else None,
    )


def series(
    prefix: str, first: str, step: int, count: int, *, mechanism: str = "timing"
) -> list[Event]:
    """Events so many days apart."""
    start = date.fromisoformat(first)
    return [
        event(f"{prefix}{k}", (start + timedelta(step * k)).isoformat(), mechanism=mechanism)
        for k in range(count)
    ]
