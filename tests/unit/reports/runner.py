"""What a build log obeys, written anew after the behaviour of GitHub's and GitLab's runners."""

import re
from typing import NamedTuple

UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Command(NamedTuple):
    """A command as the runner would take it."""

    name: str
    properties: dict[str, str]
    data: str


def commands(text: str) -> list[Command]:
    """Every command that the runner would find in a text that a step prints."""
    return [found for line in re.split(r"\r\n|\r|\n", text) if (found := _command(line))]


def _command(line: str) -> Command | None:
    trimmed = line.lstrip()
    if trimmed.startswith("::") and (end := trimmed.find("::", 2)) > 0:
        said, data = trimmed[2:end], trimmed[end + 2 :]
        separator, decoded = ",", (("%3A", ":"), ("%2C", ","))
    elif (begin := line.find("##[")) >= 0 and (end := line.find("]", begin)) > 0:
        said, data = line[begin + 3 : end], line[end + 1 :]
        separator, decoded = ";", (("%3B", ";"), ("%5D", "]"))
    else:
        return None
    name, _, rest = said.strip().partition(" ")
    pairs = (part.partition("=") for part in rest.split(separator) if "=" in part)
    properties = {key.strip(): _plain(value, *decoded) for key, _, value in pairs}
    return Command(name, properties, _plain(data))


def _plain(text: str, *more: tuple[str, str]) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(code, character)
    return text
