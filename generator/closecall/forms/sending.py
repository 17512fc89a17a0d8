"""Whether a report may be sent from the page, and where to: only as the policy in force says."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from closecall.model.fields import Fields
from closecall.model.policy import Policy

MOST: Final = 6000
"""Characters of a link; hosts cut longer ones off, and the text would be lost."""
HOSTS: Final = frozenset(["github", "gitea", "forgejo", "gitlab"])
_ADDRESS: Final = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9][A-Za-z0-9._~-]*)+"
)
_BRANCH: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Where a report goes."""

    host: str
    """The program: `github`, `gitea`, `forgejo` or `gitlab`."""
    repository: str
    """Its address, https and without a slash at its end."""
    branch: str

    @property
    def name(self) -> str:
        """The host as it is shown beside the link."""
        return urlsplit(self.repository).netloc

    @property
    def takes_links(self) -> bool:
        """Whether it takes a text by a link. GitLab does not."""
        return self.host != "gitlab"


def sending(policy: Policy, *, on: date) -> Sending | None:
    """Where a report may be sent to on a day; None where no policy in force allows it."""
    for record in policy.in_force(on):
        said = Fields(record.data).sub("send_from_page")
        if not said:
            continue
        host, repository = said.text("host"), said.text("repository")
        branch = said.text("branch") or "main"
        # The schema has asked the same; a record with an error is read all the same.
        is_whole = host in HOSTS and _ADDRESS.fullmatch(repository) and _BRANCH.fullmatch(branch)
        if said.text("allowed") == "yes" and is_whole and not record.broken:
            return Sending(host=host, repository=repository, branch=branch)
        return None
    return None
