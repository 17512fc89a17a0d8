"""Templates compiled once and kept, as Python keeps what it compiles of modules."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from closecall import __version__

FOLDER: Final = Path(__file__).parent.parent / "__pycache__"
"""Beside the program, where only who installed it may write: what is kept here is run."""


class _Kept(FileSystemBytecodeCache):
    """Never in the way: what cannot be read is compiled again, what cannot be kept is not."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - a damaged file may fail in any way
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


def keep_compiled(env: Environment, name: str) -> None:
    """Let an environment keep its templates; compiling them is a tenth of a small build.

    Each is known by its file and its text, so a changed one is compiled again, and by the release
    of Jinja, so that no mended fault of the compiler is kept. What a filter makes
    of a fixed text is kept with it, so ours filter none.

    Args:
        env: Which has compiled nothing yet.
        name: Of the environment: what it compiles fits no other.
    """
    env.bytecode_cache = _Kept(str(FOLDER), f"{name}-{__version__}-{jinja2.__version__}-%s.pyc")
