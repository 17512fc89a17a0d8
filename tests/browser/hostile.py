"""The golden register with trouble in every place where a person may write what they like."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Final

from closecall.records.documents import Plain
from closecall.records.kinds import KIND_BY_NAME
from closecall.records.reading import read_records
from closecall.records.trees import WorkingTree
from closecall.validation.schemas import Slot, load_schemas
from tests.golden import register

SCRIPT: Final = "<script>window.pwned=1</script>"
SHORT: Final = (
    f'{SCRIPT}"><img src=x onerror="window.pwned=1">{{{{7777*7777}}}}--8<-- javascript:alert(1)'
)
LONG: Final = "\n".join(
    (
        SHORT,
        '--8<-- "mkdocs.yml"',
        "{% include 'main.html' %} [link](javascript:alert(1)) </bdi></span></article></main>",
        "' onmouseover='window.pwned=1' <svg/onload=window.pwned=1> &lt;b&gt; <!-- ]]> <?php",
        "<a href=javascript:window.pwned=1>x</a> <base href=https://evil.invalid/> $(7777*7777)",
        "W" * 300,
    )
)
PRODUCT: Final = str(7777 * 7777)
"""What a template would make of the sum in the text."""

_ONE_LINE: Final = "^[^\r\n]*$"
FILLED: Final = ("near_miss", "review", "governance_decision", "control")
"""Kinds in which fields that the register leaves out are filled too."""


EITHER: Final = frozenset({"evidence", "ruled_out"})
"""Texts that stand where another is not given."""


def write(root: Path) -> dict[str, tuple[str, ...]]:
    """Write the register into a folder, every free text replaced.

    Returns:
        Where each record's page is, and what must be read there, word for word.
    """
    schemas = load_schemas()
    told: dict[str, tuple[str, ...]] = {}
    for document in read_records(WorkingTree(register.HERE, "sha1")).documents:
        texts: list[str] = []
        data = deepcopy(dict(document.data))
        slot = schemas.slot(document.kind)
        if document.kind in FILLED:
            _fill(data, slot)
        bent = _bent(data, slot, texts, document.stem)
        file = root / document.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(bent, indent=1, ensure_ascii=False), encoding="utf-8")
        told[f"{KIND_BY_NAME[document.kind].folder}/{document.stem}/index.html"] = tuple(texts)
    return told


def _fill(value: Plain, slot: Slot | None) -> None:
    """Add every free text that may stand in a mapping and does not."""
    if slot is None:
        return
    if isinstance(value, list):
        for inner in value:
            _fill(inner, slot.items)
    if isinstance(value, dict):
        for name, inner in value.items():
            _fill(inner, slot.inside(name))
        for name, child in slot.children.items():
            if name not in value and name not in EITHER and _is_free(child):
                value[name] = "to be replaced"


def _bent(value: Plain, slot: Slot | None, texts: list[str], stem: str) -> Plain:
    """A value with every free text in it replaced, and marked so that it can be found again."""
    if isinstance(value, dict):
        return {
            key: _bent(inner, slot.inside(key) if slot else None, texts, stem)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_bent(inner, slot.inside(0) if slot else None, texts, stem) for inner in value]
    if not isinstance(value, str) or slot is None or not _is_free(slot):
        return value
    limit = slot.first("maxLength")
    mark = f" {stem[-4:]}{len(texts):03d}"
    texts.append((SHORT if limit and limit < 1000 else LONG) + mark)
    return texts[-1]


def _is_free(slot: Slot) -> bool:
    """Whether a person may write anything here."""
    return (
        "string" in slot.types
        and not slot.values
        and slot.first("x-ref") is None
        and slot.first("x-type") is None
        and slot.first("pattern") in {None, _ONE_LINE}
    )
