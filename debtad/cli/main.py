"""``debtad COMMAND …``: finds the command, runs it, turns named errors into one line and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from errno import ENOSPC
from importlib import import_module

from debtad import __version__
from debtad.errors import INTERNAL, OK, USAGE, DebtadError, OutputError, one_line
from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from types import ModuleType
    from typing import NoReturn

#: command → (module with ``add_arguments(parser)`` and ``run(options) -> int``, one line of help). A module may have
#: ``plain_options(arguments)`` for calls so plain that they need no parser (argparse and what it imports take 10 ms).
COMMANDS = {
    "score": ("debtad.cli.score", "say how risky a text is, where and why"),
    "audit": ("debtad.cli.audit", "score scraped posts by the file, resumably, and report"),
    "train": ("debtad.cli.train", "learn a model from labelled texts"),
    "labels": ("debtad.cli.labels", "check, convert and doubt labels; pick posts to label next"),
    "evaluate": ("debtad.cli.evaluate", "measure a model on labelled texts"),
    "compare": ("debtad.cli.compare", "set two models side by side on labelled texts"),
    "signals": ("debtad.cli.signals", "list, show and test the signals"),
    "models": ("debtad.cli.models", "list, show and verify models, choose the current one, see drift"),
    "serve": ("debtad.cli.serve", "the page and the JSON API, on this machine"),
    "pack": ("debtad.cli.pack", "check evidence packs, or make one of an audited post"),
    "corpus": ("debtad.cli.corpus", "check a corpus: rows, kinds, near-duplicates, splits"),
}


#: Set to anything in the environment, it has the traceback of a fault printed.
TRACEBACK = "DEBTAD_TRACEBACK"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (see ``debtad.errors``)."""
    brief = arguments is None and sys.argv[1:2] == ["score"]
    if brief:
        gc.disable()  # a process that scores one text ends before collecting garbage could pay
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(arguments)
    _make_streams_safe()
    code = OK
    try:
        try:
            code = _run(arguments)
            return code
        finally:
            sys.stdout.flush()  # here, where a closed pipe is caught
    except DebtadError as error:
        for problem in getattr(error, "problems", ()):
            print(f"debtad: {one_line(problem)}", file=sys.stderr)
        print(f"debtad: {_said(str(error), lang)}", file=sys.stderr)
        return error.code
    except BrokenPipeError:
        _print_nowhere()
        return code  # nobody reads on, but what was found out holds
    except KeyboardInterrupt:
        print("debtad: interrupted", file=sys.stderr)
        return 130
    except Exception as error:
        if isinstance(error, OSError) and error.errno == ENOSPC:
            _print_nowhere()
            place = error.filename or "output"
            full = OutputError(f"{place}: cannot be written: {error.strerror}: choose another place")
            print(f"debtad: {_said(str(full), lang)}", file=sys.stderr)
            return full.code
        print(f"debtad: {_said(_fault(error), lang)}", file=sys.stderr)
        return INTERNAL
    finally:
        if brief:
            gc.freeze()  # nor need what the process leaves be searched for garbage


def _print_nowhere() -> None:
    """Let the interpreter's own flush at its end find no fault."""
    from contextlib import suppress

    with suppress(OSError):  # no file stands behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fault(error: Exception) -> str:
    """One line for an error that no user can mend; the traceback is printed where DEBTAD_TRACEBACK is set."""
    if os.environ.get(TRACEBACK):
        import traceback

        traceback.print_exception(error)
    what = one_line(": ".join(filter(None, (type(error).__name__, " ".join(str(error).split())))))
    return f"a fault of debtad, not of yours: {what}: please report it, with what {TRACEBACK}=1 prints"


def _run(arguments: list[str]) -> int:
    name = arguments[0] if arguments else ""
    if name in COMMANDS:
        module = import_module(COMMANDS[name][0])
        plain = getattr(module, "plain_options", None)
        options = plain(arguments[1:]) if plain else None
        code: int = module.run(_parsed(name, module, arguments[1:]) if options is None else options)
        return code
    if name in ("-V", "--version"):
        print(f"debtad {__version__}")
        return 0
    listing = "\n".join(f"  {command:<10} {help_line}" for command, (_, help_line) in COMMANDS.items())
    usage = f"usage: debtad COMMAND …   (debtad COMMAND --help for its options)\n\n{listing}"
    if name in ("", "-h", "--help"):
        print(usage, file=sys.stdout if name else sys.stderr)
        return 0 if name else USAGE
    print(f"debtad: no command {name!r}\n{usage}", file=sys.stderr)
    return USAGE


def _parsed(name: str, module: ModuleType, arguments: list[str]) -> Namespace:
    from argparse import ArgumentParser

    lang = _language([name, *arguments])

    class Parser(ArgumentParser):
        def error(self, message: str) -> NoReturn:
            super().error(_said(message, lang))

    parser = Parser(prog=f"debtad {name}", description=COMMANDS[name][1].capitalize() + ".")
    module.add_arguments(parser)
    return parser.parse_args(arguments)


def _language(arguments: Sequence[str]) -> str:
    """The language of errors: for the commands that a debtor meets that of ``--lang``, which is Chinese unless it says
    otherwise; for the rest English."""
    if list(arguments[:1]) not in (["score"], ["pack"]):
        return "en"
    chosen = "zh"
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, equals, value = argument.partition("=")
        if name in ("--l", "--la", "--lan", "--lang"):
            chosen = value if equals else following
    return "en" if chosen == "en" else "zh"


def _said(message: str, lang: str) -> str:
    if lang == "en":
        return message
    from debtad.render.messages import message as in_language

    return in_language(message, lang)


def _make_streams_safe() -> None:
    """Print lone surrogates and characters a narrow terminal lacks as escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
