"""What may be set in `mkdocs.yml`, and what a site of evidence needs of MkDocs and its theme."""

import os
from datetime import date
from pathlib import Path
from typing import Final

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from closecall.website.content import EDITIONS

_UNWELCOME: Final = {
    "search": "it costs a reader's browser a gigabyte at 10,000 pages",
    "offline": "it asks a server elsewhere for a script",
    "privacy": "it fetches from other servers while building",
    "social": "it fetches from other servers while building",
}
"""Plugins that break a promise of the site, by the last part of their name."""


class _Day(c.OptionallyRequired[date]):
    """A day, as YAML reads it or as text."""

    def run_validation(self, value: object) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            message = f"Write the day as year-month-day, such as 2026-10-15, not {value!r}."
            raise ValidationError(message) from None


class Settings(Config):
    """The options of the plugin `closecall`."""

    as_at = c.Optional(_Day())
    """The day as of which all is said. Without it the records decide."""
    edition = c.Choice(EDITIONS, default=EDITIONS[0])
    """For whom the site is. A public edition leaves out and blurs, and is not built yet: asking
    for one is refused rather than answered with exact records."""


def root_of(config: MkDocsConfig) -> Path:
    """The folder that `mkdocs.yml` stands in, and so `records/`."""
    return Path(config.config_file_path).resolve().parent


def require(config: MkDocsConfig) -> None:
    """Refuse settings that would make another site than the one that is promised.

    Raises:
        PluginError: Says which setting, why, and what to write.
    """
    if config.theme.name != "material":
        message = (
            "The site is made for the theme Material. Write in mkdocs.yml: theme: {name: material}"
        )
        raise PluginError(message)
    if config.use_directory_urls:
        message = (
            "Links must name a file, or they would not work in a site that is opened from a folder."
            " Write in mkdocs.yml: use_directory_urls: false"
        )
        raise PluginError(message)
    for name in config.plugins:
        reason = _UNWELCOME.get(name.rsplit("/", 1)[-1])
        if reason:
            message = f"Take {name} out of `plugins` in mkdocs.yml: {reason}."
            raise PluginError(message)
    instant = [f for f in config.theme.get("features") or () if f.startswith("navigation.instant")]
    if instant:
        message = (
            f"Take {instant[0]} out of the theme's `features` in mkdocs.yml: it fetches pages in"
            " the background, which a site that is opened from a folder cannot."
        )
        raise PluginError(message)
    linked = _first_link(Path(config.docs_dir))
    if linked:
        message = (
            f"{linked} is a link to another file, and what it leads to would be published."
            " Put the file itself there."
        )
        raise PluginError(message)


def _first_link(folder: Path) -> Path | None:
    """The first symbolic link under a folder, in the order of names."""
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted((*folders, *files)):
            path = Path(parent, name)
            if path.is_symlink():
                return path.relative_to(folder.parent)
    return None


def quieten(config: MkDocsConfig) -> None:
    """Set what has one right value here: nothing is loaded from elsewhere, the logo leads home."""
    config.theme["font"] = False
    config.extra.pop("analytics", None)
    config.extra["homepage"] = "index.html"
