"""`closecall measure`: the statistics of one file, so that others can be held against them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from closecall.errors import UsageError

if TYPE_CHECKING:
    from closecall.analysis.measure_files.fields import Json

MOST_BYTES = 10_000_000


@click.command(epilog="Example: closecall measure docs/assets/measure-example.json")
@click.argument("file", type=click.Path(path_type=Path))
def measure(file: Path) -> None:
    """Answer the measure FILE: a chart, tests or dated cases, in JSON.

    Prints one JSON object. Ends with 0, or with 2 and a sentence that says what cannot be read
    and where. Reads nothing but the file.
    """
    # Loaded here, as the other commands do without it.
    from closecall.analysis.measure_files import answer  # noqa: PLC0415
    from closecall.analysis.measure_files.fields import MeasureFileError  # noqa: PLC0415

    try:
        result = answer(_parsed(_text(file)))
    except MeasureFileError as wrong:
        raise UsageError(f"{file}: {wrong}") from wrong
    except (_NotJsonError, RecursionError) as wrong:
        said = "it is nested too deeply" if isinstance(wrong, RecursionError) else str(wrong)
        raise UsageError(f"{file}: this is not a JSON file that can be read: {said}.") from wrong
    click.echo(json.dumps(result, indent=1, allow_nan=False))


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as wrong:
        why = wrong.strerror if isinstance(wrong, OSError) and wrong.strerror else str(wrong)
        raise UsageError(f"{file}: the file cannot be read: {why}.") from wrong
    if len(raw) > MOST_BYTES:
        raise UsageError(f"{file}: the file has more than {MOST_BYTES // 1_000_000} MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UsageError(f"{file}: the file is not text in UTF-8 (byte {wrong.start}).") from wrong


class _NotJsonError(Exception):
    """Why a text is not JSON as it is asked for."""


def _parsed(text: str) -> "Json":
    try:
        document: Json = json.loads(
            text,
            parse_constant=_no_number,
            parse_float=_number,
            parse_int=_whole,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as wrong:
        raise _NotJsonError(f"{wrong.msg}, line {wrong.lineno}, column {wrong.colno}") from wrong
    return document


def _no_number(word: str) -> NoReturn:
    raise _NotJsonError(f"{word} is not a number")


def _number(digits: str) -> float:
    value = float(digits)
    if value in {float("inf"), float("-inf")}:
        raise _NotJsonError(f"the number {digits[:40]} is too large")
    return value


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise _NotJsonError(f"the number {digits[:40]}… is too large")
    return int(digits)


def _object(pairs: "list[tuple[str, Json]]") -> "dict[str, Json]":
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _NotJsonError(f"the field {twice!r} stands twice in one object")
    return found
