"""`closecall check`: read, check and judge the records; nothing else of the folder is opened."""

import gc
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from closecall.cli.common import as_at_option, deny_list_option
from closecall.cli.output import Target, prints_colour, read_target, write
from closecall.collector import collector_asleep
from closecall.errors import UsageError
from closecall.evidence import Evidence, gather
from closecall.git.commits import (
    Commit,
    common_ancestor,
    folder_in_repository,
    head_or_reason,
    resolve,
)
from closecall.privacy.denied import DenyList
from closecall.privacy.deny_file import given_deny_list
from closecall.project import find_root
from closecall.reports.changes import Comparison, compare
from closecall.reports.formats import FORMATS, TEXT
from closecall.reports.report import FailOn, Report, make_report
from closecall.reports.text import as_text, in_short


@click.command(epilog="Example: closecall check --as-at 2026-09-30")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@as_at_option
@click.option(
    "--rev",
    metavar="COMMIT",
    help="Check this commit instead of the files on the disk, which stay as they are.",
)
@click.option(
    "--changed-since",
    metavar="REF",
    help="Say first what was added and mended since work parted from this branch or commit, and "
    "fail only for that and for what is left in the records and chains that were touched.",
)
@click.option(
    "--policy-from",
    metavar="REF",
    help="Take policy, lists and allowances from this branch or commit.",
)
@deny_list_option
@click.option(
    "--fail-on",
    type=click.Choice(tuple(level.value for level in FailOn)),
    default="error",
    show_default=True,
    help="The least that makes the command end with 1.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMATS)),
    default=TEXT,
    show_default=True,
    help="How the findings are printed.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="[FORMAT=]FILE",
    multiple=True,
    help="Write them into a file: with FORMAT= besides printing them, without it instead. May be "
    "given several times.",
)
@click.option(
    "--color/--no-color",
    "colour",
    default=None,
    help="Colours in text; without it, on a terminal and unless NO_COLOR is set.",
)
@click.pass_context
def check(  # noqa: PLR0917 - click passes them all by name
    ctx: click.Context,
    folder: Path,
    as_at: date | None,
    rev: str | None,
    changed_since: str | None,
    policy_from: str | None,
    deny_list: Path | None,
    fail_on: str,
    form: str,
    outputs: tuple[str, ...],
    colour: bool | None,  # noqa: FBT001 - as above
) -> None:
    """Check the records in FOLDER (the present one, if none is named).

    Prints every finding with its rule, file and line, what is wrong and how to mend it. Ends
    with 0 where there are no errors, 1 where there are, 2 for wrong use.
    """
    targets = [read_target(said, form) for said in outputs]
    root = _root(folder, rev)
    commit = resolve(root, rev) if rev is not None else None
    policy = resolve(root, policy_from) if policy_from is not None else None
    base = _base(root, changed_since, commit) if changed_since is not None else None
    deny = given_deny_list(deny_list, root=root)
    with collector_asleep():
        evidence = gather(
            root, as_at=as_at, commit=commit, policy_from=policy, deny=deny, since=base
        )
        gc.freeze()  # before the collector wakes, which would look through all of it at once
    if commit and not evidence.blobs:
        raise UsageError(f"There is no folder `records` at commit {commit.id[:12]}.")
    report = make_report(
        evidence,
        fail_on=FailOn(fail_on),
        comparison=_compared(root, evidence, base, policy, deny) if base else None,
        prefix=folder_in_repository(root),
    )
    _tell(report, form, targets, colour=prints_colour(sys.stdout, os.environ, asked=colour))
    if report.failed:
        ctx.exit(1)


def _root(folder: Path, rev: str | None) -> Path:
    """The folder of the project. At another commit there may be records where there are none now.

    Raises:
        UsageError: There are no records, and no commit is asked for.
    """
    try:
        return find_root(folder)
    except UsageError:
        if rev is None:
            raise
        return folder


def _base(root: Path, changed_since: str, commit: Commit | None) -> Commit:
    """The commit from which the work that is checked began.

    Raises:
        UsageError: There is no such commit, or none that is checked out.
    """
    since = resolve(root, changed_since)
    here = commit or head_or_reason(root)
    if not isinstance(here, Commit):
        raise UsageError(f"There is nothing to compare, because {here.reason}.")
    return common_ancestor(root, since, here)


def _compared(
    root: Path, now: Evidence, base: Commit, policy: Commit | None, deny: DenyList
) -> Comparison:
    """What changed since a commit, both as at one day and by the same policy."""
    before = gather(root, as_at=now.as_at, commit=base, policy_from=policy, deny=deny)
    return compare(before, now, base=base.id)


def _tell(report: Report, form: str, targets: Sequence[Target], *, colour: bool) -> None:
    for target in targets:
        write(target.file, FORMATS[target.form](report))
    if any(target.instead for target in targets):
        click.echo(in_short(report), nl=False)
    elif form == TEXT:
        click.echo(as_text(report, colour=colour), nl=False, color=colour)
    else:
        click.echo(FORMATS[form](report), nl=False)
