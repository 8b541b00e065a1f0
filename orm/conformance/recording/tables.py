"""The tables of a file: made, filled, and compared with the data set."""

from django.core.management.color import no_style
from django.db import connection, transaction

from declarations import automatic_joins
from operations import sort_key
from values import decode, encode


class Tables:
    """Knows what the tables of a file held when they were filled."""

    def __init__(self, file, declared):
        self.declared = declared
        self.data = file["data"]
        self.pairs = file.get("m2m", {})
        self.joins = dict(automatic_joins(declared))
        self._make()
        self.reset()
        self.rows, self.joined = self._rows(), self._joined()

    def _metas(self):
        return [it._meta for it in self.declared.values()] + [it.remote_field.through._meta for it in self.joins.values()]

    def _make(self):
        quote = connection.ops.quote_name
        cascade = " CASCADE" if connection.vendor == "postgresql" else ""
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for meta in self._metas():
                cursor.execute(f"DROP TABLE IF EXISTS {quote(meta.db_table)}{cascade}")
        with connection.schema_editor() as editor:
            for model in self.declared.values():
                editor.create_model(model)

    def reset(self):
        """Put the data set into the tables as if they were new."""
        with transaction.atomic(), connection.cursor() as cursor:
            tables = [meta.db_table for meta in self._metas()]
            for table in tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence")
            self._fill(cursor)

    def _fill(self, cursor):
        for name, model in self.declared.items():
            rows = [model(**{key: decode(value) for key, value in row.items()}) for row in self.data.get(name, [])]
            model._base_manager.bulk_create(rows)
        for label, field in self.joins.items():
            through = field.remote_field.through
            names = [f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"]
            through._base_manager.bulk_create(
                [through(**dict(zip(names, map(decode, pair)))) for pair in self.pairs.get(label, [])]
            )
        models = [*self.declared.values(), *[it.remote_field.through for it in self.joins.values()]]
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)

    def _rows(self):
        """The rows of every model by primary key, in raw column values."""
        result = {}
        for name, model in self.declared.items():
            names = [field.attname for field in model._meta.concrete_fields]
            rows = model._base_manager.order_by().values(*names)
            result[name] = {row[model._meta.pk.attname]: encode(row) for row in rows}
        return result

    def _joined(self):
        result = {}
        for label, field in self.joins.items():
            names = [f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"]
            result[label] = [encode(pair) for pair in field.remote_field.through._base_manager.values_list(*names)]
        return result

    def difference(self):
        """What changed against the data set, empty parts left out."""
        state = {}
        for name, after in self._rows().items():
            before = self.rows[name]
            _add(state, "inserted", name, [row for key, row in after.items() if key not in before])
            _add(state, "updated", name, [
                [encode(key), {part: value for part, value in row.items() if value != before[key][part]}]
                for key, row in after.items() if key in before and row != before[key]
            ])
            _add(state, "deleted", name, [encode(key) for key in before if key not in after])
        for label, after in self._joined().items():
            before = self.joined[label]
            _add(state, "m2m_added", label, _without(after, before))
            _add(state, "m2m_removed", label, _without(before, after))
        return state

    def remaining(self, state):
        """The keys left in each model that lost rows."""
        rows = self._rows()
        return {name: sorted(map(encode, rows[name]), key=sort_key) for name in state.get("deleted", {})}


def _add(state, part, name, items):
    if items:
        state.setdefault(part, {})[name] = items


def _without(pairs, others):
    left = list(others)
    return [pair for pair in pairs if not (pair in left and (left.remove(pair) or True))]
