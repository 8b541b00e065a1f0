"""Every relation: compared with keys, objects, null and queries; counted, ordered by, loaded with its rows."""


def questions(random, schema):
    for model in schema.models:
        for hop in schema.hops[model]:
            for vector in _of_hop(random, schema, model, hop):
                yield {"group": f"relation-{_kind(hop)}", "model": model, **vector}
        for vector in _loading(random, schema, model):
            yield {"group": "loading", "model": model, **vector}


def _kind(hop):
    kind = "many" if hop.is_many else "one"
    return f"{'forward' if hop.is_forward else 'reverse'}-{kind}"


def _raw(schema, hop):
    """Values of the column at the other end that the relation points at: not always the primary key."""
    field = hop.field if hop.is_forward else hop.field.field
    if field.many_to_many or not hop.is_forward:
        return schema.keys(hop.target)
    attname = field.target_field.attname
    return [row[attname] for row in schema.data[hop.target]]


def _of_hop(random, schema, model, hop):
    name, keys, raw = hop.name, schema.keys(hop.target), _raw(schema, hop)
    pick = random.choice
    sample = lambda values: random.sample(values, min(3, len(values)))
    other = pick([it for it in schema.models if it != hop.target])
    column = pick([it for it in schema.columns[hop.target] if not it.is_relation] or schema.columns[hop.target])
    conditions = [
        {name: pick(raw)}, {f"{name}__in": sample(raw)}, {f"{name}__pk": pick(keys)}, {f"{name}__pk__in": sample(keys)}, {name: None},
        {f"{name}__isnull": True}, {f"{name}__isnull": False}, {name: {"$instance": [hop.target, pick(keys)]}},
        {f"{name}__in": [{"$instance": [hop.target, key]} for key in sample(keys)]}, {f"{name}__in": []}, {f"{name}__gt": pick(raw)},
        {f"{name}__in": {"$query": {"model": hop.target, "steps": [{"filter": {"pk__in": sample(keys)}}]}}},
        {f"{name}__in": {"$query": {"model": hop.target, "steps": [{"values": [column.name]}]}}},
        {name: {"$query": {"model": hop.target, "steps": [{"order_by": ["pk"]}, {"slice": [0, 1]}]}}},
        {name: {"$instance": [other, pick(schema.keys(other))]}}, {f"{name}__in": {"$query": {"model": other, "steps": []}}},
        {f"{name}__{column.name}": pick(schema.values(column) or [None])}, {f"{name}__{column.name}__isnull": True},
        {f"{name}__{column.name}": None}, {f"{name}__nope": 1}, {f"{name}__contains": "a"}, {name: "abc"}, {name: {"$f": name}}, {name: {"$f": "pk"}},
    ]
    for condition in conditions:
        yield {"steps": [{"filter": condition}, {"order_by": ["pk"]}], "ordered": True}
        yield {"steps": [{"exclude": condition}, {"order_by": ["pk"]}], "ordered": True}
        if random.random() < 0.3:
            yield {"steps": [{"filter": {"not": {"not": condition}}}, {"order_by": ["pk"]}], "ordered": True}
    yield from _same_and_chain(random, schema, hop, column)
    yield from _summed(random, schema, model, hop, column)
    yield from _ordered(schema, hop, column)
    yield from _read(random, schema, model, hop)


def _same_and_chain(random, schema, hop, column):
    values = schema.values(column) or [0]
    one = {f"{hop.name}__{column.name}": random.choice(values)}
    other = {f"{hop.name}__pk": random.choice(schema.keys(hop.target))}
    for end in ([{"order_by": ["pk"]}], [{"distinct": True}, {"order_by": ["pk"]}]):
        yield {"steps": [{"filter": {**one, **other}}, *end], "ordered": True}
        yield {"steps": [{"filter": one}, {"filter": other}, *end], "ordered": True}
        yield {"steps": [{"exclude": {**one, **other}}, *end], "ordered": True}
        yield {"steps": [{"filter": other}, {"exclude": one}, *end], "ordered": True}
        yield {"steps": [{"filter": {"or": [one, {"not": other}]}}, *end], "ordered": True}
        yield {"steps": [{"filter": {"and": [one, {"not": other}]}}, *end], "ordered": True}
        yield {"steps": [{"filter": one}, {"combine_or": {"model": _model(schema, hop), "steps": [{"filter": other}]}}, *end], "ordered": True} \
            if end == [{"order_by": ["pk"]}] else {"steps": [{"filter": one}, *end], "op": "count"}


def _model(schema, hop):
    field = hop.field
    return (field.model if hop.is_forward else field.model).__name__


def _summed(random, schema, model, hop, column):
    yield {"steps": [{"annotate": {"n": {"$count": hop.name}}}, {"order_by": ["pk"]}], "op": "objects", "args": {"attrs": ["pk", "n"]}, "ordered": True}
    yield {"steps": [{"annotate": {"n": {"$count": hop.name, "distinct": True, "filter": {f"{hop.name}__pk__in": schema.keys(hop.target)[:4]}}}}, {"order_by": ["-n", "pk"]},
                     {"values_list": ["pk", "n"]}], "ordered": True}
    yield {"steps": [{"annotate": {"n": {"$max": f"{hop.name}__{column.name}"} if column.kind not in ("boolean", "uuid") else {"$count": f"{hop.name}__{column.name}"}}},
                     {"filter": {"n__isnull": False}}, {"order_by": ["pk"]}, {"values_list": ["pk", "n"]}], "ordered": True}
    yield {"steps": [{"order_by": []}, {"values": [hop.name]}, {"annotate": {"n": {"$count": "pk"}}}]}
    yield {"steps": [{"order_by": []}, {"values": [f"{hop.name}__{column.name}"]}, {"annotate": {"n": {"$count": "pk", "distinct": True}}}]}
    yield {"steps": [], "op": "aggregate", "args": {"n": {"$count": hop.name}, "d": {"$count": hop.name, "distinct": True}}}
    yield {"steps": [{"annotate": {"n": {"$count": hop.name}}}, {"filter": {"n__gt": 1}}], "op": "count"}
    yield {"steps": [{"annotate": {"n": {"$count": hop.name}}}], "op": "aggregate", "args": {"m": {"$max": "n"}, "s": {"$sum": "n"}}}
    yield {"steps": [{"alias": {"n": {"$count": hop.name}}}, {"order_by": ["n", "pk"]}], "ordered": True}


def _ordered(schema, hop, column):
    yield {"steps": [{"order_by": [hop.name, "pk"]}], "ordered": True}
    yield {"steps": [{"order_by": [f"-{hop.name}", "-pk"]}], "ordered": True}
    yield {"steps": [{"order_by": [f"{hop.name}__pk", "pk"]}], "ordered": True}
    yield {"steps": [{"order_by": [f"{hop.name}__{column.name}", "pk"]}, {"distinct": True}], "ordered": True}
    yield {"steps": [{"order_by": [{"$order": f"{hop.name}__{column.name}", "desc": True, "nulls_last": True}, "pk"]}], "ordered": True}
    yield {"steps": [{"values": [hop.name, "pk"]}, {"order_by": ["pk", hop.name]}]}
    yield {"steps": [{"values_list": [f"{hop.name}__pk", f"{hop.name}__{column.name}"]}, {"distinct": True}, {"order_by": []}]}
    if hop.is_forward and not hop.is_many:
        yield {"steps": [{"order_by": [hop.field.attname, "pk"]}], "ordered": True}
        yield {"steps": [{"values": [hop.field.attname, hop.name]}]}


def _read(random, schema, model, hop):
    attr = hop.accessor
    shown = f"{attr}[]" if hop.is_many else f"{attr}.pk"
    reading = {"op": "objects", "args": {"attrs": ["pk", shown]}, "count_queries": True, "ordered": True}
    yield {"steps": [{"order_by": ["pk"]}, {"slice": [0, 6]}], **{**reading, "count_queries": False}}
    yield {"steps": [{"prefetch_related": [attr]}, {"order_by": ["pk"]}], **reading}
    if not hop.is_many:
        yield {"steps": [{"select_related": [hop.name]}, {"order_by": ["pk"]}], **reading}
        yield {"steps": [{"select_related": [hop.name]}, {"only": ["pk", f"{hop.name}__pk"]}, {"order_by": ["pk"]}], **{**reading, "count_queries": False}}
        nested = [it for it in schema.hops[hop.target] if it.is_many and it.accessor]
        if nested:
            inner = random.choice(nested)
            yield {"steps": [{"select_related": [hop.name]}, {"prefetch_related": [f"{attr}__{inner.accessor}"]}, {"order_by": ["pk"]}], **{**reading, "args": {"attrs": ["pk", f"{attr}.{inner.accessor}[]"]}}}
    else:
        queryset = {"model": hop.target, "steps": [{"order_by": ["-pk"]}]}
        yield {"steps": [{"prefetch_related": [{"$prefetch": attr, "queryset": queryset, "to_attr": "kept"}]}, {"order_by": ["pk"]}], **{**reading, "args": {"attrs": ["pk", "kept[=]"]}}}
        queryset = {"model": hop.target, "steps": [{"filter": {"pk__in": schema.keys(hop.target)[:3]}}]}
        yield {"steps": [{"prefetch_related": [{"$prefetch": attr, "queryset": queryset}]}, {"order_by": ["pk"]}], **reading}
        yield {"steps": [{"select_related": [hop.name]}, {"order_by": ["pk"]}]}
    yield {"steps": [{"prefetch_related": [f"{attr}__nope"]}, {"order_by": ["pk"]}]}


def _loading(random, schema, model):
    paths = [it.field.attname if it.is_forward else f"{it.accessor}.pk" for it in schema.hops[model] if not it.is_many]
    for steps in ([{"select_related": True}], [{"select_related": None}], [{"select_related": ["nope"]}]):
        yield {"steps": [*steps, {"order_by": ["pk"]}], "op": "objects", "args": {"attrs": ["pk", *paths]}, "ordered": True}
    yield {"steps": [{"values": []}]}
    yield {"steps": [{"values_list": []}]}
    yield {"steps": []}
    yield {"steps": [], "op": "first"}
    yield {"steps": [], "op": "last"}
    yield {"steps": [{"reverse": True}], "op": "first"}
    yield {"steps": [], "op": "in_bulk"}
    yield {"steps": [{"order_by": ["pk"]}], "op": "index", "args": 2}
    yield {"steps": [{"order_by": ["pk"]}], "op": "index", "args": 99}
    yield {"steps": [], "op": "latest"}
    yield {"steps": [], "op": "get"}
    yield {"steps": [{"only": ["nope"]}]}
    yield {"steps": [{"values": ["nope"]}]}
    yield {"steps": [{"order_by": ["nope"]}]}
    yield {"steps": [{"order_by": ["?"]}], "op": "count"}
    for bounds in ([0, 3], [2, None], [None, 4], [1, 7, 2], [3, 3], [50, 60], [-1, None]):
        yield {"steps": [{"order_by": ["pk"]}, {"slice": bounds}], "ordered": True}
        if len(bounds) == 2:
            yield {"steps": [{"order_by": ["pk"]}, {"slice": bounds}], "op": random.choice(["count", "exists", "first", "last", "len", "bool"])}
            yield {"steps": [{"order_by": ["pk"]}, {"slice": bounds}, {random.choice(["filter", "exclude"]): {"pk": schema.keys(model)[0]}}]}
