"""Times as platforms write them → ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

#: Epoch seconds are shown in the time of China, where these platforms and their readers are.
CHINA = timezone(timedelta(hours=8))

_EPOCH = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d*)?")
#: Year, month, day, perhaps hour, minute and second without marks between; as epochs these would lie past 2033 or
#: before 1977.
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)?)?)?(?:\.0*)?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?)?秒?\s*(Z|[+-]\d{2}:?\d{2})?)?.*",
    re.DOTALL,
)


def iso_time(value: object) -> str:
    """ISO 8601, to the second, or "" where ``value`` is no time.

    Epoch seconds, milliseconds and microseconds come out in the time of China (+08:00); a written time without a zone
    stays without one; a date alone stays a date. Figures that are a day of the calendar (20240105, 2024010512) are one.
    """
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value if value is not None else "").strip()
    if not text or text in ("0", "None", "nan", "NaN", "null"):
        return ""
    compact = _compact(text)
    if compact:
        return compact
    if _EPOCH.fullmatch(text):
        return _epoch(text.partition(".")[0])
    found = _DATE.match(text)
    if found:
        return _written(found)
    try:
        return parsedate_to_datetime(text).replace(microsecond=0).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _compact(text: str) -> str:
    """20240105, 2024010512, 202401051230 or 20240105123000; "" where it is none of these, or no day of the calendar."""
    found = _COMPACT.fullmatch(text)
    if found is None:
        return ""
    year, month, day, *clock = (int(part) if part else None for part in found.groups())
    try:
        if clock[0] is None:
            return date(year or 0, month or 0, day or 0).isoformat()
        return datetime(year or 0, month or 0, day or 0, clock[0], clock[1] or 0, clock[2] or 0).isoformat()
    except ValueError:
        return ""


def _epoch(digits: str) -> str:
    seconds = int(digits) // {9: 1, 10: 1, 12: 1000, 13: 1000}.get(len(digits), 1_000_000)
    return datetime.fromtimestamp(seconds, CHINA).isoformat()


def _written(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    except ValueError:
        return ""
    if zone is None:
        return moment.isoformat()
    return moment.isoformat() + ("+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}")


def day_of(time: str) -> str:
    """The day (``YYYY-MM-DD``) of an ISO time, or ""."""
    return time[:10]
