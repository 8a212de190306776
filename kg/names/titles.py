"""Titles and roles of people."""

from functools import cache

from kg.lang import table


@cache
def titles() -> dict[str, str]:
    """Return what each title says of its holder: heads, affiliated, founder, or rank."""
    return {row["title"]: row["relation"] for row in table("titles")}
