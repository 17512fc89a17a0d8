"""Python's search for rings among values, put to sleep while many values are made.

Records and what follows from them are trees without rings, and live to the end of a command: the
collector finds nothing among them, and costs a third of the time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_asleep() -> Iterator[None]:
    """Let no ring be looked for inside; afterwards all is as it was before."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
