"""`closecall new`: a new record, by plain questions or from a file of answers."""

import re
import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click

from closecall.authoring.asking import REPORTED, Asker, Talk
from closecall.authoring.gate import Gate
from closecall.authoring.linking import LINKS, OWN_DAY, in_order, prefilled
from closecall.cli.common import Day, deny_list_option, did_you_mean
from closecall.cli.talking import hear, say
from closecall.errors import UsageError
from closecall.evidence import gather
from closecall.model.days import in_words, parse_day
from closecall.privacy.denied import DenyList
from closecall.privacy.deny_file import given_deny_list
from closecall.privacy.reporting import as_findings
from closecall.privacy.scanning import scan
from closecall.project import find_root
from closecall.records.documents import Plain, parse
from closecall.records.kinds import DATED, ID_LETTERS, KIND_BY_NAME, KINDS
from closecall.records.reading import Document, read_records
from closecall.records.refusals import MAX_BYTES
from closecall.records.trees import WorkingTree
from closecall.records.writing import record_path, record_text, write_new
from closecall.reports.neutral import printable
from closecall.validation.schemas import Schemas, load_schemas
from closecall.validation.shape import check_shape
from closecall.waiting import put_to_known, waiting_work


@click.command(epilog="Example: closecall new review --from nm-20260303-k7m2")
@click.argument("kind")
@click.option(
    "--from", "source", metavar="ID", help="Link to this record and fill in what follows."
)
@click.option("--service", metavar="ID", help="The service that it is about.")
@click.option("--id", "record_id", metavar="ID", help="The id; without it, one is made.")
@click.option(
    "--answers",
    metavar="FILE",
    help="Take the answers from this file (YAML or JSON), or from standard input where it is -.",
)
@click.option("--all", "every", is_flag=True, help="Ask also for what may be left out.")
@click.option("--on", type=Day(), metavar="DAY", help="The day of the work. Without it: today.")
@deny_list_option
@click.option(
    "-C",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    help="The folder of the project.",
)
def new(
    *,
    kind: str,
    source: str | None,
    service: str | None,
    record_id: str | None,
    answers: str | None,
    every: bool,
    on: date | None,
    deny_list: Path | None,
    folder: Path,
) -> None:
    """Write a new record of KIND, such as near-miss, review or audit.

    Questions come one by one, in plain lines. Each answer is looked through for what could be
    somebody's data before anything is written. No file is ever overwritten.
    """
    name = _kind(kind)
    root = find_root(folder)
    deny = given_deny_list(deny_list, root=root)
    schemas = load_schemas()
    today = on or datetime.now(UTC).astimezone().date()
    reading = read_records(
        WorkingTree(root),
        lambda document: check_shape(document, schemas),
        lambda path, raw: as_findings(path, scan(path, raw, deny)),
    )
    known = {document.stem: document for document in reading.documents}
    filled: dict[str, Plain] = {}
    if source is not None:
        _must_be(source, known, "--from")
        filled = prefilled(name, source, known, schemas, today)
    filled |= _service(name, service, known, schemas)
    said = {} if answers is None else _answers(answers, name)
    if name in REPORTED and "recorded" not in said:
        filled["recorded"] = _now(on)

    def asked_for(data: Mapping[str, Plain]) -> Mapping[str, str]:
        path = record_path(name, record_id or _new_id(name, data, today))
        return Gate(root=root, as_at=today, deny=deny).asks(name, path, data)

    asker = Asker(
        kind=name,
        path=f"records/{KIND_BY_NAME[name].folder}",
        schemas=schemas,
        known=known,
        talk=Talk(say=say, hear=hear),
        deny=deny,
        asked_for=asked_for,
    )
    if answers is None:
        _say_filled(filled)
        data = asker.ask_all(filled, every=every)
    else:
        data = in_order(name, {**filled, **said}, schemas)
    data.pop("kind", None)
    written_id = record_id or str(data.get("id") or _new_id(name, data, today))
    path = record_path(name, written_id)
    if written_id in known or written_id in reading.files:
        raise UsageError("There is a record of this id already. Choose another with --id.")
    _refuse_wrong(asker.wrong(data))
    text = record_text(name, data)
    hits = as_findings(path, scan(path, text.encode(), deny))
    _refuse_wrong(tuple(f"{hit.message} {hit.remedy}" for hit in hits))
    write_new(root, path, text)
    click.echo("")
    click.echo(f"Written: {path}")
    _say_next(root, written_id, data, on, deny)


def _say_filled(filled: Mapping[str, Plain]) -> None:
    """What is not asked for, with its value: whoever writes answers for it."""
    if filled:
        click.echo("Filled in. What is wrong of it you can change in the file:")
    for name, value in filled.items():
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        click.echo(printable(f"  {name}: {words}"))


def _kind(word: str) -> str:
    names = {kind.name.replace("_", "-"): kind.name for kind in KINDS}
    found = names.get(word.strip().lower().replace("_", "-"))
    if found is None:
        hint = did_you_mean(word, names)
        raise UsageError(f"There is no such kind of record.{hint} The kinds: {', '.join(names)}.")
    return found


def _must_be(record_id: str, known: Mapping[str, Document], option: str) -> None:
    if record_id not in known:
        hint = did_you_mean(record_id, known)
        raise UsageError(f"{option}: there is no record of this id that can be read.{hint}")


def _service(
    kind: str, service: str | None, known: Mapping[str, Document], schemas: Schemas
) -> dict[str, Plain]:
    """The service, where it was named or there is only one."""
    field = next((f for f in schemas.fields(kind) if f.name == "service"), None)
    services = [one for one, document in known.items() if document.kind == "service"]
    if service is not None:
        if service not in services:
            hint = did_you_mean(service, services)
            raise UsageError(f"--service: there is no service of this id.{hint}")
        if field is None:
            raise UsageError("--service: this kind of record names no service.")
        return {"service": service}
    if field is not None and field.required and len(services) == 1:
        return {"service": services[0]}
    return {}


def _answers(file: str, kind: str) -> dict[str, Plain]:
    """The answers of a file, read as strictly as a record."""
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"--answers: the file cannot be read: {error.strerror}.") from error
    parsed = parse(raw, path="answers")
    if parsed.data is None:
        raise UsageError(
            "\n".join(
                f"--answers, line {finding.line}: {finding.message} {finding.remedy}"
                for finding in parsed.findings
            )
        )
    if parsed.data.get("kind", kind) != kind:
        raise UsageError("--answers: the file says another kind than the command.")
    return {name: value for name, value in parsed.data.items() if name != "kind"}


def _refuse_wrong(wrong: tuple[str, ...]) -> None:
    if wrong:
        raise UsageError("\n".join(("Nothing was written.", *(f"- {words}" for words in wrong))))


def _new_id(kind: str, data: Mapping[str, Plain], today: date) -> str:
    """An id that nobody has: with the day of what is recorded, or from its name."""
    prefix = KIND_BY_NAME[kind].prefix
    if kind in DATED:
        first = (OWN_DAY.get(kind, ""), "detected", "due", "recorded")
        days = (parse_day(str(data.get(name, ""))[:10]) for name in first)
        day = next((day for day in days if day), today)
        letters = "".join(secrets.choice(ID_LETTERS) for _ in range(4))
        return f"{prefix}-{day:%Y%m%d}-{letters}"
    said = str(data.get("name") or data.get("title") or data.get("measure") or "")
    slug = re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:40].strip("-")
    if not re.match("[a-z]", slug) or len(slug) < 3:
        slug = f"{kind.replace('_', '-')}-{''.join(secrets.choice(ID_LETTERS) for _ in range(4))}"
    return f"{prefix}-{slug}" if prefix else slug


def _now(on: date | None) -> str:
    now = datetime.now(UTC).astimezone()
    return f"{on or now.date():%Y-%m-%d} {now:%H:%M}"


def _say_next(
    root: Path, record_id: str, data: Mapping[str, Plain], on: date | None, deny: DenyList
) -> None:
    """Who owes the next step of the same trail, and by when."""
    evidence = gather(root, as_at=on, deny=deny)
    about = {record_id}
    for name in LINKS:
        value = data.get(name)
        about |= {one for one in (value if isinstance(value, list) else [value]) if one}  # type: ignore[misc]
    owed = [
        piece
        for piece in put_to_known(waiting_work(evidence), evidence.register)
        if {piece.record, piece.near_miss} & {*about} - {data.get("service")}
    ]
    for piece in owed[:3]:
        by = f" by {in_words(piece.due)}" if piece.due else ""
        click.echo(printable(f"Next: {piece.what} Owed by {piece.owner or 'nobody named'}{by}."))
    click.echo("Then: closecall check")
