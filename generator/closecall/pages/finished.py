"""A finished page in half the memory."""

from collections.abc import Mapping
from typing import Any

from closecall.pages.markup import from_page
from closecall.pages.render import template


def finish(name: str, path: str, values: Mapping[str, Any]) -> str:
    """Fill a template, and write what Latin-1 lacks as character references.

    One curly quotation mark makes Python keep a whole page in two bytes a character. There are
    pages by the ten thousand, and all are in memory at once; a browser shows both alike.
    """
    body = template(name).render(values, path=path)
    return from_page(body.encode("latin-1", "xmlcharrefreplace").decode("latin-1"), path)
