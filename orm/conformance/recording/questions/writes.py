"""Writing each model: rows made, changed, saved and deleted in every way, with their errors."""

from questions.rows import fresh, fresh_value


def questions(random, schema):
    for model in schema.models:
        for kind in (creating, updating, deleting, saving, bulk, managers, transactions):
            for vector in kind(random, schema, model):
                if "script" in vector:
                    vector = {"op": "script", **vector}
                else:
                    vector = {"model": model, **vector}
                yield {"group": f"write-{kind.__name__}", **vector}


def creating(random, schema, model):
    full, least = fresh(schema, model, 1), fresh(schema, model, 2, with_optional=False)
    yield {"steps": [], "op": "create", "args": full}
    yield {"steps": [], "op": "create", "args": least}
    yield {"steps": [], "op": "create", "args": {}}
    yield {"steps": [], "op": "create", "args": {**full, "nope": 1}}
    yield {"steps": [], "op": "create", "args": {**full, "pk": schema.keys(model)[0]}}
    for column in schema.columns[model]:
        yield {"steps": [], "op": "create", "args": {**full, column.attname: None}}
        if column.is_unique and not column.is_key and schema.values(column):
            yield {"steps": [], "op": "create", "args": {**full, column.attname: schema.values(column)[0]}}
        if column.is_relation:
            target = _target(schema, column)
            yield {"steps": [], "op": "create", "args": {**{k: v for k, v in full.items() if k != column.attname}, column.name: {"$instance": [target, random.choice(schema.keys(target))]}}}
            yield {"steps": [], "op": "create", "args": {**full, column.attname: fresh_value(column, 777)}}
    for op in ("get_or_create", "update_or_create"):
        key = schema.keys(model)[0]
        column = random.choice([it for it in schema.columns[model] if not it.is_key] or schema.columns[model])
        yield {"steps": [], "op": op, "args": {"where": {"pk": key}, "defaults": {column.attname: full.get(column.attname)}}}
        yield {"steps": [], "op": op, "args": {"where": full}}
        yield {"steps": [], "op": op, "args": {"where": least, "defaults": {**full}}}
        yield {"steps": [], "op": op, "args": {"where": {}, "defaults": full}}
        yield {"steps": [], "op": op, "args": {"where": {"pk": key}, "defaults": {"nope": 1}}}
        yield {"steps": [], "op": op, "args": {"where": {f"{column.name}__isnull": False, "pk": key}, "defaults": full}}


def _target(schema, column):
    return schema.declared[column.model]._meta.get_field(column.name).related_model.__name__


def updating(random, schema, model):
    keys = schema.keys(model)
    full = fresh(schema, model, 3)
    for column in schema.columns[model]:
        name = random.choice([column.name, column.attname])
        for value in (full.get(column.attname), None, {"$f": name}):
            yield {"steps": [{"filter": {"pk__in": keys[:2]}}], "op": "update", "args": {name: value}}
        if column.kind in ("integer", "float", "big_integer", "positive_integer", "decimal") and not column.is_relation:
            yield {"steps": [], "op": "update", "args": {name: {"$f": name, "plus": 1}}}
            yield {"steps": [], "op": "update", "args": {name: {"$f": name, "minus": 100}}}
        if column.kind in ("char", "text") and not column.is_relation:
            yield {"steps": [{"filter": {"pk": keys[0]}}], "op": "update", "args": {name: {"$concat": [name, {"$value": "!"}]}}}
            yield {"steps": [{"filter": {"pk": keys[0]}}], "op": "update", "args": {name: "long " * 20}}
        if column.is_relation:
            target = _target(schema, column)
            yield {"steps": [{"filter": {"pk": keys[0]}}], "op": "update", "args": {column.name: {"$instance": [target, random.choice(schema.keys(target))]}}}
            yield {"steps": [{"filter": {"pk": keys[0]}}], "op": "update", "args": {name: fresh_value(column, 778)}}
    for hop in schema.hops[model]:
        key = random.choice(schema.keys(hop.target))
        column = random.choice([it for it in schema.columns[model] if not it.is_key and not it.is_unique] or schema.columns[model])
        yield {"steps": [{"filter": {f"{hop.name}__pk": key}}], "op": "update", "args": {column.attname: full.get(column.attname)}}
        yield {"steps": [{"exclude": {f"{hop.name}__pk": key}}], "op": "update", "args": {column.attname: full.get(column.attname)}}
        if column.kind == schema.key(hop.target).kind:
            yield {"steps": [], "op": "update", "args": {column.attname: {"$f": f"{hop.name}__pk"}}}
        yield {"steps": [], "op": "update", "args": {hop.name: key}}
    yield {"steps": [], "op": "update", "args": {"nope": 1}}
    yield {"steps": [], "op": "update", "args": {}}
    yield {"steps": [{"order_by": ["pk"]}, {"slice": [0, 2]}], "op": "update", "args": {}}
    yield {"steps": [{"none": True}], "op": "update", "args": {k: v for k, v in list(full.items())[-1:]}}


def deleting(random, schema, model):
    keys = schema.keys(model)
    for key in random.sample(keys, min(6, len(keys))):
        yield {"steps": [{"filter": {"pk": key}}], "op": "delete", "remaining": random.random() < 0.3}
        yield {"script": [{"do": "get", "model": model, "where": {"pk": key}, "as": "o"}, {"do": "delete", "on": "o"}, {"do": "read", "on": "o", "attrs": ["pk"]}]}
    yield {"steps": [], "op": "delete", "remaining": True}
    yield {"steps": [{"none": True}], "op": "delete"}
    yield {"steps": [{"order_by": ["pk"]}, {"slice": [0, 2]}], "op": "delete"}
    yield {"steps": [{"values": ["pk"]}], "op": "delete"}
    yield {"steps": [{"distinct": True}], "op": "delete"}
    yield {"script": [{"do": "new", "model": model, "fields": fresh(schema, model, 4), "as": "o"}, {"do": "delete", "on": "o"}]}
    for hop in schema.hops[model]:
        yield {"steps": [{"filter": {f"{hop.name}__isnull": False}}], "op": "delete"}
        yield {"steps": [{"filter": {f"{hop.name}__isnull": True}}], "op": "delete"}
        yield {"steps": [{"exclude": {f"{hop.name}__pk": random.choice(schema.keys(hop.target))}}], "op": "delete"}


def saving(random, schema, model):
    key = random.choice(schema.keys(model))
    full, least = fresh(schema, model, 5), fresh(schema, model, 6, with_optional=False)
    attnames = [it.attname for it in schema.columns[model]]
    get = {"do": "get", "model": model, "where": {"pk": key}, "as": "o"}
    save = lambda **args: {"do": "save", "on": "o", "args": args}
    read = {"do": "read", "on": "o", "attrs": ["pk", *attnames]}
    new = {"do": "new", "model": model, "fields": full, "as": "o"}
    plain = [it for it in schema.columns[model] if not it.is_key]
    column = random.choice(plain or schema.columns[model])
    change = {"do": "set", "on": "o", "fields": {column.attname: full.get(column.attname)}}
    yield {"script": [new, read, save(), read]}
    yield {"script": [{"do": "new", "model": model, "fields": least, "as": "o"}, read, save(), read, {"do": "refresh", "on": "o"}, read]}
    yield {"script": [{"do": "new", "model": model, "fields": {}, "as": "o"}, read, save()]}
    yield {"script": [new, save(force_insert=True), save(force_insert=True)]}
    yield {"script": [new, save(force_update=True)]}
    yield {"script": [new, save(), save(), {"do": "delete", "on": "o"}, save(), read]}
    yield {"script": [get, read, change, save(), {"do": "refresh", "on": "o"}, read]}
    yield {"script": [get, change, save(update_fields=[column.name]), save(update_fields=[]), save(update_fields=["nope"])]}
    yield {"script": [get, change, save(update_fields=[column.attname]), read]}
    yield {"script": [get, save(force_insert=True)]}
    yield {"script": [get, change, {"do": "refresh", "on": "o", "only": [column.name]}, read]}
    yield {"script": [get, {"do": "query", "query": {"model": model, "steps": [{"filter": {"pk": key}}]}, "op": "delete"}, save(), read]}
    yield {"script": [get, {"do": "query", "query": {"model": model, "steps": [{"filter": {"pk": key}}]}, "op": "delete"}, save(force_update=True)]}
    yield {"script": [{"do": "get", "model": model, "where": {"pk": key}, "steps": [{"only": [column.name]}], "as": "o"}, change, save(), read]}
    yield {"script": [{"do": "get", "model": model, "where": {"pk": key}, "steps": [{"defer": [column.name]}], "as": "o"}, save(), change, save(), {"do": "refresh", "on": "o"}, read]}
    yield {"script": [{"do": "get", "model": model, "where": {}, "as": "o"}]}
    yield {"script": [{"do": "new", "model": model, "fields": {**full, "nope": 1}, "as": "o"}]}
    yield {"script": [{"do": "create", "model": model, "fields": full, "as": "o"}, read, {"do": "create", "model": model, "fields": full, "as": "p"}]}
    for column in schema.columns[model]:
        if column.is_relation:
            target = _target(schema, column)
            other = {"$instance": [target, random.choice(schema.keys(target))]}
            wrong = random.choice([it for it in schema.models if it != target])
            yield {"script": [get, {"do": "set", "on": "o", "fields": {column.name: other}}, {"do": "read", "on": "o", "attrs": [column.attname, f"{column.name}.pk"]}, save(), read]}
            yield {"script": [get, {"do": "read", "on": "o", "attrs": [f"{column.name}.pk"]}, {"do": "set", "on": "o", "fields": {column.attname: full.get(column.attname)}},
                              {"do": "read", "on": "o", "attrs": [f"{column.name}.pk", column.attname]}, save()]}
            yield {"script": [get, {"do": "set", "on": "o", "fields": {column.name: {"$instance": [wrong, schema.keys(wrong)[0]]}}}]}
            yield {"script": [get, {"do": "set", "on": "o", "fields": {column.name: None}}, {"do": "read", "on": "o", "attrs": [column.attname]}, save()]}
            yield {"script": [{"do": "new", "model": target, "fields": fresh(schema, target, 8), "as": "t"},
                              {"do": "new", "model": model, "fields": {**{k: v for k, v in full.items() if k != column.attname}, column.name: {"$var": "t"}}, "as": "o"}, save(),
                              {"do": "save", "on": "t"}, save(), {"do": "read", "on": "o", "attrs": [column.attname]}]}


def bulk(random, schema, model):
    rows = [fresh(schema, model, number) for number in (11, 12, 13)]
    least = [fresh(schema, model, number, with_optional=False) for number in (14, 15)]
    yield {"steps": [], "op": "bulk_create", "args": {"rows": rows}}
    yield {"steps": [], "op": "bulk_create", "args": {"rows": least, "batch_size": 1}}
    yield {"steps": [], "op": "bulk_create", "args": {"rows": []}}
    taken = {**fresh(schema, model, 16), schema.key(model).attname: schema.keys(model)[0]}
    yield {"steps": [], "op": "bulk_create", "args": {"rows": [taken, rows[0]]}}
    yield {"steps": [], "op": "bulk_create", "args": {"rows": [taken, rows[0]], "ignore_conflicts": True}}
    keys = random.sample(schema.keys(model), min(3, len(schema.keys(model))))
    for column in schema.columns[model]:
        values = [fresh(schema, model, 20 + i).get(column.attname) for i in range(len(keys))]
        yield {"steps": [], "op": "bulk_update", "args": {"rows": [[key, {column.attname: value}] for key, value in zip(keys, values)], "fields": [column.name]}}
    columns = [it for it in schema.columns[model] if not it.is_key and not it.is_unique]
    if len(columns) > 1:
        pair = random.sample(columns, 2)
        rows = [[key, {it.attname: fresh(schema, model, 30 + i).get(it.attname) for it in pair}] for i, key in enumerate(keys)]
        yield {"steps": [], "op": "bulk_update", "args": {"rows": rows, "fields": [it.name for it in pair]}}
        yield {"steps": [], "op": "bulk_update", "args": {"rows": [[key, {pair[0].attname: None}] for key in keys], "fields": [pair[0].name]}}
    yield {"steps": [], "op": "bulk_update", "args": {"rows": [], "fields": [schema.columns[model][-1].name]}}
    yield {"steps": [], "op": "bulk_update", "args": {"rows": [[keys[0], {}]], "fields": []}}
    yield {"steps": [], "op": "bulk_update", "args": {"rows": [[keys[0], {}]], "fields": ["nope"]}}


def managers(random, schema, model):
    """The related managers of an object."""
    for hop in schema.hops[model]:
        if not hop.is_many or not hop.accessor:
            continue
        key = random.choice(schema.keys(model))
        get = {"do": "get", "model": model, "where": {"pk": key}, "as": "o"}
        left = {"do": "query", "query": {"$var": "o", "related": hop.accessor, "steps": [{"order_by": ["pk"]}]}, "op": "list"}
        keys = schema.keys(hop.target)
        objects = [{"$instance": [hop.target, it]} for it in random.sample(keys, min(3, len(keys)))]
        raw = random.sample(keys, min(2, len(keys)))
        new = fresh(schema, hop.target, 40)
        if not hop.is_forward and hop.field.one_to_many:
            new.pop(hop.field.field.attname, None)
        call = lambda name, /, *args, **kwargs: {"do": "call", "on": "o", "field": hop.accessor, "call": name, "args": list(args), "kwargs": kwargs}
        other = random.choice([it for it in schema.models if it != hop.target])
        wrong = {"$instance": [other, schema.keys(other)[0]]}
        for calls in ([call("add", *objects)], [call("add", objects[0]), call("add", objects[0])], [call("add", *raw)], [call("add", wrong)], [call("add", "abc")],
                      [call("add")], [call("remove", *objects)], [call("remove", *raw)], [call("remove", wrong)], [call("clear")], [call("set", objects)], [call("set", raw)],
                      [call("set", [])], [call("set", objects, clear=True)], [call("create", **new)], [call("get_or_create", **new), call("get_or_create", **new)],
                      [call("get_or_create", pk=raw[0])], [call("update_or_create", **new)], [call("count"), call("exists")], [call("add", *objects), call("remove", objects[0]), call("clear")],
                      [call("add", *objects, bulk=False)]):
            yield {"script": [get, *calls, left]}
        unsaved = {"do": "new", "model": hop.target, "fields": fresh(schema, hop.target, 41), "as": "n"}
        yield {"script": [get, unsaved, call("add", {"$var": "n"}), left]}
        yield {"script": [{"do": "new", "model": model, "fields": fresh(schema, model, 42), "as": "o"}, left]}
        yield {"script": [{"do": "new", "model": model, "fields": fresh(schema, model, 42), "as": "o"}, call("add", *objects)]}
        own = {"$var": "o", "related": hop.accessor}
        yield {"script": [get, {"do": "query", "query": {**own, "steps": [{"filter": {"pk__in": keys[:6]}}]}, "op": "delete"}]}
        column = random.choice([it for it in schema.columns[hop.target] if not it.is_key and not it.is_unique] or schema.columns[hop.target])
        yield {"script": [get, {"do": "query", "query": {**own, "steps": [{"filter": {f"{column.name}__isnull": False}}]}, "op": "update", "args": {column.attname: new.get(column.attname)}}]}
        yield {"script": [get, {"do": "query", "query": own, "op": "create", "args": new}, left]}
        yield {"script": [get, {"do": "query", "query": own, "op": "bulk_create", "args": {"rows": [new]}}, left]}
        yield {"script": [get, {"do": "query", "query": own, "op": "count"}, {"do": "query", "query": own, "op": "exists"}, {"do": "query", "query": {**own, "steps": [{"reverse": True}]}, "op": "first"}]}
        yield {"script": [get, {"do": "query", "query": {**own, "steps": [{"values": [column.name]}]}, "op": "count"}, {"do": "query", "query": own, "op": "aggregate", "args": {"n": {"$count": "*"}}}]}
        yield {"script": [get, {"do": "query", "query": {**own, "steps": [{"exclude": {"pk": raw[0]}}, {"order_by": ["pk"]}]}, "op": "list"}]}
        inner = [it for it in schema.hops[hop.target] if it.name != hop.name]
        if inner:
            back = random.choice(inner)
            yield {"script": [get, {"do": "query", "query": {**own, "steps": [{"filter": {f"{back.name}__isnull": False}}, {"order_by": ["pk"]}]}, "op": "list"}]}
            yield {"script": [get, {"do": "query", "query": {**own, "steps": [{"annotate": {"n": {"$count": back.name}}}, {"order_by": ["pk"]}, {"values_list": ["pk", "n"]}]}, "op": "list"}]}
        yield {"script": [get, {"do": "count_queries", "body": [{"do": "read", "on": "o", "attrs": [f"{hop.accessor}[]"]}, {"do": "read", "on": "o", "attrs": [f"{hop.accessor}[]"]}]}]}
        if hop.field.many_to_many and not _through(hop)._meta.auto_created:
            extra = {it.attname: fresh_value(it, 50) for it in schema.columns[_through(hop).__name__] if not it.is_relation and not it.is_key}
            yield {"script": [get, call("add", *objects, through_defaults=extra), left]}
            yield {"script": [get, call("set", objects, through_defaults=extra), left]}
            yield {"script": [get, call("create", **new, through_defaults=extra), left]}


def _through(hop):
    return hop.field.remote_field.through if hop.is_forward else hop.field.through


def transactions(random, schema, model):
    full, other = fresh(schema, model, 60), fresh(schema, model, 61)
    create = lambda row: {"do": "create", "model": model, "fields": row, "as": "c"}
    count = {"do": "query", "query": {"model": model, "steps": []}, "op": "count"}
    atomic = lambda *body, **options: {"do": "atomic", "body": list(body), **options}
    attempt = lambda *body: {"do": "try", "body": list(body)}
    taken = {**full, schema.key(model).attname: schema.keys(model)[0], "pk": schema.keys(model)[0]}
    taken.pop(schema.key(model).attname)
    failing = {"do": "query", "query": {"model": model, "steps": []}, "op": "create", "args": taken}
    yield {"script": [attempt(atomic(create(full), {"do": "raise"})), count]}
    yield {"script": [atomic(create(full), attempt(atomic(create(other), {"do": "raise"})), count), count]}
    yield {"script": [atomic(create(full), attempt(failing), attempt(count), count), count]}
    yield {"script": [atomic(create(full), attempt(atomic(failing)), count), count]}
    yield {"script": [attempt(atomic(create(full), attempt(atomic(failing, savepoint=False)), attempt(count))), count]}
    yield {"script": [attempt(atomic(atomic(create(full), durable=True))), count]}
    yield {"script": [atomic({"do": "on_commit", "log": "a"}, attempt(atomic({"do": "on_commit", "log": "b"}, {"do": "raise"})), {"do": "on_commit", "log": "c"}, {"do": "log"}), {"do": "log"}]}
    yield {"script": [atomic(create(full), {"do": "set_rollback", "value": True}), count]}
    for column in schema.columns[model]:
        if column.is_relation:
            broken = {**full, column.attname: fresh_value(column, 779)}
            yield {"script": [attempt(atomic(create(broken), count)), count]}
            yield {"script": [attempt(create(broken)), count]}
            break
