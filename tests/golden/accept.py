"""Accept what the golden register comes to now: `.venv/bin/python -m tests.golden.accept`.

Writes `tests/golden/site/` anew; read the diff before you commit it. With a folder as its only
argument it writes there instead, and what is kept stays as it is.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.golden import register


def accept(target: Path) -> None:
    with TemporaryDirectory() as folder:
        made = register.make(Path(folder))
    register.write(made, target)


if __name__ == "__main__":
    accept(Path(sys.argv[1]) if len(sys.argv) > 1 else register.SITE)
