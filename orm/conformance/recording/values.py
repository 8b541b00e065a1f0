"""Values between the format's JSON and Python."""

import datetime
import decimal
import uuid

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

DECODERS = {
    "$datetime": lambda text: moment(text),
    "$date": datetime.date.fromisoformat,
    "$decimal": decimal.Decimal,
    "$duration": lambda seconds: datetime.timedelta(seconds=seconds),
    "$uuid": uuid.UUID,
}


def moment(text):
    """Datetimes of a file are naive, or instants of UTC where time zone support is on."""
    naive = datetime.datetime.fromisoformat(text)
    return timezone.make_aware(naive, timezone.utc) if settings.USE_TZ else naive


def marker(json):
    """Return the key that makes an object stand for something else, such as `$datetime`."""
    return next((key for key in json if key.startswith("$")), None) if isinstance(json, dict) else None


def decode(json):
    """Turn a plain or marked value into Python's."""
    if isinstance(json, list):
        return [decode(item) for item in json]
    kind = marker(json)
    return DECODERS[kind](json[kind]) if kind in DECODERS else json


def encode(value):
    """Write a value, a row or a list of rows as the format does: an object by its primary key."""
    if isinstance(value, Model):
        return encode(value.pk)
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, datetime.datetime):
        naive = timezone.make_naive(value, timezone.utc) if timezone.is_aware(value) else value
        return {"$datetime": naive.isoformat()}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    if isinstance(value, decimal.Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime.timedelta):
        return {"$duration": value.total_seconds()}
    if isinstance(value, uuid.UUID):
        return {"$uuid": str(value)}
    return value
