"""Titles and roles of people."""

import re
from functools import cache

from kg.lang import alternatives, table


@cache
def titles() -> dict[str, str]:
    """Return what each title says of its holder: heads, affiliated, founder, or rank."""
    return {row["title"]: row["relation"] for row in table("titles")}


@cache
def any_title() -> re.Pattern[str]:
    """Return the pattern of any title, the longest that stands there."""
    return re.compile(alternatives(titles()))
