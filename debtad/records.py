"""``NamedTuple`` and ``dataclass`` for what is imported to score a single text, and :data:`TYPE_CHECKING`.

The ones of the standard library cost a process that scores one text more than the scoring does: ``dataclasses`` imports
``inspect`` and compiles six functions a class, ``typing`` compiles every annotation. These look at the names of the fields
only; a type checker takes them for the standard library's. ``dataclasses.replace``, ``fields`` and ``asdict`` work on the
records: what they ask for is made when they ask.
"""

from __future__ import annotations

from collections import namedtuple
from operator import attrgetter

#: For what only a type checker reads; saves importing ``typing``.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
    from typing import NamedTuple as NamedTuple
    from typing import overload as overload
else:

    class _Tuples(type):
        """Makes a subclass of a plain named tuple of a class with annotated fields."""

        def __new__(cls, name, bases, body):
            if bases == (tuple,):
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for key, value in body.items():
                if key not in ("__module__", "__qualname__"):
                    setattr(made, key, value)
            made.__qualname__ = body["__qualname__"]
            return made

    class NamedTuple(tuple, metaclass=_Tuples):
        """A tuple with names, as of ``typing``."""

    class _Fields:
        """The fields of a record as ``dataclasses`` describes them, made when asked for."""

        def __get__(self, record, kind):
            import dataclasses

            defaults = {name: value for name, value in kind.__record_defaults__.items() if not callable(value)}
            body = {"__annotations__": kind.__annotations__, "__module__": kind.__module__, **defaults}
            for name in kind.__record_defaults__.keys() - defaults.keys():
                body[name] = dataclasses.field(default_factory=kind.__record_defaults__[name])
            kind.__dataclass_fields__ = dataclasses.dataclass(type(kind.__name__, (), body)).__dataclass_fields__
            return kind.__dataclass_fields__

    def overload(function):
        """For type checkers."""
        return function

    def field(*, default_factory):
        """A field whose default is made anew each time; the factory itself stands for it."""
        return default_factory

    def _fixed(self, name, *_):
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} stays as it is")

    def dataclass(*, frozen):
        """A frozen record. One that is made by the hundred may bring an ``__init__`` that fills its ``__dict__``."""

        def made(kind):
            names = tuple(kind.__annotations__)
            first = names[0]
            every = attrgetter(*names) if len(names) > 1 else lambda self: (getattr(self, first),)
            defaults = {name: vars(kind)[name] for name in names if name in vars(kind)}
            factories = [name for name, value in defaults.items() if callable(value)]
            whole, count = frozenset(names), len(names)
            for name in factories:
                delattr(kind, name)

            def settled(values, named):
                given = dict(zip(names, values, strict=False), **named)
                unknown = len(given) - len(values) != len(named) or given.keys() - names
                missing = [name for name in names if name not in given and name not in defaults]
                if unknown or missing or len(values) > len(names):
                    wrong = f"without {missing}" if missing else "with other fields than its own"
                    raise TypeError(f"{kind.__name__}() {wrong}")
                return [
                    given[name] if name in given else defaults[name]() if name in factories else defaults[name]
                    for name in names
                ]

            def __init__(self, *values, **named):  # noqa: N807
                if named or len(values) != count:
                    if not values and named.keys() == whole:
                        self.__dict__.update(named)
                        return
                    values = settled(values, named)
                self.__dict__.update(zip(names, values))  # noqa: B905 (they are as many)

            def __eq__(self, other):  # noqa: N807
                return every(self) == every(other) if other.__class__ is self.__class__ else NotImplemented

            def __hash__(self):  # noqa: N807
                return hash(every(self))

            def __repr__(self):  # noqa: N807
                told = ", ".join(f"{name}={value!r}" for name, value in zip(names, every(self), strict=True))
                return f"{kind.__qualname__}({told})"

            if "__init__" not in vars(kind):
                kind.__init__ = __init__
            kind.__eq__, kind.__hash__, kind.__repr__ = __eq__, __hash__, __repr__
            kind.__setattr__ = kind.__delattr__ = _fixed
            kind.__match_args__ = names
            kind.__record_defaults__ = defaults
            kind.__dataclass_fields__ = _Fields()
            return kind

        return made

    def replace(record, /, **changes):
        """A copy of a frozen record with other values in some fields."""
        return type(record)(**{**{name: getattr(record, name) for name in type(record).__match_args__}, **changes})
