"""Write questions about a schema of this folder, for record.py to answer.

    python3 generate.py shop FILE                        every systematic question
    python3 generate.py shop FILE --wild 1000 --seed 7   random ones besides
    python3 generate.py shop FILE --wild 400 --keep 450  as many of all, some of every group
"""

import argparse
import importlib
import random
import sys

from record import configure, written

SCHEMAS = ("shop", "company", "events", "odd", "network")
AREAS = ("columns", "relations", "shapes", "writes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schema", choices=SCHEMAS)
    parser.add_argument("path")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wild", type=int, default=0, help="how many random vectors")
    parser.add_argument("--only", choices=(*AREAS, "wild"), help="one kind of questions")
    parser.add_argument("--keep", type=int, help="how many vectors in all")
    options = parser.parse_args()
    configure("sqlite")
    file = generate(options)
    with open(options.path, "w", encoding="utf-8") as target:
        target.write(written(file))
    print(f"{options.path}: {len(file['vectors'])} questions")


def generate(options):
    from declarations import declare
    from questions.schema import Schema
    from questions.wild import Wild

    module = importlib.import_module(f"schemas.{options.schema}")
    file = {"about": {"name": options.schema, "source": "recorded with Django 3.2 by orm/conformance/recording"},
            "models": module.MODELS, "data": module.DATA, "m2m": module.M2M}
    schema = Schema(module, declare(file))
    source = random.Random(f"{options.schema} {options.seed}")
    vectors = []
    for area in AREAS:
        if options.only in (None, area):
            vectors += importlib.import_module(f"questions.{area}").questions(source, schema)
    vectors += Wild(source, schema).questions(options.wild)
    numbered = [{"id": f"{options.schema[0]}{n:04}", **vector} for n, vector in enumerate(vectors, 1)]
    return {**file, "vectors": kept(source, numbered, options.keep) if options.keep else numbered}


def kept(source, vectors, count):
    """Take from every group in turn, so that small ones are not lost among large ones."""
    groups = {}
    for vector in source.sample(vectors, len(vectors)):
        groups.setdefault(vector["group"], []).append(vector)
    chosen = []
    while len(chosen) < count and any(groups.values()):
        for group in groups.values():
            if group and len(chosen) < count:
                chosen.append(group.pop())
    return sorted(chosen, key=lambda vector: vector["id"])


if __name__ == "__main__":
    sys.exit(main())
