"""What a vector does with its QuerySet, and its answer as the format writes it."""

from django.core.exceptions import ObjectDoesNotExist

from values import encode

WRITING = {"update", "delete", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "script"}


def evaluate(builder, queryset, op, args):
    """Evaluate a QuerySet by an operation of the format."""
    return OPERATIONS[op](builder, queryset, args)


def read(row, path):
    """Follow `author.name` or `tags[]` from an object; null when something on the way is null."""
    value = row
    for segment in path.split("."):
        if value is None:
            return None
        if segment.endswith("]"):
            return _keys(value, segment)
        try:
            value = getattr(value, segment)
        except ObjectDoesNotExist:
            return {"$error": "RelatedObjectDoesNotExist"}
    return encode(value)


def deleted(answer):
    """Django names models with their application; the format does not."""
    total, per_model = answer
    return [total, {label.split(".")[-1]: count for label, count in per_model.items()}]


def _keys(row, segment):
    name, _, order = segment.partition("[")
    related = getattr(row, name)
    keys = [encode(it) for it in (related if isinstance(related, list) else related.all())]
    return keys if order == "=]" else sorted(keys, key=sort_key)


def sort_key(key):
    return (0, key, "") if isinstance(key, (int, float)) else (1, 0, str(next(iter(key.values())) if isinstance(key, dict) else key))


def _objects(builder, queryset, args):
    return [[read(row, path) for path in args["attrs"]] for row in queryset]


def _in_bulk(builder, queryset, args):
    args = args or {}
    field = {"field_name": args["field"]} if "field" in args else {}
    ids = builder.operand(args["ids"]) if args.get("ids") is not None else None
    found = queryset.in_bulk(ids, **field)
    return sorted(([encode(key), encode(row)] for key, row in found.items()), key=lambda pair: sort_key(pair[0]))


def _or_create(method):
    def run(builder, queryset, args):
        defaults = builder.lookups(args.get("defaults", {}))
        row, created = getattr(queryset, method)(defaults=defaults, **builder.lookups(args["where"]))
        return {"pk": encode(row.pk), "created": created}
    return run


def _bulk_create(builder, queryset, args):
    rows = [queryset.model(**builder.lookups(row)) for row in args["rows"]]
    options = {key: args[key] for key in ("batch_size", "ignore_conflicts") if key in args}
    return len(queryset.bulk_create(rows, **options))


def _bulk_update(builder, queryset, args):
    rows = []
    for pk, values in args["rows"]:
        row = queryset.get(pk=builder.operand(pk))
        for name, value in builder.lookups(values).items():
            setattr(row, name, value)
        rows.append(row)
    queryset.bulk_update(rows, args["fields"])
    return len(rows)


def _get(builder, queryset, args):
    return queryset.get(builder.condition(args)) if args else queryset.get()


OPERATIONS = {
    "list": lambda _, queryset, args: encode(list(queryset)),
    "iterator": lambda _, queryset, args: encode(list(queryset.iterator())),
    "objects": _objects,
    "count": lambda _, queryset, args: queryset.count(),
    "exists": lambda _, queryset, args: queryset.exists(),
    "len": lambda _, queryset, args: len(queryset),
    "bool": lambda _, queryset, args: bool(queryset),
    "first": lambda _, queryset, args: encode(queryset.first()),
    "last": lambda _, queryset, args: encode(queryset.last()),
    "latest": lambda _, queryset, args: encode(queryset.latest(*(args or []))),
    "earliest": lambda _, queryset, args: encode(queryset.earliest(*(args or []))),
    "get": lambda builder, queryset, args: encode(_get(builder, queryset, args)),
    "index": lambda _, queryset, args: encode(queryset[args]),
    "in_bulk": _in_bulk,
    "aggregate": lambda builder, queryset, args: encode(queryset.aggregate(**builder.expressions(args))),
    "update": lambda builder, queryset, args: queryset.update(**builder.lookups(args)),
    "delete": lambda _, queryset, args: deleted(queryset.delete()),
    "create": lambda builder, queryset, args: encode(queryset.create(**builder.lookups(args)).pk),
    "get_or_create": _or_create("get_or_create"),
    "update_or_create": _or_create("update_or_create"),
    "bulk_create": _bulk_create,
    "bulk_update": _bulk_update,
}
