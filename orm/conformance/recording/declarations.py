"""Django models from the declarations of a file."""

from django.db import models

from values import decode

APP = "recorded"

FIELDS = {
    "auto": models.AutoField,
    "bigauto": models.BigAutoField,
    "integer": models.IntegerField,
    "big_integer": models.BigIntegerField,
    "positive_integer": models.PositiveIntegerField,
    "char": models.CharField,
    "text": models.TextField,
    "boolean": models.BooleanField,
    "datetime": models.DateTimeField,
    "date": models.DateField,
    "decimal": models.DecimalField,
    "float": models.FloatField,
    "uuid": models.UUIDField,
    "foreign_key": models.ForeignKey,
    "one_to_one": models.OneToOneField,
    "many_to_many": models.ManyToManyField,
}
SAME = ("null", "unique", "db_column", "primary_key", "max_length", "max_digits", "decimal_places",
        "related_name", "related_query_name", "to_field", "through", "symmetrical", "db_table")


def declare(file):
    """Return the model classes of a file by name."""
    declared = {name: _model(name, declaration) for name, declaration in file["models"].items()}
    for name, declaration in file["models"].items():
        for field, options in declaration["fields"].items():
            if "columns" in options:
                _name_columns(declared[name]._meta.get_field(field), options["columns"])
    return declared


def automatic_joins(declared):
    """Yield `Model.field` and the field of every relation whose join table nobody declared."""
    for name, model in declared.items():
        for field in model._meta.local_many_to_many:
            if field.remote_field.through._meta.auto_created:
                yield f"{name}.{field.name}", field


def output_field(kind):
    """A field that belongs to no model, as the type of a value."""
    options = {"char": {"max_length": 255}, "decimal": {"max_digits": 38, "decimal_places": 10}}
    return FIELDS[kind](**options.get(kind, {}))


def _model(name, declaration):
    options = {"app_label": APP, "db_table": declaration["table"]}
    if "ordering" in declaration:
        options["ordering"] = declaration["ordering"]
    if "unique_together" in declaration:
        options["unique_together"] = declaration["unique_together"]
    fields = {field: _field(given) for field, given in declaration["fields"].items()}
    return type(name, (models.Model,), {"__module__": "application", "Meta": type("Meta", (), options), **fields})


def _field(given):
    options = {key: given[key] for key in SAME if key in given}
    if "default" in given:
        options["default"] = decode(given["default"])
    if "on_delete" in given:
        options["on_delete"] = getattr(models, given["on_delete"])
    target = [given["to"]] if "to" in given else []
    return FIELDS[given["type"]](*target, **options)


def _name_columns(field, columns):
    """Django derives the columns of an automatic join table from the model names; a file may name them."""
    through = field.remote_field.through
    keys = [key for key in through._meta.local_fields if key.is_relation]
    for key, column in zip(keys, columns):
        key.db_column = key.column = column
