"""Short forms for the declarations and values of the format."""


def auto(kind="auto"):
    return {"type": kind, "primary_key": True}


def char(length, **options):
    return {"type": "char", "max_length": length, **options}


def decimal(digits, places, **options):
    return {"type": "decimal", "max_digits": digits, "decimal_places": places, **options}


def column(kind, **options):
    return {"type": kind, **options}


def key(to, on_delete="CASCADE", **options):
    return {"type": "foreign_key", "to": to, "on_delete": on_delete, **options}


def one(to, on_delete="CASCADE", **options):
    return {"type": "one_to_one", "to": to, "on_delete": on_delete, **options}


def many(to, **options):
    return {"type": "many_to_many", "to": to, **options}


def dec(text):
    return {"$decimal": text}


def day(text):
    return {"$date": text}


def moment(text):
    return {"$datetime": text}


def uid(number):
    """A UUID that is easy to recognise, and whose order is not that of the numbers."""
    return {"$uuid": f"{(number * 2654435761) % 2**32:08x}-0000-4000-8000-{number:012x}"}


def pairs(random, lefts, rights, count):
    """Distinct pairs for a join table."""
    return sorted(random.sample([[left, right] for left in lefts for right in rights], count), key=str)
