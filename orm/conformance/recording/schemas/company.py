"""A company: relations to oneself of each kind, several keys to one model, chains of one-to-one primary keys."""

import random

from schemas.declaring import auto, char, column, day, key, many, one, pairs

MODELS = {
    "Office": {
        "table": "office",
        "ordering": ["-city", "code"],
        "fields": {"code": char(4, primary_key=True), "city": char(20), "floors": column("integer", null=True)},
    },
    "Employee": {
        "table": "employee",
        "fields": {
            "id": auto(),
            "name": char(30),
            "boss": key("self", "SET_NULL", null=True, related_name="reports"),
            "office": key("Office", "SET_DEFAULT", null=True, default="HQ"),
            "salary": column("integer", null=True),
            "hired": column("date"),
            "friends": many("self"),
            "mentors": many("self", symmetrical=False, related_name="mentees", db_table="mentoring", columns=["pupil", "teacher"]),
        },
    },
    "Person": {"table": "person", "fields": {"id": auto(), "nick": char(20, null=True)}},
    "Staff": {
        "table": "staff",
        "fields": {"person": one("Person", primary_key=True), "badge": column("integer", unique=True)},
    },
    "Chief": {
        "table": "chief",
        "fields": {"staff": one("Staff", primary_key=True, related_name="as_chief"), "title": char(20)},
    },
    "Director": {
        "table": "director",
        "fields": {
            "chief": one("Chief", primary_key=True, related_name="director", related_query_name="directing"),
            "deputy": one("Staff", "SET_NULL", null=True, related_name="deputy_of"),
            "shares": column("big_integer", default=0),
        },
    },
    "Project": {
        "table": "project",
        "unique_together": [["name", "parent"]],
        "fields": {
            "id": auto(),
            "name": char(30),
            "lead": key("Employee", "PROTECT", related_name="leads", related_query_name="leading"),
            "sponsor": key("Person", "SET_NULL", null=True, related_name="+"),
            "parent": key("self", "CASCADE", null=True),
            "budget": column("big_integer", null=True),
            "members": many("Employee", related_name="projects"),
            "watchers": many("Employee", related_name="+"),
        },
    },
    "Task": {
        "table": "task",
        "ordering": ["project", "-priority"],
        "fields": {
            "id": auto("bigauto"),
            "project": key("Project"),
            "assignee": key("Employee", "SET_NULL", null=True, related_name="tasks"),
            "reviewer": key("Employee", "RESTRICT", null=True, related_name="+"),
            "blocks": key("self", "RESTRICT", null=True, related_name="blocked_by"),
            "priority": column("integer", default=0),
            "title": char(40, default="to do"),
            "done": column("boolean", default=False),
        },
    },
    "Meeting": {
        "table": "meeting",
        "fields": {
            "id": auto(),
            "organizer": key("Employee", "CASCADE", related_name="+"),
            "minutes": key("Employee", "SET_NULL", null=True, related_name="minuted", related_query_name="minute"),
            "room": key("Office", "RESTRICT"),
            "held": column("date", null=True),
            "attendees": many("Employee", through="Attendance"),
        },
    },
    "Attendance": {
        "table": "attendance",
        "fields": {
            "id": auto(),
            "meeting": key("Meeting"),
            "employee": key("Employee"),
            "late": column("boolean", default=False),
            "rating": column("float", null=True),
        },
    },
}

_random = random.Random(47)
_pick = _random.choice


def _maybe(value, share=0.3):
    return None if _random.random() < share else value


def _day():
    return day(f"{_pick([1999, 2019, 2020, 2024])}-{_pick(['02-28', '02-29', '12-31', '01-01'])}".replace("1999-02-29", "1999-03-01").replace("2019-02-29", "2019-03-01"))


_EMPLOYEES = range(1, 19)
_OFFICES = ["HQ", "B1", "b1", "北京"]

DATA = {
    "Office": [{"code": code, "city": city, "floors": floors} for code, city, floors in
               zip(_OFFICES, ["Bonn", "Aachen", "Bonn", "北京"], [4, None, 1, 4])],
    "Employee": [
        {"id": n, "name": _pick(["Kim", "kim", "Lee", "Ørsted", "de_la", ""]), "boss_id": _maybe(_pick(range(1, n)), 0.2) if n > 1 else None,
         "office_id": _maybe(_pick(_OFFICES), 0.2), "salary": _maybe(_pick([1000, 2000, 2000, -1, 0]), 0.2), "hired": _day()}
        for n in _EMPLOYEES
    ],
    "Person": [{"id": n, "nick": _maybe(_pick(["P", "p", "Z", ""]))} for n in range(1, 13)],
    "Staff": [{"person_id": n, "badge": 100 - n} for n in range(2, 11)],
    "Chief": [{"staff_id": n, "title": _pick(["CEO", "CTO", "cto", ""])} for n in (2, 3, 5, 7, 8)],
    "Director": [
        {"chief_id": 3, "deputy_id": 4, "shares": 2**40}, {"chief_id": 5, "deputy_id": None, "shares": 0},
        {"chief_id": 8, "deputy_id": 8, "shares": -5},
    ],
    "Project": [
        {"id": n, "name": f"{_pick(['Apollo', 'apollo', 'Gemini'])}{_pick(['', ' %', '_2'])}", "lead_id": _pick(range(1, 8)),
         "sponsor_id": _maybe(_pick(range(1, 13))), "parent_id": _maybe(_pick(range(1, n)), 0.4) if n > 1 else None,
         "budget": _maybe(_pick([0, 10**12, 5000, 5000]))}
        for n in range(1, 11)
    ],
    "Task": [
        {"id": n, "project_id": _pick(range(1, 9)), "assignee_id": _maybe(_pick(_EMPLOYEES)), "reviewer_id": _maybe(_pick([3, 6, 9]), 0.6),
         "blocks_id": _maybe(_pick(range(1, n)), 0.6) if n > 1 else None, "priority": _pick([0, 1, 1, 2, 5]),
         "title": _pick(["plan", "Plan", "do it", "50%"]), "done": _random.random() < 0.4}
        for n in range(1, 31)
    ],
    "Meeting": [
        {"id": n, "organizer_id": _pick(range(1, 12)), "minutes_id": _maybe(_pick(range(4, 12)), 0.5), "room_id": _pick(_OFFICES[1:]),
         "held": _maybe(_day())}
        for n in range(1, 11)
    ],
    "Attendance": [
        {"id": n, "meeting_id": meeting, "employee_id": employee, "late": _random.random() < 0.3, "rating": _maybe(_pick([0.5, 1.0, 4.75]))}
        for n, (meeting, employee) in enumerate(pairs(_random, range(1, 10), range(2, 15), 30) + [[1, 2], [1, 2]], 1)
    ],
}
for _n, _project in enumerate(DATA["Project"]):
    _project["name"] += f" {_n % 4}"

_FRIENDS = pairs(_random, range(1, 9), range(9, 15), 9)
M2M = {
    "Employee.friends": sorted(_FRIENDS + [[b, a] for a, b in _FRIENDS]),
    "Employee.mentors": [pair for pair in pairs(_random, range(1, 15), range(1, 8), 16)],
    "Project.members": pairs(_random, range(1, 10), _EMPLOYEES, 26),
    "Project.watchers": pairs(_random, range(1, 6), range(5, 15), 9),
}
