"""Record with the Django that is installed what it answers to the vectors of files.

    python3 record.py FILE…                        answers go into the same file, under "expect"
    python3 record.py --check FILE…                prints the recorded answers that Django does not give
    python3 record.py --check --on sqlite FILE…    without PostgreSQL

See README.md in this folder.
"""

import argparse
import json
import os
import subprocess
import sys
from urllib.parse import urlparse

import django
from django.conf import settings

DATABASES = ("sqlite", "postgresql")
DEFAULT_POSTGRES = "postgres://root@127.0.0.1:5432/test"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--on", choices=DATABASES, help="check the answers of one database alone")
    parser.add_argument("--answer", choices=DATABASES, help=argparse.SUPPRESS)
    parser.add_argument("--reversed", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        json.dump(answers(options.files[0], options.answer, options.reversed), sys.stdout)
        return 0
    if options.check:
        return max(check(path, [options.on] if options.on else DATABASES) for path in options.files)
    for path in options.files:
        record(path)
    return 0


def record(path):
    """Write the answers of both databases, of vectors that give the same with the rows stored the other way round."""
    file = read(path)
    vectors = file["vectors"]
    first, again = (expectations(path, vectors, *order) for order in ([], ["--reversed"]))
    kept = [{**vector, "expect": one} for vector, one, other in zip(vectors, first, again) if is_certain(vector, one, other)]
    with open(path, "w", encoding="utf-8") as target:
        target.write(written({**file, "vectors": kept}))
    print(f"{path}: {len(kept)} vectors, {len(vectors) - len(kept)} dropped: the stored order decides, or nothing can be read")


def check(path, databases):
    """Print the vectors whose recorded answers are others; return how the command ends."""
    from compare import same

    vectors = read(path)["vectors"]
    different = 0
    for database in databases:
        for vector, ours in zip(vectors, ask(path, database)):
            theirs = vector["expect"].get("*") or vector["expect"].get(database)
            if theirs is not None and not same(vector, ours, theirs):
                different += 1
                for title, value in (("vector", vector), ("got", ours), ("recorded", theirs)):
                    print(f"{vector['id']} on {database} {title}: {json.dumps(value, ensure_ascii=False)[:800]}")
    print(f"{path}: {len(vectors)} vectors, {different} answers differ")
    return 1 if different else 0


def read(path):
    with open(path, encoding="utf-8") as source:
        return json.load(source)


def expectations(path, vectors, *options):
    """What the format calls `expect`, of every vector: one answer where both databases gave the same."""
    from compare import same

    pairs = zip(vectors, *(ask(path, database, *options) for database in DATABASES))
    return [{"*": one} if same(vector, one, other) else {"sqlite": one, "postgresql": other} for vector, one, other in pairs]


def ask(path, database, *options):
    """Answer in a process of its own: a process has one set of models and one connection."""
    command = [sys.executable, __file__, "--answer", database, *options, path]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout)


def is_certain(vector, expect, other):
    from compare import same

    if any("unreadable" in it for it in expect.values()):
        return False
    return expect.keys() == other.keys() and all(same(vector, expect[it], other[it]) for it in expect)


def written(file):
    """One vector per line: small, and a change shows as a line."""
    def text(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    parts = [f'"{key}":{text(value)}' for key, value in file.items() if key != "vectors"]
    vectors = ",\n".join(map(text, file["vectors"]))
    return "{" + ",\n".join(parts) + f',\n"vectors":[\n{vectors}\n]}}\n'


def answers(path, database, is_reversed):
    """The answers of one database to all vectors of a file, in their order."""
    configure(database)
    from session import Recorder, own_schema

    file = read(path)
    if is_reversed:
        for rows in [*file["data"].values(), *file.get("m2m", {}).values()]:
            rows.reverse()
    with own_schema():
        recorder = Recorder(file)
        return [recorder.answer(vector) for vector in file["vectors"]]


def configure(database):
    settings.configure(
        DATABASES={"default": connection_settings(database)}, USE_TZ=False, TIME_ZONE="UTC",
        INSTALLED_APPS=["application.Recorded"], DEFAULT_AUTO_FIELD="django.db.models.AutoField", DEBUG=False,
    )
    django.setup()


def connection_settings(database):
    if database == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    url = urlparse(os.environ.get("TEST_POSTGRES_URL", DEFAULT_POSTGRES))
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "HOST": url.hostname or "",
        "PORT": url.port or "", "USER": url.username or "", "PASSWORD": url.password or "",
    }


if __name__ == "__main__":
    sys.exit(main())
