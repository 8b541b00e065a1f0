"""When two answers are the same: the format's rules."""

import json
import math

ROWS = ("list", "objects", "iterator")


def same(vector, one, other):
    """Whether two answers to a vector say the same."""
    return one.keys() == other.keys() and all(_same_part(vector, part, one[part], other[part]) for part in one)


def _same_part(vector, part, one, other):
    if part == "result" and vector.get("op", "list") in ROWS and not vector.get("ordered"):
        return _multiset(one, other)
    if part == "state":
        return one.keys() == other.keys() and all(_same_lists(one[key], other[key]) for key in one)
    return _same_lists(one, other) if part == "remaining" else equal(one, other)


def _same_lists(one, other):
    return one.keys() == other.keys() and all(_multiset(one[key], other[key]) for key in one)


def _multiset(one, other):
    if not isinstance(one, list) or not isinstance(other, list) or len(one) != len(other):
        return equal(one, other)
    left = list(other)
    for item in one:
        found = next((i for i, it in enumerate(left) if equal(item, it)), None)
        if found is None:
            return False
        del left[found]
    return True


def equal(one, other):
    """Numbers to ten digits, 1 equals 1.0 but not true, `$decimal` as a number."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other or math.isclose(one, other, rel_tol=1e-10)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() == other.keys() == {"$decimal"}:
            return equal(float(one["$decimal"]), float(other["$decimal"]))
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    return one == other
