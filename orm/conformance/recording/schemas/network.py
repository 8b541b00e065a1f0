"""A network: people who follow people through a table of its own, symmetrical friends, keys over unique columns, names beyond ASCII."""

import random

from schemas.declaring import auto, char, column, day, dec, decimal, key, many, moment, one, pairs, uid

MODELS = {
    "Person": {
        "table": "person",
        "fields": {
            "id": auto("bigauto"),
            "名前": char(20),
            "größe": decimal(6, 3, null=True),
            "code": {"type": "uuid", "unique": True},
            "slug": char(12, unique=True, null=True),
            "mentor": key("self", "SET_NULL", null=True, to_field="code", related_name="pupils"),
            "invited_by": key("self", "CASCADE", null=True, to_field="slug", related_name="+"),
            "friends": many("self", db_table="person_friends", columns=["from_id", "to_id"]),
            "follows": many("self", through="Follow", symmetrical=False, related_name="followers"),
            "born": column("date", null=True),
            "score": column("float", default=0.5),
        },
    },
    "Follow": {
        "table": "follow",
        "fields": {
            "id": auto(),
            "who": key("Person", "CASCADE", related_name="following_rows"),
            "whom": key("Person", "CASCADE", related_name="follower_rows"),
            "since": column("datetime", null=True),
            "via": key("Follow", "SET_NULL", null=True),
        },
    },
    "Room": {
        "table": "room",
        "ordering": ["host__mentor__名前", "-name"],
        "unique_together": [["host", "name"]],
        "fields": {
            "name": char(16, primary_key=True),
            "host": key("Person", "PROTECT", null=True, to_field="code", related_name="hosted"),
            "guests": many("Person", related_name="rooms", related_query_name="room_in", db_table="room_guests", columns=["room", "guest"]),
            "fee": decimal(10, 2, default=dec("0.00")),
            "open": column("boolean", null=True),
        },
    },
    "Badge": {
        "table": "badge",
        "fields": {
            "person": one("Person", "CASCADE", primary_key=True, related_name="badge"),
            "room": key("Room", "RESTRICT", null=True),
            "backup": one("self", "SET_NULL", null=True, related_name="backs"),
            "label": column("text", default=""),
        },
    },
    "Message": {
        "table": "message",
        "ordering": ["-sent"],
        "fields": {
            "id": {"type": "uuid", "primary_key": True},
            "room": key("Room", "CASCADE", null=True, related_name="messages"),
            "author": key("Badge", "CASCADE", null=True),
            "reply_to": key("self", "CASCADE", null=True, related_name="replies"),
            "to": many("Badge", related_name="inbox", db_table="message_to", columns=["m", "b"]),
            "body": column("text"),
            "sent": column("datetime"),
            "cost": decimal(12, 6, null=True),
            "n": column("positive_integer", default=1),
        },
    },
}

_random = random.Random(91)
_pick = _random.choice


def _maybe(value, share=0.3):
    return None if _random.random() < share else value


_SLUGS = ["ann", "Bob", "c_c", "d%d", "e\\e", "ß", None, "ä", "z z", None, "k", "L"]
_NAMES = ["Ann", "bob", "Änne", "王", "", "a%b", "ann"]
_N = range(1, 13)

DATA = {
    "Person": [
        {"id": n * 1000003 if n > 9 else n, "名前": _pick(_NAMES), "größe": _maybe(dec(_pick(["1.750", "1.750", "-0.001", "12.000"]))), "code": uid(n), "slug": _SLUGS[n - 1],
         "mentor_id": _maybe(uid(_pick(range(1, n)))) if n > 1 else None,
         "invited_by_id": _maybe(_pick([s for s in _SLUGS[:max(1, n - 1)] if s])) if n > 1 else None,
         "born": _maybe(day(_pick(["2000-02-29", "1999-12-31", "2001-01-01"]))), "score": _pick([0.5, 1.5, -2.25, 1e10])}
        for n in _N
    ],
    "Follow": [
        {"id": i, "who_id": a if a <= 9 else a * 1000003, "whom_id": b if b <= 9 else b * 1000003, "since": _maybe(moment(_pick(["2020-02-29T12:00:00", "2021-12-31T23:30:00.500000"]))), "via_id": _maybe(_random.randint(1, i - 1)) if i > 1 else None}
        for i, (a, b) in enumerate(pairs(_random, _N, _N, 26), 1)
    ],
    "Room": [
        {"name": name, "host_id": _maybe(uid(_pick(_N))), "fee": dec(_pick(["0.00", "9.90", "-1.05", "100000.01"])), "open": _pick([True, False, None])}
        for name in ["hall", "Hall", "x_y", "ü", "a b", "%", "7"]
    ],
    "Badge": [
        {"person_id": n if n <= 9 else n * 1000003, "room_id": _maybe(_pick(["hall", "Hall", "x_y", "ü"])), "backup_id": (n - 2) if n > 3 and n < 9 and n % 3 else None, "label": _pick(["", "x", "Ü", "X"])}
        for n in (1, 2, 3, 4, 5, 6, 8, 11)
    ],
    "Message": [
        {"id": uid(100 + n), "room_id": _maybe(_pick(["hall", "Hall", "x_y", "ü", "%"])), "author_id": _maybe(_pick([1, 2, 3, 4, 5, 6, 8])), "reply_to_id": _maybe(uid(100 + _random.randint(1, n - 1))) if n > 1 else None,
         "body": _pick(["hi", "Hi", "ho_ho", "50%", "天", ""]), "sent": moment(f"2021-0{_random.randint(1, 9)}-{n:02}T{n:02}:30:00"), "cost": _maybe(dec(_pick(["0.000001", "1.500000", "-3.141593"]))), "n": _pick([1, 2, 3, 0])}
        for n in range(1, 23)
    ],
}
M2M = {
    "Person.friends": sorted([p for a, b in [(1, 2), (2, 3), (3, 4), (1, 5), (6, 7), (8, 9), (2, 7)] for p in ([a, b], [b, a])]),
    "Room.guests": [[a, b if b <= 9 else b * 1000003] for a, b in pairs(_random, ["hall", "Hall", "x_y", "ü", "%", "7"], _N, 22)],
    "Message.to": [[uid(100 + a), b] for a, b in pairs(_random, range(1, 20), [1, 2, 3, 4, 5, 6, 8], 24)],
}
