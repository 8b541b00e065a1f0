"""Every column: each lookup, null, orders, values, extremes, functions of its type."""

from questions.schema import NUMBER, TEXT
from questions.values import DATE_PARTS, PATTERNS, TIME_PARTS, lookups, right_side


def questions(random, schema):
    for model in schema.models:
        for column in schema.columns[model]:
            for vector in _of_column(random, schema, model, column):
                yield {"group": f"column-{column.kind}", "model": model, **vector}


def _of_column(random, schema, model, column):
    name = random.choice([column.name, column.attname])
    for lookup in lookups(column):
        for step in ("filter", "exclude"):
            value = right_side(random, schema, column, lookup)
            yield {"steps": [{step: {f"{name}__{lookup}": value}}, {"order_by": ["pk"]}], "ordered": True}
    yield from _nothing(name, column)
    yield from _unlike(random, name, column)
    yield from _ordered(name)
    yield from _listed(random, schema, name, column)
    yield from _computed(random, schema, name, column)


def _nothing(name, column):
    for value in ({name: None}, {f"{name}__in": [None]}, {f"{name}__in": []}, {f"{name}__gt": None}, {f"{name}__isnull": None}):
        yield {"steps": [{"filter": value}], "op": "count"}
        yield {"steps": [{"exclude": value}], "op": "count"}
    yield {"steps": [{"filter": {f"{name}__nope": 1}}]}
    yield {"steps": [{"filter": {name: {"$f": name}}}], "op": "count"}
    yield {"steps": [{"exclude": {name: {"$f": name}}}], "op": "count"}


def _unlike(random, name, column):
    """Values of other types, which Django converts or refuses."""
    for value in ("", "1", 1, 0, 1.5, True, "True", "abc", "2020-02-29", 2**40, -1, [1], "12345678123456781234567812345678"):
        if random.random() < 0.4 and not (column.kind == "uuid" and value is True):
            yield {"steps": [{"filter": {name: value}}, {"order_by": ["pk"]}], "ordered": True}
    if column.kind in TEXT:
        for text in ("%", "_", "\\", "'", "", " ", "İ", "ß"):
            lookup = random.choice([*PATTERNS, "iexact"])
            yield {"steps": [{"filter": {f"{name}__{lookup}": text}}, {"order_by": ["pk"]}], "ordered": True}
    if column.kind not in TEXT and random.random() < 0.5:
        yield {"steps": [{"filter": {f"{name}__{random.choice(PATTERNS)}": "1"}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"filter": {f"{name}__regex": "^1"}}, {"order_by": ["pk"]}], "ordered": True}


def _ordered(name):
    yield {"steps": [{"order_by": [name, "pk"]}], "ordered": True}
    yield {"steps": [{"order_by": [f"-{name}", "-pk"]}], "ordered": True}
    yield {"steps": [{"order_by": [name, "pk"]}, {"reverse": True}, {"slice": [1, 5]}], "ordered": True}
    for end in ("nulls_first", "nulls_last"):
        yield {"steps": [{"order_by": [{"$order": name, "desc": end == "nulls_last", end: True}, "pk"]}], "ordered": True}
    yield {"steps": [{"order_by": [name, "pk"]}], "op": "first"}
    yield {"steps": [{"order_by": [name, "pk"]}], "op": "last"}
    yield {"steps": [], "op": "latest", "args": [name, "pk"]}
    yield {"steps": [], "op": "earliest", "args": [f"-{name}", "pk"]}


def _listed(random, schema, name, column):
    yield {"steps": [{"values": [name]}]}
    yield {"steps": [{"values_list": [name, "pk"]}, {"order_by": ["pk"]}], "ordered": True}
    yield {"steps": [{"values_list": {"fields": [name], "flat": True}}, {"distinct": True}, {"order_by": [name]}]}
    yield {"steps": [{"order_by": []}, {"values": [name]}, {"annotate": {"n": {"$count": "*"}}}]}
    yield {"steps": [{"order_by": ["pk"]}, {"defer": [column.name]}], "op": "objects", "args": {"attrs": ["pk", column.attname]}, "ordered": True}
    yield {"steps": [{"order_by": ["pk"]}, {"only": [column.name]}], "op": "objects", "args": {"attrs": ["pk", column.attname]},
           "count_queries": True, "ordered": True}
    if column.is_unique or column.is_key:
        ids = random.sample(schema.values(column), min(3, len(schema.values(column))))
        yield {"steps": [], "op": "in_bulk", "args": {"ids": ids, "field": column.name}}
        yield {"steps": [], "op": "get", "args": {name: ids[0]}}
    else:
        yield {"steps": [], "op": "in_bulk", "args": {"field": column.name}}


def _computed(random, schema, name, column):
    for kind in ("$count", "$min", "$max", "$sum", "$avg"):
        if kind in ("$sum", "$avg") and column.kind not in NUMBER:
            continue
        if kind in ("$min", "$max") and column.kind in ("boolean", "uuid"):
            continue
        yield {"steps": [], "op": "aggregate", "args": {"a": {kind: name, "distinct": True} if random.random() < 0.3 else {kind: name}}}
        yield {"steps": [{"none": True}], "op": "aggregate", "args": {"a": {kind: name}}}
    annotated = lambda expression: {"steps": [{"annotate": {"x": expression}}, {"order_by": ["pk"]}, {"values_list": ["pk", "x"]}], "ordered": True}
    values = [it for it in schema.values(column) if not (isinstance(it, float) and it.is_integer())]
    if values:
        yield annotated({"$coalesce": [name, {"$value": values[0]}]})
        yield annotated({"$case": [{"when": {name: values[0]}, "then": name}], "default": {"$f": name}})
        yield {"steps": [{"annotate": {"x": {"$f": name}}}, {"filter": {"x": values[0]}}, {"order_by": ["pk"]}], "ordered": True}
    if column.is_relation:
        return
    if column.kind in TEXT:
        for expression in ({"$lower": name}, {"$upper": name}, {"$length": name}, {"$trim": name}, {"$concat": [name, {"$value": "-"}, name]},
                           {"$left": [name, 2]}, {"$right": [name, 2]}, {"$substr": [name, 2, 2]}, {"$replace": [name, {"$value": "a"}, {"$value": "天"}]},
                           {"$strindex": [name, {"$value": "a"}]}, {"$repeat": [name, 2]}, {"$nullif": [name, {"$value": ""}]},
                           {"$greatest": [name, {"$value": "m"}]}, {"$least": [name, {"$value": "m"}]}):
            yield annotated(expression)
    if column.kind in NUMBER:
        output = {"float": "float", "decimal": "decimal"}.get(column.kind, "integer")
        for expression in ({"$f": name, "plus": 1}, {"$f": name, "times": 2}, {"$f": name, "minus": name}, {"$abs": name}, {"$f": name, "divide": 2},
                           {"$op": "-", "args": [name, {"$value": 1}], "output": output}, {"$cast": name, "as": "char"}, {"$cast": name, "as": "integer"},
                           {"$cast": name, "as": "float"}, {"$greatest": [name, 1], "output": output}, {"$least": [name, 1], "output": output},
                           {"$nullif": [name, 1]}):
            if not (column.kind == "decimal" and ("plus" in expression or "times" in expression or "divide" in expression)):
                yield annotated(expression)
        if output == "integer":
            yield annotated({"$f": name, "mod": 3})
    if column.kind in ("date", "datetime"):
        yield from _times(random, name, column, annotated)


def _times(random, name, column, annotated):
    parts = {**DATE_PARTS, **(TIME_PARTS if column.kind == "datetime" else {})}
    kinds = ["year", "quarter", "month", "week", "day", *(["hour", "minute", "second"] if column.kind == "datetime" else [])]
    zones = [{}] if column.kind == "date" else [{}, *({"settings": {"use_tz": True, "time_zone": it}} for it in
                                                      ("Europe/Berlin", "America/New_York", "Asia/Shanghai", "Asia/Kolkata", "UTC"))]
    for settings in zones:
        for part in parts:
            yield {**annotated({"$extract": name, "part": part}), **settings}
            yield {"steps": [{"filter": {f"{name}__{part}": random.choice(parts[part])}}, {"order_by": ["pk"]}], "ordered": True, **settings}
            lookup = random.choice(["gt", "gte", "lt", "lte", "in"])
            value = random.choice(parts[part])
            yield {"steps": [{"exclude": {f"{name}__{part}__{lookup}": [value] if lookup == "in" else value}}, {"order_by": ["pk"]}], "ordered": True, **settings}
        for kind in kinds:
            yield {**annotated({"$trunc": name, "part": kind}), **settings}
        if column.kind == "datetime":
            yield {**annotated({"$cast": name, "as": "date"}), **settings}
            yield {"steps": [{"filter": {f"{name}__date": {"$date": "2020-10-25"}}}], **settings}
            yield {"steps": [{"filter": {f"{name}__date__gt": {"$date": "2020-10-31"}}}], **settings}
            yield {"steps": [{"filter": {f"{name}__gte": {"$datetime": "2020-10-25T01:30:00"}}}], **settings}
        for kind in kinds:
            if kind in ("year", "month", "week", "day"):
                yield {"steps": [{"dates": [name, kind, random.choice(["ASC", "DESC"])]}], "ordered": True, **settings}
            if column.kind == "datetime":
                yield {"steps": [{"datetimes": [name, kind]}], "ordered": True, **settings}
        yield {"steps": [{"order_by": []}, {"values": [f"{name}__year"]}, {"annotate": {"n": {"$count": "pk"}}}], **settings}
        yield {"steps": [{"values_list": [f"{name}__month", "pk"]}, {"order_by": [f"{name}__month", "-pk"]}], "ordered": True, **settings}
