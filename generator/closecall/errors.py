"""What stops a run, said to a person.

A finding (`closecall.findings`) is something wrong in the records and is collected; an error
here means that the run itself cannot go on. It is caught once, by the command line or the MkDocs
plugin, and printed as it stands: so its text says what happened, where, and how to mend it.
"""


class ClosecallError(Exception):
    """A run that cannot go on, in words for the person who started it."""


class UsageError(ClosecallError):
    """The command was asked for something that it cannot do (exit 2)."""


class BrokenRecordsError(ClosecallError):
    """The records cannot be published as they are, so nothing is built from them (exit 1)."""


class GitError(ClosecallError):
    """Git is missing, or could not answer."""
