"""Everything around the records: the site's settings, checks, owners, editors' help, a README."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from closecall.validation.schemas import Schemas

_READY: Final = files("closecall.authoring") / "ready"
_ALWAYS: Final = (
    ("README.md", "README.md"),
    ("about.md", "docs/about-these-pages.md"),
    ("mkdocs.yml", "mkdocs.yml"),
    ("gitignore", ".gitignore"),
    ("gitattributes", ".gitattributes"),
    ("pre-commit-config.yaml", ".pre-commit-config.yaml"),
    ("vscode-settings.json", ".vscode/settings.json"),
    ("vscode-extensions.json", ".vscode/extensions.json"),
)
_GITHUB: Final = ("github-check.yml", ".github/workflows/closecall.yml")
_GITLAB: Final = ("gitlab-ci.yml", ".gitlab-ci.yml")
_BY_HOST: Final = {"github": (_GITHUB,), "gitlab": (_GITLAB,), "other": (_GITHUB, _GITLAB)}
_GROUP: Final = "governance-group"


def starter_files(host: str, group: str, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """Path and text of every file that is no record.

    Args:
        host: Where the repository is kept: `github`, `gitlab` or `other`.
        group: Id of the group that approves.
        schemas: What editors read lies in them.
    """
    for name, path in (*_ALWAYS, *_BY_HOST[host]):
        yield path, (_READY / name).read_text("utf-8")
    # Both hosts read it at the top.
    owners = (_READY / "CODEOWNERS").read_text("utf-8")
    yield "CODEOWNERS", owners.replace(f"/{_GROUP}\n", f"/{group}\n")
    for name, raw in schemas.for_editors().items():
        yield f"schemas/{name}", raw.decode()
