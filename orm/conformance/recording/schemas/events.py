"""Events: dates and moments around the edges of days, years and summer time; floats, big integers, odd text."""

import random

from schemas.declaring import auto, char, column, day, dec, decimal, key, many, moment, one, pairs, uid

MODELS = {
    "Venue": {
        "table": "venue",
        "fields": {
            "id": auto(),
            "name": column("text", unique=True),
            "capacity": column("big_integer", null=True),
            "rating": column("float", null=True),
            "outdoor": column("boolean", null=True),
            "opened": column("date", null=True),
        },
    },
    "Topic": {"table": "topic", "ordering": ["-word"], "fields": {"id": auto("bigauto"), "word": char(30, null=True)}},
    "Event": {
        "table": "event",
        "ordering": ["starts", "id"],
        "fields": {
            "id": auto("bigauto"),
            "title": char(60),
            "notes": column("text", null=True),
            "starts": column("datetime"),
            "ends": column("datetime", null=True),
            "day": column("date"),
            "last_day": column("date", null=True),
            "price": column("float", null=True),
            "visitors": column("big_integer", null=True),
            "free": column("boolean", default=False),
            "indoors": column("boolean", null=True),
            "venue": key("Venue", "CASCADE", null=True),
            "follows": one("self", "SET_NULL", null=True, related_name="followed_by"),
            "topics": many("Topic", related_name="events", db_table="event_topic"),
        },
    },
    "Ticket": {
        "table": "ticket",
        "unique_together": [["event", "seat"]],
        "fields": {
            "code": {"type": "uuid", "primary_key": True},
            "event": key("Event", related_name="tickets"),
            "seat": char(6, null=True),
            "price": decimal(7, 3, null=True),
            "sold": column("datetime", null=True),
            "valid_on": column("date", null=True),
        },
    },
    "Reading": {
        "table": "reading",
        "fields": {
            "id": auto(),
            "ticket": key("Ticket", "CASCADE", null=True),
            "at": column("datetime"),
            "value": column("float", default=0.5),
            "number": column("integer", default=-1),
            "share": decimal(12, 6, default=dec("0.125")),
            "text": column("text", default="n/a"),
        },
    },
}

_random = random.Random(59)
_pick = _random.choice


def _maybe(value, share=0.3):
    return None if _random.random() < share else value


# New York leaves summer time on 2020-11-01 at 06:00 UTC and enters it on 2021-03-14 at 07:00; Berlin on 2020-10-25 and 2021-03-28 at 01:00.
_MOMENTS = [
    "2020-01-01T00:00:00", "2019-12-31T23:59:59.999999", "2020-02-29T12:00:00", "2020-10-24T23:30:00", "2020-10-25T00:30:00",
    "2020-10-25T01:30:00", "2020-11-01T05:30:00", "2020-11-01T06:30:00.500000", "2021-03-14T06:59:59", "2021-03-14T07:00:00",
    "2021-03-28T00:59:59.123456", "2021-03-28T01:00:00", "2021-06-30T22:00:00", "2021-07-01T03:59:00", "2020-12-31T23:30:00",
    "2021-01-01T04:30:00", "2021-01-03T12:00:00", "2021-01-04T00:00:00", "1969-12-31T23:59:59", "2038-01-19T03:14:08",
]
_DAYS = ["2020-01-01", "2019-12-31", "2020-02-29", "2021-01-03", "2021-01-04", "1900-03-01", "2100-12-31", "2020-12-28"]
_TEXTS = ["a%b", "a_b", "axb", "A%B", "a\\b", "\\", "%", "_", "'", '"q"', "", " pad ", "straße", "STRASSE", "Éa", "éa", "İ", "天气", "😀 fun", "a\nb", "[x]", "a*b?", "$1"]

DATA = {
    "Venue": [
        {"id": n, "name": name, "capacity": capacity, "rating": rating, "outdoor": outdoor, "opened": _maybe(day(_pick(_DAYS)))}
        for n, (name, capacity, rating, outdoor) in enumerate([
            ("Halle", 100, 4.5, True), ("halle", None, None, None), ("Ünder", 2**53 - 1, -0.1, False), ("", 0, 0.0, True),
            ("a%b", -(2**40), 1e10, None), ("天坛", 100, 4.5, False), ("a_b", 7, 1 / 3, True),
        ], 1)
    ],
    "Topic": [{"id": n, "word": word} for n, word in enumerate(["art", "Art", None, "", "math_1", "math%", "天", "art", "zoo"], 1)],
    "Event": [
        {"id": n, "title": _TEXTS[n % len(_TEXTS)], "notes": _maybe(_pick(_TEXTS)), "starts": moment(_MOMENTS[n % len(_MOMENTS)]),
         "ends": _maybe(moment(_pick(_MOMENTS))), "day": day(_pick(_DAYS)), "last_day": _maybe(day(_pick(_DAYS))),
         "price": _maybe(_pick([0.0, 9.5, 9.5, 1e-7, 12345.678, -1.5])), "visitors": _maybe(_pick([0, 1, 2**33, -7, 100])),
         "free": _random.random() < 0.3, "indoors": _pick([True, False, None]), "venue_id": _maybe(_pick(range(1, 7)), 0.2),
         "follows_id": n - 5 if n > 5 and n % 3 else None}
        for n in range(1, 25)
    ],
    "Ticket": [
        {"code": uid(n), "event_id": event, "seat": _maybe(f"{_pick('ABc')}{n}", 0.2), "price": _maybe(dec(_pick(["9.500", "0.000", "-1.250", "1000.001"]))),
         "sold": _maybe(moment(_pick(_MOMENTS)), 0.2), "valid_on": _maybe(day(_pick(_DAYS)))}
        for n, event in enumerate([_pick(range(1, 19)) for _ in range(30)], 1)
    ],
    "Reading": [
        {"id": n, "ticket_id": _maybe(uid(_pick(range(1, 24))), 0.2), "at": moment(_pick(_MOMENTS)), "value": _pick([0.5, 0.1, -2.25, 1e6, 0.0]),
         "number": _pick([-1, 0, 3, 7, 2147483647, -7]), "share": dec(_pick(["0.125000", "1.000000", "-3.141593", "99999.999999"])),
         "text": _pick(_TEXTS)}
        for n in range(1, 31)
    ],
}
M2M = {"Event.topics": pairs(_random, range(1, 20), range(1, 9), 34)}
