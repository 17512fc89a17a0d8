"""What the check would say of a record that is not written yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from closecall.errors import ClosecallError
from closecall.evidence import gather
from closecall.privacy.denied import DenyList
from closecall.records.documents import Plain
from closecall.records.writing import record_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The check, asked about one new record."""

    root: Path
    as_at: date
    deny: DenyList

    def asks(self, kind: str, path: str, data: Mapping[str, Plain]) -> Mapping[str, str]:
        """By outermost field of the record, what would be found there; the first of each.

        Args:
            kind: Name of the kind.
            path: Where the record would lie; nothing lies there yet.
            data: The record so far.
        """
        try:
            text = record_text(kind, data)
        except ClosecallError:
            return {}
        evidence = gather(self.root, as_at=self.as_at, deny=self.deny, adding={path: text.encode()})
        found: dict[str, str] = {}
        for finding in evidence.findings:
            if finding.path == path and finding.pointer:
                words = f"{finding.message} {finding.remedy}"
                found.setdefault(str(finding.pointer[0]), words)
        return found
