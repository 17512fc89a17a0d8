"""Generated files among MkDocs' own: known to its links, written by us."""

import os
import re
from collections.abc import Callable
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

_PATH: Final = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9.-]*[a-z0-9]")


class GeneratedFile(File):
    """A file of the site whose content is made when it is written.

    It is no page to MkDocs: not in its navigation, not rendered by it. Links from hand-written
    pages find it by its path in the site, and are checked.
    """

    def __init__(self, path: str, config: MkDocsConfig, content: Callable[[], bytes]) -> None:
        """Make a file.

        Args:
            path: Its path in the site.
            config: The site's.
            content: Gives what is in it.
        """
        if not _PATH.fullmatch(path):
            message = (
                f"{path!r} cannot be a file of the site: it may hold a-z, 0-9, hyphens and dots."
            )
            raise PluginError(message)
        super().__init__(
            path,
            None,
            config.site_dir,
            False,  # noqa: FBT003 - MkDocs' own signature
            dest_uri=path,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        self.generated_by = "closecall"
        self.content = content

    @property
    def _content(self) -> str | bytes | None:
        """What MkDocs reads where another plugin asks for the file's content."""
        return self.content()

    @_content.setter
    def _content(self, value: str | bytes | None) -> None:
        data = value.encode() if isinstance(value, str) else value or b""
        self.content = lambda: data

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - MkDocs' own
        """Write the file. There is no older one to keep: its content is not known before."""
        write(f"{self.dest_dir}/{self.src_uri}", self.content())

    def is_modified(self) -> bool:
        """Whether it must be written: always."""
        return True


def write(path: str, data: bytes) -> None:
    """Write a file, and its folder where that is missing."""
    # One call each to the system: at 10,000 pages a second less than by way of file objects.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - see above
        handle = os.open(path, flags, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)
