"""Attributes of Git that make records other than they are read: findings with file and line."""

from collections.abc import Iterable, Iterator

from closecall.findings import Finding, Level
from closecall.git.attributes import KEEPS_BYTES, Change, changes, files_at_commit, files_on_disk
from closecall.records.refusals import FILE_REFUSALS
from closecall.records.trees import RECORDS, CommitTree, WorkingTree

RULE = "F20"


def changed_by_git(tree: WorkingTree | CommitTree, paths: Iterable[str]) -> Iterator[Finding]:
    """What files of attributes say of records that would change them, each line once an attribute.

    Args:
        tree: Where the records are.
        paths: Those of its files, from the folder of the project.

    Raises:
        GitError: Git could not answer.
    """
    if isinstance(tree, CommitTree):
        files = files_at_commit(tree.root, tree.commit)
    else:
        files = files_on_disk(tree.root)
    above = {file.path: file.above for file in files}
    for change in changes(files, paths):
        yield _finding(change, above[change.place.path])


def _finding(change: Change, above: str) -> Finding:
    refusal = FILE_REFUSALS[RULE]
    if not change.attribute:
        return Finding(
            rule=RULE,
            level=Level.ERROR,
            path=change.place.path,
            message="The file is larger than 1 MiB, so nobody can tell what Git does to records.",
            remedy="Shorten it to what is needed.",
            line=1,
            column=1,
        )
    records = "one record" if change.files == 1 else f"{change.files:,} records"
    return Finding(
        rule=RULE,
        level=Level.ERROR,
        path=change.place.path,
        message=f"By `{change.attribute}` on this line Git keeps {records} otherwise than they lie"
        " here, so what is checked is not what is committed or exported.",
        remedy=refusal.remedy.replace(
            f"{RECORDS}/** {KEEPS_BYTES}", f"{above}{RECORDS}/** {KEEPS_BYTES}"
        ),
        line=change.place.line,
        column=1,
    )
