"""Times as platforms write them → ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

#: Epoch seconds are shown in the time of China, where these platforms and their readers are.
CHINA = timezone(timedelta(hours=8))

_EPOCH = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d*)?")
#: Year, month, day, perhaps hour, minute and second without marks between; as epochs these would lie past 2033 or
#: before 1977.
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)?)?)?(?:\.0*)?", re.ASCII)
#: Which half of the day the hour of a 12-hour clock belongs to.
_HALF = r"[ap]\.?m\.?(?![a-z])|凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上"
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    rf"(?:[T\s]*({_HALF})?\s*(\d{{1,2}})[:：时](\d{{1,2}})(?:[:：分](\d{{1,2}})(?:[.,]\d+)?)?秒?\s*({_HALF})?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?(?!\d))?)?.*",
    re.DOTALL | re.IGNORECASE,
)
#: What stands where no time is known.
_NONE = ("", "0", "none", "nan", "nat", "null", "n/a", "-", "--")


def iso_time(value: object) -> str:
    """ISO 8601, to the second, or "" where ``value`` is no time.

    Epoch seconds, milliseconds and microseconds, and times with a zone, come out in the time of China (+08:00), so that
    days and the order of times are those of one clock; a written time without a zone stays without one; a date alone
    stays a date. Hours of a 12-hour clock (3:20 PM, 下午3:20) become those of 24. Figures that are a day of the calendar
    (20240105, 2024010512) are one.
    """
    if isinstance(value, datetime):
        return _in_china(value)
    if isinstance(value, date):
        return value.isoformat()
    text = _stripped(value)
    if says_nothing(text):
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
        return _in_china(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def says_nothing(value: object) -> bool:
    """Is it what tables hold where no time is known (an empty cell, null, 0), rather than a time that cannot be read?"""
    return _stripped(value).lower() in _NONE


def _stripped(value: object) -> str:
    return str(value if value is not None else "").strip()


def _in_china(moment: datetime) -> str:
    """To the second, by China's clock if the zone is known; "" within a day of the ends of the calendar."""
    try:
        return (moment if moment.tzinfo is None else moment.astimezone(CHINA)).replace(microsecond=0).isoformat()
    except OverflowError:
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
    year, month, day, before, hour, minute, second, behind, zone = found.groups()
    half = before or behind
    try:
        if hour is None or (half == "晚上" and int(hour) == 12):  # is it midnight of that day or of the next?
            return date(int(year), int(month), int(day)).isoformat()
        moment = datetime(int(year), int(month), int(day), _hour(int(hour), half), int(minute), int(second or 0))
        return _in_china(moment if zone is None else moment.replace(tzinfo=_zone(zone)))
    except ValueError:
        return ""


def _hour(hour: int, half: str | None) -> int:
    """The hour of 24, of one beside which ``half`` of the day may be written."""
    if half is None or hour > 12:
        return hour
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    return hour % 12 + (12 if half[0] in "pP下傍晚" else 0)


def _zone(written: str) -> timezone:
    """Z, UTC, +08, +0800 or -03:30. Raises ValueError for a day or more."""
    if written[0] not in "+-":
        return UTC
    ahead = timedelta(hours=int(written[1:3]), minutes=int(written[3:].lstrip(":") or 0))
    return timezone(-ahead if written[0] == "-" else ahead)


def day_of(time: str) -> str:
    """The day (``YYYY-MM-DD``) of an ISO time, or ""."""
    return time[:10]
