"""A conversation in plain lines, for the commands that ask."""

import sys

import click

from closecall.errors import ClosecallError
from closecall.reports.neutral import printable


def say(line: str) -> None:
    """Print one line."""
    click.echo(printable(line, limit=0))


def hear() -> str:
    """The next line; where there is none any more, the author has gone and nothing is written."""
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError as error:
        raise ClosecallError("The answer is not in the letters of this terminal.") from error
    if not line:
        raise click.Abort
    return line.rstrip("\r\n")
