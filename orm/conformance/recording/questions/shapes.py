"""QuerySets put together in unusual ways: set operations, combinations, groups, slices, deferred columns, errors of use."""


def questions(random, schema):
    for model in schema.models:
        for kind in (set_operations, combinations, groups, slices, columns_left_out, subqueries, names, fetching):
            for vector in kind(random, schema, model):
                yield {"group": f"shape-{kind.__name__.replace('_', '-')}", "model": model, **vector}


def _plain(random, schema, model):
    return random.choice([it for it in schema.columns[model] if not it.is_relation] or schema.columns[model])


def _halves(schema, model):
    keys = schema.keys(model)
    return keys[: len(keys) * 2 // 3], keys[len(keys) // 3 :]


def set_operations(random, schema, model):
    low, high = _halves(schema, model)
    first = {"filter": {"pk__in": low}}
    other = {"model": model, "steps": [{"filter": {"pk__in": high}}]}
    column = _plain(random, schema, model)
    for name in ("union", "intersection", "difference"):
        step = {name: {"queries": [other]}}
        bare = [first, {"order_by": []}, step]
        yield {"steps": [*bare, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [*bare, {"order_by": [f"-{column.name}", "pk"]}]}
        yield {"steps": [*bare, {"order_by": ["pk"]}, {"slice": [1, 3]}], "ordered": True}
        yield {"steps": [*bare, {"values_list": [column.name]}]}
        yield {"steps": [*bare, {"values": ["pk"]}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [first, {"values_list": {"fields": ["pk"], "flat": True}}, {name: {"queries": [{**other, "steps": [*other["steps"], {"values_list": ["pk"]}]}]}}, {"order_by": []}]}
        for op in ("count", "exists", "len"):
            yield {"steps": bare, "op": op}
        yield {"steps": [*bare, {"order_by": ["pk"]}], "op": "first"}
        yield {"steps": [*bare, {"order_by": ["pk"]}], "op": "last"}
        yield {"steps": [{"none": True}, step]}
        yield {"steps": [first, {name: {"queries": [{"model": model, "steps": [{"none": True}]}]}}, {"order_by": ["pk"]}]}
        yield {"steps": [first, {name: {"queries": [other, other]}}, {"order_by": ["pk"]}]}
        yield {"steps": [first, step, {name: {"queries": [other]}}, {"order_by": ["pk"]}]}
        for after in ({"filter": {"pk": low[0]}}, {"exclude": {"pk": low[0]}}, {"annotate": {"n": {"$count": "pk"}}}, {"distinct": True}, {"select_related": True}):
            yield {"steps": [first, step, after]}
        yield {"steps": [first, step], "op": "aggregate", "args": {"n": {"$count": "pk"}}}
        yield {"steps": [first, step], "op": "update", "args": {}}
        yield {"steps": [first, step], "op": "get", "args": {"pk": low[0]}}
        yield {"steps": [{"filter": {"pk__in": {"$query": {"model": model, "steps": [first, {"order_by": []}, step, {"values": ["pk"]}]}}}}, {"order_by": ["pk"]}]}
        yield {"steps": [{"annotate": {"x": {"$value": 1}}}, {"order_by": []}, {name: {"queries": [{"model": model, "steps": [{"annotate": {"x": {"$value": 1}}}]}]}}, {"values_list": ["pk", "x"]}]}
    yield {"steps": [first, {"order_by": []}, {"union": {"queries": [other], "all": True}}], "op": "count"}
    yield {"steps": [first, {"order_by": []}, {"union": {"queries": [other], "all": True}}, {"order_by": ["pk"]}]}
    yield {"steps": [{"order_by": ["pk"]}, {"slice": [0, 2]}, {"union": {"queries": [other]}}]}


def combinations(random, schema, model):
    low, high = _halves(schema, model)
    other = {"model": model, "steps": [{"filter": {"pk__in": high}}]}
    for name in ("combine_and", "combine_or"):
        for first in ({"filter": {"pk__in": low}}, {"exclude": {"pk__in": low}}, {"none": True}, {"all": True}, {"distinct": True}, {"order_by": ["-pk"]}):
            yield {"steps": [first, {name: other}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"filter": {"pk__in": low}}, {name: {"model": model, "steps": [{"none": True}]}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"filter": {"pk__in": low}}, {name: {"model": model, "steps": [{"order_by": ["pk"]}, {"slice": [0, 2]}]}}, {"order_by": ["pk"]}]}
        yield {"steps": [{"order_by": ["pk"]}, {"slice": [0, 2]}, {name: other}]}
        yield {"steps": [{name: {"model": random.choice([it for it in schema.models if it != model]), "steps": []}}]}
        yield {"steps": [{"filter": {"pk__in": low}}, {name: {"model": model, "steps": [{"values": ["pk"]}]}}]}
        for hop in schema.hops[model]:
            key = random.choice(schema.keys(hop.target))
            related = {"model": model, "steps": [{"filter": {f"{hop.name}__pk": key}}]}
            yield {"steps": [{"filter": {f"{hop.name}__isnull": False}}, {name: related}, {"distinct": True}, {"order_by": ["pk"]}], "ordered": True}
            yield {"steps": [{"exclude": {f"{hop.name}__pk": key}}, {name: {"model": model, "steps": [{"filter": {"pk__in": high}}]}}, {"order_by": ["pk"]}], "ordered": True}


def groups(random, schema, model):
    column = _plain(random, schema, model)
    hops = schema.hops[model]
    counted = {"n": {"$count": random.choice(hops).name if hops else "pk"}}
    yield {"steps": [{"annotate": counted}, {"values": [column.name]}, {"order_by": []}]}
    yield {"steps": [{"values": [column.name]}, {"annotate": counted}, {"order_by": [column.name]}]}
    yield {"steps": [{"values": [column.name]}, {"annotate": counted}, {"filter": {"n__gt": 1}}, {"order_by": []}]}
    yield {"steps": [{"values": [column.name]}, {"annotate": counted}, {"values_list": ["n"]}, {"order_by": []}]}
    yield {"steps": [{"values": [column.name]}, {"annotate": counted}, {"order_by": ["-n", column.name]}], "op": "count"}
    yield {"steps": [{"values": [column.name]}, {"distinct": True}, {"order_by": []}], "op": "count"}
    yield {"steps": [{"values": [column.name]}, {"annotate": counted}, {"order_by": []}], "op": "aggregate", "args": {"m": {"$max": "n"}, "s": {"$sum": "n"}, "c": {"$count": "n"}}}
    yield {"steps": [{"annotate": counted}, {"annotate": {"m": {"$f": "n", "plus": 1}}}, {"order_by": ["pk"]}, {"values_list": ["pk", "n", "m"]}], "ordered": True}
    yield {"steps": [{"annotate": counted}, {"annotate": {"m": {"$max": "n"}}}]}
    yield {"steps": [{"annotate": counted}, {"order_by": ["n", "pk"]}, {"slice": [0, 3]}, {"values_list": ["pk", "n"]}], "ordered": True}
    yield {"steps": [{"annotate": counted}, {"order_by": ["-n", "pk"]}], "op": "first"}
    yield {"steps": [{"annotate": counted}, {"filter": {"n": {"$f": "n"}}}], "op": "count"}
    yield {"steps": [{"annotate": counted}, {"filter": {"or": [{"n": 0}, {"pk": schema.keys(model)[0]}]}}, {"order_by": ["pk"]}], "ordered": True}
    yield {"steps": [{"annotate": counted}, {"exclude": {"n": 0}}, {"order_by": ["pk"]}], "ordered": True}
    yield {"steps": [{"annotate": {column.name: {"$count": "pk"}}}]}
    yield {"steps": [{"annotate": {"pk": {"$count": "pk"}}}]}
    yield {"steps": [{"annotate": {"x": {"$count": "nope"}}}]}
    yield {"steps": [{"annotate": {"x": {"$f": "nope"}}}]}
    yield {"steps": [{"alias": counted}, {"values": ["n"]}]}
    yield {"steps": [{"alias": counted}, {"filter": {"n__gte": 1}}, {"order_by": ["pk"]}], "ordered": True}
    yield {"steps": [{"alias": counted}], "op": "aggregate", "args": {"s": {"$sum": "n"}}}
    yield {"steps": [{"annotate": {"a": {"$count": "*"}}}, {"values_list": ["pk", "a"]}, {"order_by": ["pk"]}], "ordered": True}
    yield {"steps": [], "op": "aggregate", "args": {"a": {"$count": "*"}, "b": {"$count": "pk", "filter": {"pk": schema.keys(model)[0]}}}}
    yield {"steps": [], "op": "aggregate", "args": {"a": {"$f": column.name}}}
    yield {"steps": [], "op": "aggregate", "args": {"a": {"$sum": "nope"}}}
    yield {"steps": [{"annotate": {"c": {"$case": [{"when": {f"{column.name}__isnull": True}, "then": {"$value": 1}}], "default": {"$value": 0}, "output": "integer"}}},
                     {"order_by": []}, {"values": ["c"]}, {"annotate": {"n": {"$count": "pk"}}}]}
    yield {"steps": [], "op": "aggregate", "args": {"s": {"$sum": {"$case": [{"when": {f"{column.name}__isnull": True}, "then": {"$value": 1}}], "default": {"$value": 0}, "output": "integer"}}}}
    yield {"steps": [{"values": {"fields": ["pk"], "exprs": {"x": {"$f": column.name}}}}, {"order_by": ["pk"]}], "ordered": True}
    if len(hops) > 1:
        one, two = random.sample(hops, 2)
        both = {"a": {"$count": one.name, "distinct": True}, "b": {"$count": two.name, "distinct": True}}
        yield {"steps": [{"annotate": both}, {"order_by": ["pk"]}, {"values_list": ["pk", "a", "b"]}], "ordered": True}
        yield {"steps": [{"filter": {f"{one.name}__isnull": False}}, {"annotate": both}, {"order_by": ["pk"]}, {"values_list": ["pk", "a", "b"]}], "ordered": True}
        yield {"steps": [{"annotate": both}, {"filter": {f"{two.name}__isnull": False}}, {"order_by": ["pk"]}, {"values_list": ["pk", "a", "b"]}], "ordered": True}
        yield {"steps": [{"annotate": both}, {"exclude": {"a": {"$f": "b"}}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [], "op": "aggregate", "args": both}
        yield {"steps": [{"order_by": ["pk"]}, {"slice": [0, 5]}], "op": "aggregate", "args": both}


def slices(random, schema, model):
    key = schema.keys(model)[0]
    cut = [{"order_by": ["pk"]}, {"slice": [1, 5]}]
    for after in ({"order_by": ["-pk"]}, {"reverse": True}, {"distinct": True}, {"exclude": {}}, {"filter": {}}, {"annotate": {"n": {"$count": "pk"}}}, {"slice": [1, 3]}, {"slice": [2, None]},
                  {"values": ["pk"]}, {"select_related": None}, {"all": True}, {"none": True}, {"only": ["pk"]}):
        yield {"steps": [*cut, after], "ordered": True}
    for op in ("count", "exists", "first", "last", "latest", "earliest", "len"):
        yield {"steps": cut, "op": op}
    yield {"steps": cut, "op": "get", "args": {"pk": key}}
    yield {"steps": cut, "op": "in_bulk", "args": {"ids": [key]}}
    yield {"steps": cut, "op": "index", "args": 1}
    yield {"steps": cut, "op": "index", "args": 7}
    yield {"steps": cut, "op": "index", "args": -1}
    yield {"steps": [{"filter": {"pk__in": {"$query": {"model": model, "steps": cut}}}}, {"order_by": ["pk"]}]}
    yield {"steps": [{"exclude": {"pk__in": {"$query": {"model": model, "steps": cut}}}}, {"order_by": ["pk"]}], "ordered": True}
    column = _plain(random, schema, model)
    yield {"steps": [{"order_by": [column.name, "pk"]}, {"distinct": [column.name]}], "op": "count"}
    yield {"steps": [{"order_by": ["pk"]}, {"distinct": [column.name]}]}
    yield {"steps": [{"order_by": [f"-{column.name}", "-pk"]}, {"distinct": [column.name]}, {"slice": [0, 2]}], "ordered": True}
    yield {"steps": [{"order_by": [column.name]}, {"distinct": [column.name]}, {"values_list": [column.name]}], "ordered": True}


def columns_left_out(random, schema, model):
    column, other = (_plain(random, schema, model) for _ in range(2))
    attrs = ["pk", *[it.attname for it in schema.columns[model]]]
    for steps in ([{"only": [column.name]}], [{"defer": [column.name]}], [{"only": [column.name, other.name]}], [{"only": [column.name]}, {"only": [other.name]}],
                  [{"defer": [column.name]}, {"defer": [other.name]}], [{"only": [column.name]}, {"defer": [column.name]}], [{"defer": [column.name]}, {"only": [column.name]}],
                  [{"only": ["pk"]}], [{"only": []}], [{"defer": []}], [{"only": [column.name, other.name]}, {"defer": [other.name]}]):
        yield {"steps": [*steps, {"order_by": ["pk"]}, {"slice": [0, 3]}], "op": "objects", "args": {"attrs": attrs}, "ordered": True}
        yield {"steps": [*steps, {"order_by": ["pk"]}], "op": "objects", "args": {"attrs": ["pk"]}, "ordered": True, "count_queries": True}
        yield {"steps": [*steps, {"order_by": ["pk"]}], "op": "count"}
    for hop in schema.hops[model]:
        if hop.is_many:
            continue
        end = _plain(random, schema, hop.target)
        path = f"{hop.accessor}.{end.attname}"
        for steps in ([{"select_related": [hop.name]}, {"only": ["pk", hop.name if hop.is_forward else f"{hop.name}__{end.name}", f"{hop.name}__{end.name}"]}],
                      [{"select_related": [hop.name]}, {"defer": [f"{hop.name}__{end.name}"]}]):
            yield {"steps": [*steps, {"order_by": ["pk"]}], "op": "objects", "args": {"attrs": ["pk", path]}, "ordered": True}
        if hop.is_forward:
            yield {"steps": [{"select_related": [hop.name]}, {"only": [column.name]}, {"order_by": ["pk"]}], "op": "objects", "args": {"attrs": ["pk"]}, "ordered": True}
            yield {"steps": [{"select_related": [hop.name]}, {"defer": [hop.name]}, {"order_by": ["pk"]}], "op": "objects", "args": {"attrs": ["pk"]}, "ordered": True}


def subqueries(random, schema, model):
    for hop in schema.hops[model]:
        if hop.is_forward or hop.field.many_to_many or not hop.field.field.target_field.primary_key:
            continue
        field = hop.field.field.name
        tied = {"model": hop.target, "steps": [{"filter": {field: {"$outer_ref": "pk"}}}]}
        column = _plain(random, schema, hop.target)
        one = {"$subquery": {**tied, "steps": [*tied["steps"], {"order_by": ["-pk"]}, {"values": [column.name]}, {"slice": [0, 1]}]}}
        counted = {"$subquery": {**tied, "steps": [*tied["steps"], {"order_by": []}, {"values": [field]}, {"annotate": {"c": {"$count": "*"}}}, {"values": ["c"]}]}}
        yield {"steps": [{"annotate": {"s": one}}, {"order_by": ["pk"]}, {"values_list": ["pk", "s"]}], "ordered": True}
        yield {"steps": [{"annotate": {"s": one}}, {"filter": {"s__isnull": False}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"annotate": {"s": one}}, {"order_by": ["s", "pk"]}], "ordered": True}
        yield {"steps": [{"annotate": {"c": counted}}, {"order_by": ["pk"]}, {"values_list": ["pk", "c"]}], "ordered": True}
        yield {"steps": [{"annotate": {"c": {"$coalesce": [counted, {"$value": 0}]}}}, {"filter": {"c": 0}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"annotate": {"e": {"$exists": tied}}}, {"order_by": ["pk"]}, {"values_list": ["pk", "e"]}], "ordered": True}
        yield {"steps": [{"annotate": {"e": {"$exists": tied}}}, {"order_by": []}, {"values": ["e"]}, {"annotate": {"n": {"$count": "pk"}}}]}
        yield {"steps": [{"annotate": {"e": {"$exists": tied}}}, {"filter": {"e": True}}], "op": "count"}
        yield {"steps": [{"annotate": {"e": {"$exists": tied}}}, {"order_by": ["-e", "pk"]}], "ordered": True}
        yield {"steps": [{"filter": {"$exists": tied, "negated": True}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"filter": {"not": {"$exists": tied}}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"exclude": {"or": [{"$exists": tied}, {"pk": schema.keys(model)[0]}]}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"annotate": {"k": {"$case": [{"when": {"$exists": tied}, "then": {"$value": "y"}}], "default": {"$value": "n"}, "output": "char"}}}, {"order_by": ["pk"]}, {"values_list": ["pk", "k"]}], "ordered": True}
        deep = [it for it in schema.hops[hop.target] if not it.is_forward and not it.field.many_to_many and it.field.field.target_field.primary_key]
        if deep:
            inner = deep[0]
            nested = {"model": inner.target, "steps": [{"filter": {inner.field.field.name: {"$outer_ref": "pk"}}}]}
            yield {"steps": [{"filter": {"$exists": {**tied, "steps": [*tied["steps"], {"filter": {"$exists": nested}}]}}}, {"order_by": ["pk"]}], "ordered": True}
        first = {"$subquery": {**tied, "steps": [*tied["steps"], {"order_by": ["pk"]}, {"values": ["pk"]}, {"slice": [0, 1]}]}}
        yield {"steps": [{"filter": {f"{hop.name}__pk": first}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"filter": {f"{hop.name}__in": {"$query": {"model": hop.target, "steps": [{"filter": {"pk__in": schema.keys(hop.target)[:4]}}, {"values": ["pk"]}]}}}}, {"distinct": True}], "op": "count"}
        yield {"steps": [{"filter": {"pk__in": {"$query": {"model": hop.target, "steps": [{"values_list": {"fields": [field], "flat": True}}]}}}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"exclude": {"pk__in": {"$query": {"model": hop.target, "steps": [{"values": [field]}]}}}}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"filter": {"pk__in": {"$query": {"model": hop.target, "steps": [{"values": [field, "pk"]}]}}}}]}


def names(random, schema, model):
    for bad in ("", "nope", "pk__nope", "pk__exact__exact", "__", "pk__", "-pk"):
        yield {"steps": [{"filter": {bad: 1}}]}
        yield {"steps": [{"order_by": [bad]}], "op": "count" if not bad else "list"} if bad not in ("", "-pk") else {"steps": [{"order_by": [bad or "nope"]}]}
        yield {"steps": [{"values": [bad]}]}
    for hop in schema.hops[model]:
        yield {"steps": [{"order_by": [f"{hop.name}__nope"]}]}
        yield {"steps": [{"values": [f"{hop.name}__nope"]}]}
        yield {"steps": [{"filter": {f"{hop.name}__nope__exact": 1}}]}
        yield {"steps": [{"select_related": [f"{hop.name}__nope"]}]}
        yield {"steps": [{"select_related": [hop.accessor or "nope"]}]}
        yield {"steps": [{"prefetch_related": [hop.name]}]}
        yield {"steps": [{"annotate": {hop.name: {"$count": "pk"}}}]}
        yield {"steps": [{"filter": {hop.accessor or "nope": None}}]}
    for column in schema.columns[model]:
        yield {"steps": [{"filter": {f"{column.name}__{column.name}": 1}}]}
        yield {"steps": [{"filter": {f"{column.name}__exact__nope": 1}}]}
        yield {"steps": [{"order_by": [f"{column.name}__desc"]}]}
        yield {"steps": [{"filter": {f"{column.name}__range": schema.values(column)[:1]}}]}
        yield {"steps": [{"filter": {f"{column.name}__in": 1}}]}
        yield {"steps": [{"select_related": [column.name]}]}
        yield {"steps": [{"prefetch_related": [column.name]}]}
        yield {"steps": [{"dates": [column.name, "year"]}]}
        yield {"steps": [{"dates": [column.name, "hour"]}]}
        yield {"steps": [{"datetimes": [column.name, "month"]}]}
        yield {"steps": [{"datetimes": [column.name, "nope"]}]}


def fetching(random, schema, model):
    keys = schema.keys(model)
    for op, args in (("get", {"pk": keys[0]}), ("get", {"pk__in": keys[:2]}), ("get", {"pk__in": []}), ("get", {"nope": 1}), ("in_bulk", {"ids": keys[:3]}), ("in_bulk", {"ids": []}),
                     ("in_bulk", {"ids": keys[:1], "field": "nope"}), ("latest", ["pk"]), ("earliest", ["pk"]), ("latest", ["nope"]), ("latest", ["-pk"]), ("index", 0)):
        yield {"steps": [], "op": op, "args": args}
        yield {"steps": [{"values": ["pk"]}, {"order_by": ["pk"]}], "op": op, "args": args}
        yield {"steps": [{"values_list": ["pk"]}, {"order_by": ["-pk"]}], "op": op, "args": args}
    for op in ("count", "exists", "bool", "len", "first", "last", "iterator"):
        yield {"steps": [], "op": op, "count_queries": True}
        yield {"steps": [{"none": True}], "op": op, "count_queries": True}
        yield {"steps": [{"filter": {"pk__in": []}}], "op": op, "count_queries": True}
        yield {"steps": [{"exclude": {"pk__in": []}}], "op": op, "count_queries": True}
        yield {"steps": [{"filter": {"or": [{"pk__in": []}, {"pk": keys[0]}]}}], "op": op, "count_queries": True}
        yield {"steps": [{"values_list": {"fields": ["pk"], "flat": True}}, {"order_by": ["pk"]}], "op": op}
    yield {"steps": [{"prefetch_related": None}], "op": "count"}
    yield {"steps": [{"values": ["pk"]}, {"select_related": True}]}
    yield {"steps": [{"values": ["pk"]}, {"only": ["pk"]}]}
    yield {"steps": [{"values_list": {"fields": ["pk", "pk"], "flat": True}}]}
    yield {"steps": [{"values_list": {"fields": [], "flat": True}}]}
    yield {"steps": [{"filter": {}}], "op": "count"}
    yield {"steps": [{"exclude": {}}], "op": "count"}
    yield {"steps": [{"filter": {"not": {}}}], "op": "count"}
    yield {"steps": [{"filter": {"or": [{}, {"pk": keys[0]}]}}], "op": "count"}
    yield {"steps": [{"filter": {"not": {"or": []}}}], "op": "count"}
    yield {"steps": [{"filter": {"not": {"and": [{"pk": keys[0]}, {"not": {"pk__in": keys[:3]}}]}}}], "op": "count"}
