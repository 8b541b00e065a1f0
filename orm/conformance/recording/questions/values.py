"""Lookups and right sides for a column."""

ORDERED = ("gt", "gte", "lt", "lte")
PATTERNS = ("contains", "icontains", "startswith", "istartswith", "endswith", "iendswith")
DATE_PARTS = {"year": (2019, 2020, 2021), "month": (1, 2, 12), "day": (1, 28, 29), "week": (1, 53, 9), "week_day": (1, 4, 7),
              "iso_week_day": (1, 4, 7), "quarter": (1, 4), "iso_year": (2019, 2020, 2021)}
TIME_PARTS = {"hour": (0, 12, 23), "minute": (0, 30, 59), "second": (0, 59)}


def lookups(column):
    """The lookups that make sense for a column."""
    kind = column.kind
    names = ["exact", "in", "isnull"]
    if kind not in ("boolean", "uuid"):
        names += [*ORDERED, "range"]
    if kind in ("char", "text") and not column.is_relation:
        names += ["iexact", *PATTERNS, "regex", "iregex"]
    if kind in ("date", "datetime"):
        names += DATE_PARTS
    if kind == "datetime":
        names += [*TIME_PARTS, "date"]
    return names


def right_side(random, schema, column, lookup):
    """A right side for a lookup of a column, mostly near what the data hold."""
    pool = schema.values(column) or [0]
    pick = random.choice
    if lookup == "isnull":
        return pick([True, False])
    if lookup == "in":
        chosen = random.sample(pool, min(len(pool), pick([1, 2, 3])))
        return chosen + ([None] if random.random() < 0.1 else [])
    if lookup == "range":
        return sorted((pick(pool), pick(pool)), key=str if column.kind in ("char", "text", "uuid") else _number)
    if lookup in PATTERNS or lookup in ("regex", "iregex"):
        return pattern(random, lookup, str(pick(pool)))
    if lookup in DATE_PARTS or lookup in TIME_PARTS:
        return pick({**DATE_PARTS, **TIME_PARTS}[lookup])
    if lookup == "date":
        return {"$date": pick(pool)["$datetime"][:10]}
    if lookup == "iexact":
        return str(pick(pool)).swapcase()
    return pick(pool)


def pattern(random, lookup, text):
    """A part of a text, its case changed at times; for regular expressions an anchored one at times."""
    start = random.randrange(max(1, len(text)))
    part = text[start : start + random.choice([1, 2, 4])]
    if random.random() < 0.3:
        part = part.swapcase()
    if lookup in ("regex", "iregex"):
        escaped = "".join(f"\\{it}" if it in "\\.*+?()[]{}|^$" else it for it in part)
        return random.choice(["^", ""]) + escaped
    return part


def _number(value):
    if isinstance(value, dict):
        [text] = value.values()
        return float(text) if "$decimal" in value else str(text)
    return value
