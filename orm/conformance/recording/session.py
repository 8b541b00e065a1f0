"""One file on one database: vectors in, answers out."""

import contextlib
import os
from decimal import InvalidOperation

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from declarations import declare
from operations import WRITING, evaluate
from queries import Builder
from scripts import Script
from tables import Tables


class Recorder:
    """Asks the database of this process."""

    def __init__(self, file):
        self.declared = declare(file)
        self.tables = Tables(file, self.declared)

    def answer(self, vector):
        """Return what the format calls E."""
        reset_queries()  # The log of a connection has a limit, after which no statement is seen to write.
        with _zone(vector.get("settings", {})), CaptureQueriesContext(connection) as captured:
            answer = self._run(vector, Builder(self.declared))
        if vector.get("count_queries"):
            answer["queries"] = len(captured)
        if vector.get("op", "list") in WRITING:
            has_written = any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in captured)
            try:
                self._compare(vector, answer, has_written)
            except InvalidOperation:  # SQLite stored a number that Django cannot read as one of the column's
                answer = {"unreadable": True}
                self.tables.reset()
        return answer

    def _compare(self, vector, answer, has_written):
        """What the tables hold besides or no more; they are put back where anything was sent that writes."""
        answer["state"] = self.tables.difference() if has_written else {}
        if vector.get("remaining"):
            answer["remaining"] = self.tables.remaining(answer["state"])
        if has_written:
            self.tables.reset()

    def _run(self, vector, builder):
        if vector.get("op") == "script":
            return {"results": Script(builder).run(vector["script"])}
        try:
            queryset = builder.query(vector)
            return {"result": evaluate(builder, queryset, vector.get("op", "list"), vector.get("args"))}
        except Exception as error:
            return {"error": type(error).__name__}


@contextlib.contextmanager
def own_schema():
    """Tables of a process of their own, where one server is shared by several."""
    if connection.vendor != "postgresql":
        yield
        return
    name = f"recorded_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {name}")
        cursor.execute(f"SET search_path = {name}")
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {name} CASCADE")


@contextlib.contextmanager
def _zone(given):
    if not given.get("use_tz"):
        yield
        return
    with override_settings(USE_TZ=True), timezone.override(given.get("time_zone", "UTC")):
        yield
