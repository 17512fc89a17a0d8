"""The command `closecall`: where words become commands, and failures become words."""

import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Final, NoReturn

import click

from closecall import __version__
from closecall.errors import BrokenRecordsError, ClosecallError
from closecall.reports.neutral import printable

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_OURS = 3
EXIT_INTERRUPTED = 130

REPORT_FILE = "closecall-failure.txt"


_MODULES: Final = {
    "init": "init",
    "check": "check",
    "build": "build",
    "forms": "forms",
    "import": "import_",
    "measure": "measure",
    "explain": "explain",
    "status": "status",
    "new": "new",
}
"""Where each command is, by the word for it; there it has the name of its module."""


class _Commands(click.Group):
    """Loads a command when it is asked for: the others are a twelfth of loading."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        module = _MODULES.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"closecall.cli.{module}"), module)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="closecall")
def closecall() -> None:
    """Check near-miss records and build the evidence site from them.

    \b
    closecall init      a new provider’s repository, in one go
    closecall check     what is broken, late or worth a look
    closecall build     the site, in site/
    closecall forms     the two-minute page for the person on shift, and on paper
    closecall import    records from a spreadsheet of another system
    closecall measure   the statistics of one file, as JSON
    closecall explain   what a rule asks, why, and how to mend it
    closecall status    who owes what, and by when
    closecall new       a new record, by plain questions
    """  # noqa: D301 - to click, a backspace means: keep these lines as they are


def main() -> NoReturn:
    """Run a command and end with its exit code: 0, 1, 2, 3 or 130; never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # Where a terminal knows few letters, a sign that it cannot show is shown as its code.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = closecall.main(standalone_mode=False) or 0
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = EXIT_INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        code = EXIT_USAGE
    except BrokenRecordsError as broken:
        click.echo(printable(str(broken), limit=0), err=True)
        code = EXIT_FINDINGS
    except ClosecallError as wrong:
        click.echo(printable(str(wrong), limit=0), err=True)
        code = EXIT_USAGE
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        code = EXIT_INTERRUPTED
    except Exception as failure:  # noqa: BLE001 - the last door: whatever is left is our own fault
        code = _own_failure(failure)
    # Nothing is left to do but to end. Python would look through all records for rings first.
    gc.freeze()
    sys.exit(code)


def _own_failure(failure: BaseException) -> int:
    """Say in a sentence that we failed, and leave the details in a file.

    The file has the places in the code and the kind of failure, and no values: a value could be
    somebody's record.
    """
    import traceback  # noqa: PLC0415 - seldom needed, and it takes long to load

    lines = [f"closecall {__version__}, Python {sys.version.split()[0]}", type(failure).__name__]
    lines += [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(failure.__traceback__)
    ]
    words = "closecall failed by its own fault; nothing was changed."
    try:
        # Never through a link: the folder that is checked may be anybody's work.
        file = os.open(REPORT_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666)
        with os.fdopen(file, "w", encoding="utf-8") as report:
            report.write("\n".join(lines) + "\n")
        words += f" {REPORT_FILE} says where; it holds nothing of your records."
    except OSError:
        words += " " + "; ".join(lines[-2:])
    click.echo(words, err=True)
    return EXIT_OURS
