"""Odd names: reserved words, mixed case, digits, `db_column` everywhere; keys of text, and every kind of default."""

import random

from schemas.declaring import auto, char, column, day, dec, decimal, key, many, moment, one, pairs, uid

MODELS = {
    "Group": {
        "table": "group",
        "ordering": ["order", "-key"],
        "fields": {
            "key": char(10, primary_key=True, db_column="Key"),
            "order": column("integer", db_column="order"),
            "select": char(20, db_column="SELECT", default="from"),
            "where_1": column("boolean", default=True, db_column="where"),
            "parent": key("self", "CASCADE", null=True, db_column="Parent Group"),
            "owner": key("HTTPUser", "SET_DEFAULT", default="root", db_column="owner", related_name="owned_groups"),
        },
    },
    "HTTPUser": {
        "table": "User",
        "fields": {
            "login": char(12, primary_key=True, db_column="user"),
            "first_name_2": char(20, db_column="firstName", default=""),
            "lastName": char(20, null=True),
            "date": column("date", null=True, db_column="date"),
            "year": column("integer", null=True, db_column="year"),
            "gt": column("integer", null=True),
            "groups": many("Group", related_name="users", db_table="User_Groups", columns=["User", "Group"]),
        },
    },
    "LongModelName": {
        "table": "Long Table.Name",
        "fields": {
            "pk_1": auto(),
            "a_b": column("integer", default=7, db_column="aB"),
            "a_b_id": column("integer", null=True),
            "x1_y2": char(16, unique=True, db_column="limit"),
            "to": key("Group", "PROTECT", null=True, db_column="to", related_name="long_names"),
            "by": key("HTTPUser", "CASCADE", null=True, db_column="By_ID", related_query_name="long_query"),
            "amount": decimal(9, 4, default=dec("1.5"), db_column="table"),
            "moment": column("datetime", default=moment("2020-02-29T12:00:00"), db_column="timestamp"),
            "on_day": column("date", default=day("2020-02-29"), db_column="default"),
            "token": column("uuid", default=uid(77), db_column="unique"),
            "ratio": column("float", default=0.25),
            "big": column("big_integer", default=2**40),
            "yes": column("boolean", default=False, null=True),
            "note": column("text", default="n\"o'te`"),
            "count": column("positive_integer", default=0, db_column="count"),
        },
    },
    "Item": {
        "table": "items",
        "unique_together": [["box", "slot"]],
        "fields": {
            "code": char(6, primary_key=True, db_column="index"),
            "box": key("LongModelName", "CASCADE", to_field="x1_y2", db_column="box_ref", related_name="Items"),
            "slot": column("positive_integer", db_column="check"),
            "twin": one("self", "SET_NULL", null=True, db_column="Twin", related_name="twin_of"),
            "seen_by": many("HTTPUser", through="Look", related_name="seen_items"),
        },
    },
    "Look": {
        "table": "look",
        "fields": {
            "id": {"type": "uuid", "primary_key": True, "db_column": "ID"},
            "item": key("Item", db_column="Item"),
            "user": key("HTTPUser", db_column="user"),
            "at": column("datetime", null=True, db_column="when"),
        },
    },
    "Extra": {
        "table": "extra",
        "fields": {
            "look": one("Look", primary_key=True, db_column="Look ID", related_name="extra"),
            "end": column("integer", null=True, db_column="end"),
        },
    },
}

_random = random.Random(67)
_pick = _random.choice


def _maybe(value, share=0.3):
    return None if _random.random() < share else value


_USERS = ["root", "Root", "ann", "b_b", "c%c", "é", "王"]
_GROUPS = ["g1", "G1", "g_2", "g%3", "", "组"]
_BOXES = [f"{_pick(['x', 'X', 'y_'])}{n}" for n in range(1, 11)]

DATA = {
    "Group": [
        {"key": name, "order": _pick([1, 1, 2, -3]), "select": _pick(["from", "From", "*"]), "where_1": _random.random() < 0.6,
         "parent_id": _maybe(_pick(_GROUPS[:n])) if n else None, "owner_id": _pick(_USERS)}
        for n, name in enumerate(_GROUPS)
    ],
    "HTTPUser": [
        {"login": login, "first_name_2": _pick(["A", "a", ""]), "lastName": _maybe(_pick(["Z", "z", ""])),
         "date": _maybe(day(_pick(["2020-02-29", "2019-12-31"]))), "year": _maybe(_pick([2019, 2020, 7])), "gt": _maybe(_pick([1, 2, 3]))}
        for login in _USERS
    ],
    "LongModelName": [
        {"pk_1": n, "a_b": _pick([7, 7, 8, -1]), "a_b_id": _maybe(_pick([1, 2])), "x1_y2": box, "to_id": _maybe(_pick(_GROUPS[:4])),
         "by_id": _maybe(_pick(_USERS)), "amount": dec(_pick(["1.5000", "0.0001", "-20.0000"])),
         "moment": moment(_pick(["2020-02-29T12:00:00", "2020-12-31T23:59:59.999999", "2019-01-01T00:00:00"])),
         "on_day": day(_pick(["2020-02-29", "2021-01-01"])), "token": uid(_pick([77, 78, n])), "ratio": _pick([0.25, -1.5]),
         "big": _pick([2**40, 0, -(2**45)]), "yes": _pick([True, False, None]), "note": _pick(["n\"o'te`", "", "x"]), "count": _pick([0, 3])}
        for n, box in enumerate(_BOXES, 1)
    ],
    "Item": [
        {"code": f"{'iI'[n % 2]}{n:02}", "box_id": _pick(_BOXES[:7]), "slot": n, "twin_id": f"{'iI'[(n - 3) % 2]}{n - 3:02}" if n > 3 and n % 4 else None}
        for n in range(1, 19)
    ],
    "Look": [
        {"id": uid(n), "item_id": item, "user_id": user, "at": _maybe(moment(_pick(["2020-02-29T12:00:00", "2021-07-01T00:30:00"])))}
        for n, (item, user) in enumerate(pairs(_random, [f"{'iI'[n % 2]}{n:02}" for n in range(1, 14)], _USERS[:6], 24), 1)
    ],
    "Extra": [{"look_id": uid(n), "end": _maybe(_pick([1, 2, 2]))} for n in (1, 4, 5, 9, 11, 12, 20)],
}
M2M = {"HTTPUser.groups": pairs(_random, _USERS[:6], _GROUPS, 14)}
