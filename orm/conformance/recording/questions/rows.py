"""New rows for any model."""

from schemas.declaring import day, dec, moment, uid


def fresh(schema, model, number, with_optional=True):
    """Values by attname for a row that breaks no constraint; an automatic key is left out."""
    row = {}
    for column in schema.columns[model]:
        if column.kind in ("auto", "bigauto") and column.is_key and not column.is_relation:
            continue
        if not with_optional and (column.null or "default" in column.declaration):
            continue
        row[column.attname] = _related(schema, column, number) if column.is_relation else fresh_value(column, number)
    return row


def fresh_value(column, number):
    """A value of the column's type that does not occur in the data."""
    if column.kind in ("char", "text"):
        return f"n{number}"[: column.declaration.get("max_length", 99)]
    return {
        "boolean": number % 2 == 0, "float": number + 0.25, "decimal": dec(f"{number}.25"), "uuid": uid(1000 + number),
        "date": day(f"2030-01-{number % 28 + 1:02}"), "datetime": moment(f"2030-01-{number % 28 + 1:02}T10:00:00"),
    }.get(column.kind, 1000 + number)


def _related(schema, column, number):
    field = schema.declared[column.model]._meta.get_field(column.name)
    target, attname = field.related_model.__name__, field.target_field.attname
    used = [row[column.attname] for row in schema.data[column.model]] if column.is_unique else []
    free = [row[attname] for row in schema.data[target] if row[attname] not in used]
    return free[number % len(free)] if free else None
