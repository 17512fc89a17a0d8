"""A scratch repository of realistic records: the example's own chains, told again and again.

Each copy has ids of its own, happens on other days, at one of many services, with a mechanism of
its own; so links, stages and rules have as much to do as with a provider's real records.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
NEAR_MISSES_A_SERVICE = 35
"""Near misses that one service has in the scratch repository, about a year of them; so 10,000
records have over 40 services."""
MOST_WORDS = 500
"""Words that one list may hold."""

_DATED_ID = re.compile(r"\b([a-z]{2})-([0-9]{8})-([a-z0-9]+(?:-[a-z0-9]+)*)\b")
_MECHANISM = re.compile(r"\b(mechanism: [a-z-]+[a-z])")
_OWN_MECHANISM = re.compile(r"\bmechanism: ([a-z-]+-[0-9]+)")
_DAY = re.compile(r"\b(20[0-9]{2}-[0-9]{2}-[0-9]{2})\b")


@dataclass(frozen=True, slots=True)
class Template:
    """One dated record of the example."""

    folder: str
    stem: str
    text: str


def make_repository(target: Path, records: int) -> int:
    """Make a repository of about so many records, committed.

    Args:
        target: An absent or empty folder.
        records: How many records there should be. [count]

    Returns:
        How many there are: the copies of a chain are never cut.
    """
    example, chains = _example()
    made = dict(example)
    services = sorted(
        path.removeprefix("records/services/").removesuffix(".yml")
        for path in made
        if path.startswith("records/services/")
    )
    near_misses = 0
    mechanisms: set[str] = set()
    for number, chain in enumerate(cycle(chains)):
        if len(made) >= records:
            break
        block = near_misses // (NEAR_MISSES_A_SERVICE * len(services))
        if f"records/services/{services[0]}-{block}.yml" not in made:
            made.update(_setting(example, services, block))
        copied = _copy(chain, number, services, block)
        made.update(copied)
        mechanisms.update(key for text in copied.values() for key in _OWN_MECHANISM.findall(text))
        near_misses += sum(t.folder == "near-misses" for t in chain)
    made.update(_lists(sorted(mechanisms)))
    for path, text in made.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    shutil.copy(EXAMPLE / "mkdocs.yml", target / "mkdocs.yml")
    (target / "docs").mkdir(exist_ok=True)
    (target / "docs" / "about-this-benchmark.md").write_text("# A benchmark\n", encoding="utf-8")
    _commit(target)
    return len(made)


def _setting(example: dict[str, str], services: list[str], block: int) -> dict[str, str]:
    """What stands round the near misses of some more services: routes, activity, a survey."""
    made: dict[str, str] = {}
    for path, text in example.items():
        folder, stem = path.split("/")[1], path.rpartition("/")[2].removesuffix(".yml")
        needed = (
            stem in services
            or folder == "activity"
            or (folder == "reporting-routes" and "\nservice:" in text)
            or (folder == "practice-evidence" and "able to report" in text)
        )
        if needed:
            made[f"records/{folder}/{stem}-{block}.yml"] = _elsewhere(text, services, block)
    return made


def _lists(mechanisms: list[str]) -> dict[str, str]:
    """The provider's own lists, with the mechanisms of the copies."""
    made: dict[str, str] = {}
    for start in range(0, len(mechanisms), MOST_WORDS):
        words = mechanisms[start : start + MOST_WORDS]
        lines = (
            f"  - {{id: {word}, label: {word}, meaning: As its name says}}\n" for word in words
        )
        made[f"records/lists/mechanisms-{start // MOST_WORDS}.yml"] = (
            "kind: list\ntitle: Mechanisms of the copies\nvocabulary: mechanism\n"
            f"valid_from: 2020-01-01\nitems:\n{''.join(lines)}"
        )
    return made


def _elsewhere(text: str, services: list[str], block: int) -> str:
    """A text about services, told of others."""
    for old in services:
        text = re.sub(rf"\b{old}\b(?!-)", f"{old}-{block}", text)
    return text


def _example() -> tuple[dict[str, str], list[list[Template]]]:
    """The example's records by path, and those with a day in chains that hang together."""
    records: dict[str, str] = {}
    dated: dict[str, Template] = {}
    for file in sorted((EXAMPLE / "records").rglob("*.yml")):
        path = file.relative_to(EXAMPLE).as_posix()
        # What is still watched is told again as if it had been long ago: that its checks are not
        # all there is no error here.
        text = file.read_text(encoding="utf-8").replace(
            "name: missed-checks, value: 2", "name: missed-checks, value: 1000"
        )
        records[path] = text
        if _DATED_ID.fullmatch(file.stem):
            dated[file.stem] = Template(path.split("/")[1], file.stem, text)
    return records, list(_chains(dated))


def _chains(dated: dict[str, Template]) -> Iterator[list[Template]]:
    """Group the records that name each other and hang on a near miss."""
    parent = {stem: stem for stem in dated}

    def root(stem: str) -> str:
        while parent[stem] != stem:
            stem = parent[stem]
        return stem

    for stem, template in dated.items():
        for match in _DATED_ID.finditer(template.text):
            if match[0] in dated and "approves:" not in template.text:
                parent[root(match[0])] = root(stem)
    groups: dict[str, list[Template]] = {}
    for stem, template in dated.items():
        groups.setdefault(root(stem), []).append(template)
    for group in groups.values():
        if any(t.folder == "near-misses" for t in group):
            yield group


def _copy(chain: list[Template], number: int, services: list[str], block: int) -> dict[str, str]:
    """A chain told again: other ids, days, services and mechanism."""
    shift = timedelta(days=-(number * 7 % 371))
    ids = {t.stem: _id(t.stem, number, shift) for t in chain}

    def renamed(match: re.Match[str]) -> str:
        return ids.get(match[0], match[0])

    def moved(match: re.Match[str]) -> str:
        return _shifted(match[1], shift)

    copied: dict[str, str] = {}
    for template in chain:
        text = _DAY.sub(moved, _DATED_ID.sub(renamed, template.text))
        text = _elsewhere(text, services, block)
        text = _MECHANISM.sub(rf"\1-{number}", text)
        stem = ids[template.stem]
        month = f"{stem[3:7]}-{stem[7:9]}"
        copied[f"records/{template.folder}/{month}/{stem}.yml"] = text
    return copied


def _id(stem: str, number: int, shift: timedelta) -> str:
    prefix, day, end = stem.split("-", 2)
    moved = _shifted(f"{day[:4]}-{day[4:6]}-{day[6:]}", shift).replace("-", "")
    digits = ""
    while number or not digits:
        number, digit = divmod(number, len(LETTERS))
        digits = LETTERS[digit] + digits
    return f"{prefix}-{moved}-{end}{digits}"


def _shifted(day: str, shift: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + shift).isoformat()
    except ValueError:
        return day


def _commit(target: Path) -> None:
    run = ["git", "-C", str(target), "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Records"]):
        subprocess.run([*run, *words], check=True)
