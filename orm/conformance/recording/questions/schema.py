"""What can be asked about the models of a schema: columns, hops, and values that occur in the data."""

from values import encode

TEXT = {"char", "text"}
NUMBER = {"auto", "bigauto", "integer", "big_integer", "positive_integer", "float", "decimal"}


class Column:
    """A concrete field as a lookup names it; `kind` is that of the column a foreign key points at."""

    def __init__(self, model, field, declaration, kind):
        self.model, self.name, self.attname = model, field.name, field.attname
        self.null, self.kind = field.null, kind
        self.is_relation = field.is_relation
        self.is_key = field.primary_key
        self.is_unique = field.unique
        self.declaration = declaration


class Hop:
    """A relation as a lookup names it. `accessor` is the attribute, None for relations without a reverse."""

    def __init__(self, name, target, is_many, accessor, is_forward, field):
        self.name, self.target, self.is_many, self.accessor = name, target, is_many, accessor
        self.is_forward, self.field = is_forward, field


class Schema:
    def __init__(self, module, declared):
        self.declarations, self.data, self.m2m = module.MODELS, module.DATA, module.M2M
        self.models = list(declared)
        self.declared = declared
        self.columns = {name: list(self._columns(name)) for name in declared}
        self.hops = {name: list(self._hops(name)) for name in declared}

    def _columns(self, name):
        for field in self.declared[name]._meta.concrete_fields:
            declaration = self.declarations[name]["fields"][field.name]
            yield Column(name, field, declaration, self._kind(field))

    def _kind(self, field):
        while field.is_relation:
            field = field.target_field
        return self.declarations[field.model.__name__]["fields"][field.name]["type"]

    def _hops(self, name):
        for field in self.declared[name]._meta.get_fields(include_hidden=False):
            if not field.is_relation or field.related_model.__name__ not in self.declared:
                continue
            is_forward = not field.auto_created
            accessor = field.name if is_forward else field.get_accessor_name()
            many = field.many_to_many or field.one_to_many
            yield Hop(field.name, field.related_model.__name__, many, accessor, is_forward, field)

    def key(self, model):
        return next(it for it in self.columns[model] if it.is_key)

    def keys(self, model):
        """The primary keys of a model's rows, in the order of the data."""
        return [row[self.key(model).attname] for row in self.data[model]]

    def values(self, column):
        """Values that occur in a column, each once, null left out."""
        found = []
        for row in self.data[column.model]:
            value = row[column.attname]
            if value is not None and value not in found:
                found.append(value)
        return found

    def default(self, column):
        return encode(column.declaration.get("default"))
