"""The errors that users of the library may catch.

KgError
├── UsageError      the call is wrong: an unknown format, a query that does not parse (exit status 2)
└── DataError       something in the data is wrong: a file, a store (exit status 1)
    ├── ReadError   a text cannot be read
    └── StoreError  the store cannot be opened, read or written

A message is one line: what is wrong, where, and what to do.
"""


class KgError(Exception):
    """Root of all errors that this package raises on purpose."""


class UsageError(KgError):
    """The call is wrong; the message names the valid choices."""


class DataError(KgError):
    """Something in the data is wrong; the message names the place."""


class ReadError(DataError):
    """A text cannot be read."""


class StoreError(DataError):
    """The store cannot be opened, read or written."""


def one_line(error: BaseException) -> str:
    """Return the message of any error on one line, or the name of its class where it has none."""
    return " ".join(str(error).split()) or type(error).__name__
