"""Text from records, made so that it can steer no terminal, build log or other reader.

Everything that a stranger can write (a title, a file's name, the name of a branch) passes through
here on its way out. GitHub's runner takes `::name::` at the beginning of a line and `##[name]`
anywhere in one for a command, so neither is ever formed.
"""

import re
import unicodedata
from typing import Final

TEXT_LIMIT: Final = 200
"""Characters of a text from outside that are shown."""
_COLONS = re.compile(r":(?=:)")


def printable(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Text that cannot steer a terminal or a build log.

    Control and format characters are shown as escapes, and the marks with which build logs begin
    a command (`::`, `##[`) are broken up. With a limit, longer text is cut. Line ends stay.
    """
    shown = text if text.isascii() and text.isprintable() else _visible(text)
    shown = _COLONS.sub(": ", shown).replace("##[", "# #[")
    return shown if not limit or len(shown) <= limit else shown[: limit - 1] + "…"


def on_one_line(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """The same on one line: a line end is shown as an escape too."""
    return printable(text.replace("\n", "\\n"), limit=limit)


def _visible(text: str) -> str:
    return "".join(
        c if c == "\n" or not _unseen(c) else c.encode("unicode_escape", "surrogatepass").decode()
        for c in text
    )


def _unseen(character: str) -> bool:
    """Whether a character cannot be seen, or ends a line for some programs and not for others."""
    category = unicodedata.category(character)
    return category[0] == "C" or category in {"Zl", "Zp"}


def harmless_json(text: str) -> str:
    """Finished JSON in which no command of a build log stands, and which reads back the same.

    Outside of its texts, JSON has neither `::` nor `##[`.
    """
    return _COLONS.sub(r"\\u003a", text.replace("##[", r"#\u0023["))
