"""Scripts: several actions in one session."""

from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from operations import deleted, evaluate, read
from values import encode


class ScriptError(Exception):
    """Raised by the action `raise`."""


class Script:
    """Runs actions in order; what an error left of a block is written where the error arose."""

    def __init__(self, builder):
        self.builder = builder
        self.log = []

    def run(self, actions):
        """Return one entry per action; an error that nothing catches is the last one."""
        entries = []
        try:
            self._body(actions, entries)
        except Exception:
            pass
        return entries

    def _body(self, actions, entries):
        for action in actions:
            try:
                entries.append(getattr(self, f"do_{action['do']}")(action, entries))
            except Exception as error:
                if not getattr(error, "is_written", False):
                    entries.append({"error": type(error).__name__})
                    error.is_written = True
                raise

    @property
    def _variables(self):
        return self.builder.variables

    def _on(self, action):
        return self._variables[action["on"]]

    def do_new(self, action, _):
        self._variables[action["as"]] = self.builder.declared[action["model"]](**self.builder.lookups(action["fields"]))

    def do_create(self, action, _):
        model = self.builder.declared[action["model"]]
        return self._keep(action, model.objects.create(**self.builder.lookups(action["fields"])))

    def do_get(self, action, _):
        queryset = self.builder.steps(self.builder.declared[action["model"]].objects.all(), action.get("steps", []))
        return self._keep(action, queryset.get(**self.builder.lookups(action["where"])))

    def _keep(self, action, row):
        self._variables[action["as"]] = row
        return encode(row.pk)

    def do_set(self, action, _):
        for name, value in self.builder.lookups(action["fields"]).items():
            setattr(self._on(action), name, value)

    def do_save(self, action, _):
        row = self._on(action)
        with CaptureQueriesContext(connection) as captured:
            row.save(**action.get("args", {}))
        verbs = [query["sql"].split()[0] for query in captured]
        return {"pk": encode(row.pk), "statements": [it for it in verbs if it in ("INSERT", "UPDATE", "SELECT", "DELETE")]}

    def do_delete(self, action, _):
        return deleted(self._on(action).delete())

    def do_refresh(self, action, _):
        self._on(action).refresh_from_db(fields=action.get("only"))

    def do_read(self, action, _):
        return [read(self._on(action), path) for path in action["attrs"]]

    def do_call(self, action, _):
        method = getattr(getattr(self._on(action), action["field"]), action["call"])
        answer = method(*map(self.builder.operand, action.get("args", [])), **self._keywords(action))
        if isinstance(answer, tuple) and isinstance(answer[0], Model):
            return {"pk": encode(answer[0].pk), "created": answer[1]}
        return encode(answer) if isinstance(answer, (Model, int)) else None

    def _keywords(self, action):
        nested = ("defaults", "through_defaults")
        return {
            key: self.builder.lookups(value) if key in nested else self.builder.operand(value)
            for key, value in action.get("kwargs", {}).items()
        }

    def do_query(self, action, _):
        query, op = action["query"], action.get("op", "list")
        queryset = self.builder.query(query) if query.get("steps") else self.builder.manager(query)
        if op in ("list", "objects", "iterator", "len", "bool", "index", "delete") and not query.get("steps"):
            queryset = queryset.all()
        return evaluate(self.builder, queryset, op, action.get("args"))

    def do_count_queries(self, action, entries):
        inner = []
        with CaptureQueriesContext(connection) as captured:
            self._nested(action["body"], inner, entries, lambda: {"results": inner})
        return {"results": inner, "queries": len(captured)}

    def do_atomic(self, action, entries):
        inner = []
        options = {key: action[key] for key in ("savepoint", "durable") if key in action}
        try:
            with transaction.atomic(**options):
                self._body(action["body"], inner)
        except Exception as error:
            if not getattr(error, "is_written", False):
                inner.append({"error": type(error).__name__})
                error.is_written = True
            entries.append({"atomic": inner, "raised": type(error).__name__})
            raise
        return {"atomic": inner}

    def do_try(self, action, _):
        inner = []
        try:
            self._body(action["body"], inner)
        except Exception as error:
            return {"try": inner, "caught": type(error).__name__}
        return {"try": inner}

    def _nested(self, actions, inner, entries, entry):
        try:
            self._body(actions, inner)
        except Exception:
            entries.append(entry())
            raise

    def do_raise(self, action, _):
        raise ScriptError

    def do_on_commit(self, action, _):
        transaction.on_commit(lambda: self.log.append(action["log"]))

    def do_log(self, action, _):
        return list(self.log)

    def do_set_rollback(self, action, _):
        transaction.set_rollback(action["value"])
