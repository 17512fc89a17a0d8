"""`closecall build`: check the records, then build the site; errors stop it."""

from datetime import date
from pathlib import Path

import click

from closecall.cli.common import as_at_option, deny_list_option
from closecall.privacy.deny_file import given_deny_list
from closecall.project import find_root


@click.command(epilog="Example: closecall build --output site")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@as_at_option
@deny_list_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes; without it, the `site_dir` of mkdocs.yml.",
)
def build(folder: Path, as_at: date | None, deny_list: Path | None, output: Path | None) -> None:
    """Build the evidence site of the records in FOLDER (the present one, if none is named).

    The records are checked first. With an error nothing is built and an earlier site stays as it
    is; gaps and warnings are published in words.
    """
    from closecall.website.build import build_site  # noqa: PLC0415 - MkDocs takes long to load

    root = find_root(folder)
    deny = given_deny_list(deny_list, root=root)
    report = build_site(root, as_at=as_at, site_dir=output, deny=deny)
    click.echo(report.words)
