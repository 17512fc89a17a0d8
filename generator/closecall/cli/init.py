"""`closecall init`: a new provider's repository, by six plain questions or with defaults."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click

from closecall.authoring.asking import Talk
from closecall.authoring.starter.files import starter_files
from closecall.authoring.starter.placing import Placed, holds_records, look_at, place
from closecall.authoring.starter.questions import HOSTS, Questions
from closecall.authoring.starter.records import Provider, Record, starter_records
from closecall.cli.common import Day, deny_list_option
from closecall.cli.talking import hear, say
from closecall.errors import GitError, UsageError
from closecall.git.command import GitMissingError
from closecall.git.starting import in_repository, make_repository
from closecall.privacy.denied import DenyList
from closecall.privacy.deny_file import given_deny_list
from closecall.privacy.scanning import scan
from closecall.records.kinds import KIND_BY_NAME
from closecall.records.reading import Document
from closecall.validation.schemas import Schemas, load_schemas
from closecall.validation.shape import check_shape


@click.command(epilog="Example: closecall init rosewood")
@click.argument("dir", type=click.Path(path_type=Path), default=".")
@click.option(
    "--defaults",
    is_flag=True,
    help="Ask nothing: placeholders for the names, one care home, files for GitHub and GitLab.",
)
@click.option("--no-git", is_flag=True, help="Make no Git repository of the folder.")
@click.option(
    "--on",
    type=Day(),
    metavar="DAY",
    help="The day from which limits and definitions hold. Without it: today.",
)
@deny_list_option
def init(
    *,
    dir: Path,  # noqa: A002 - the word for it in the help and the reference
    defaults: bool,
    no_git: bool,
    on: date | None,
    deny_list: Path | None,
) -> None:
    """Make a new provider's repository in DIR (the present folder, if none is named).

    Six questions are asked, in plain lines. What is there already is kept as it is, and named. If
    something cannot be written, nothing is.
    """
    top = Path(os.path.abspath(dir))  # noqa: PTH100 - `Path.resolve` would follow a link
    look_at(top)
    schemas = load_schemas()
    deny = given_deny_list(deny_list, root=top)
    has_records = holds_records(top)
    provider, host = Provider(), HOSTS[-1]
    if not defaults:
        questions = Questions(talk=Talk(say=say, hear=hear), schemas=schemas, deny=deny)
        if has_records:
            host = questions.host()
        else:
            provider, host = questions.ask_all()
    today = on or datetime.now(UTC).astimezone().date()
    records = () if has_records else tuple(starter_records(provider, today, schemas))
    for record in records:
        _must_be_fit(record, schemas, deny)
    texts = [(record.path, record.text) for record in records]
    placed = place(top, (*texts, *starter_files(host, provider.group, schemas)))
    for line in (
        *_told(dir, placed, records, has_records=has_records),
        *_git(top, wanted=not no_git),
        *_next(dir, defaults=defaults, has_records=has_records),
    ):
        say(line)


def _must_be_fit(record: Record, schemas: Schemas, deny: DenyList) -> None:
    """Refuse what a check would refuse, before anything is written.

    Raises:
        UsageError: Says what is wrong, and repeats nothing of it.
    """
    whole = {"kind": record.kind, **record.data}
    document = Document(path=record.path, kind=record.kind, stem=record.id, data=whole, blob="")
    _, findings = check_shape(document, schemas)
    if findings or scan(record.path, record.text.encode(), deny):
        raise UsageError(
            "Nothing was written: an answer holds something that no record may hold, such as the"
            " name of a person. Use the name of the organisation or of the house."
        )


def _told(
    folder: Path, placed: Placed, records: tuple[Record, ...], *, has_records: bool
) -> Iterator[str]:
    yield ""
    where = "this folder" if folder == Path() else f"{folder}"
    if not placed.made:
        yield f"Nothing was missing in {where}."
    else:
        files = f"{len(placed.made)} {'file' if len(placed.made) == 1 else 'files'}"
        yield f"Made {files} in {where}."
    kinds = Counter(record.kind for record in records if record.path in placed.made)
    for kind, count in kinds.items():
        words = KIND_BY_NAME[kind]
        yield f"  {count} {(words.title if count == 1 else words.plural).lower()}"
    others = [path for path in placed.made if not path.startswith(("records/", "schemas/"))]
    if others:
        yield f"  beside them: {', '.join(others)}"
    if any(path.startswith("schemas/") for path in placed.made):
        yield "  schemas/, which editors read"
    if has_records:
        yield "Kept as it is: records/, as there are records in it. None was added."
    schemas = [path for path in placed.kept if path.startswith("schemas/")]
    if schemas:
        yield f"Kept as they are: {len(schemas)} in schemas/."
    for path in placed.kept:
        if path not in schemas:
            yield f"Kept as it is: {path}"
    if "mkdocs.yml" in placed.kept:
        yield "  For the site it has to name the theme material and the plugin closecall."


def _git(folder: Path, *, wanted: bool) -> Iterator[str]:
    """Make a repository where there is none, and say what became of it."""
    if not wanted:
        return
    try:
        if in_repository(folder):
            yield "The folder is in a Git repository already: nothing was done to that."
        else:
            make_repository(folder)
            yield "Made a Git repository of it. Nothing is committed yet."
    except GitMissingError:
        yield "There is no Git here. Everything but the history works; later: git init"
    except GitError as error:
        yield f"The files are there, but not in Git. {error}"


def _next(folder: Path, *, defaults: bool, has_records: bool) -> Iterator[str]:
    yield ""
    if defaults and not has_records:
        yield "First put your own names into records/provider/ and records/services/."
    yield "Nobody has approved the limits and definitions yet: README.md says how."
    yield "Next:"
    if folder != Path():
        yield f"  cd {_quoted(folder)}"
    yield "  closecall new near-miss"
    yield "  closecall check"


def _quoted(folder: Path) -> str:
    import shlex  # noqa: PLC0415 - for one line

    return shlex.quote(str(folder))
