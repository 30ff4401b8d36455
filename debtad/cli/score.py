"""``debtad score``: one text from an argument, a file, a pipe or a paste at the prompt."""

from __future__ import annotations

import argparse
import sys

from debtad.errors import FLAGGED, OK, InputError
from debtad.model.score import MAX_CHARACTERS, Detector


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("text", nargs="?", help="the text; without it, --file or standard input is read")
    parser.add_argument("--file", metavar="PATH", help="read the text from a file")
    parser.add_argument("--json", action="store_true", help="print the verdict as one JSON object")
    parser.add_argument(
        "--debt", type=_yuan, metavar="YUAN", help="your debt in yuan, to compute what the fee comes to"
    )
    parser.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the explanation")
    parser.add_argument("--fail-on", choices=("high", "review"), help="exit with 1 if the text reaches this level")


def run(options: argparse.Namespace) -> int:
    """Score one text and print the verdict; 1 if ``--fail-on`` asks and the level is reached."""
    detector = Detector.load(options.model)
    verdict = detector.score(_text(options), debt=options.debt, lang=options.lang)
    if options.json:
        from debtad.render.json import to_json

        print(to_json(verdict, sys.stdout.encoding or "utf-8"))
    else:
        from debtad.render.terminal import print_verdict

        print_verdict(verdict, lang=options.lang)
    if verdict.truncated:
        print(f"debtad: only the first {MAX_CHARACTERS} characters were scored", file=sys.stderr)
    levels = {"high": ("high",), "review": ("high", "review")}.get(options.fail_on, ())
    return FLAGGED if verdict.level in levels else OK


def _text(options: argparse.Namespace) -> str:
    if options.text is not None and options.file is not None:
        raise InputError("both a text and --file were given: give one of them")
    if options.text is not None:
        return str(options.text)
    from debtad.text.decode import decode

    if options.file is not None:
        try:
            with open(options.file, "rb") as file:
                return decode(file.read())
        except OSError as error:
            raise InputError(f"{options.file}: cannot be read: {error.strerror}") from error
        except InputError as error:
            raise InputError(f"{options.file}: {error}") from error
    if sys.stdin is None:
        raise InputError("no text: give one as an argument, with --file, or on standard input")
    if sys.stdin.isatty():
        print("粘贴文字，然后按 Ctrl-D（Windows：Ctrl-Z 回车）/ paste the text, then Ctrl-D:", file=sys.stderr)
    return decode(sys.stdin.buffer.read())


def _yuan(value: str) -> float:
    try:
        amount = float(value.replace(",", ""))
    except ValueError:
        amount = -1.0
    if not 0 < amount <= 1e12:
        raise argparse.ArgumentTypeError(f"{value!r} is not an amount of yuan, for example 50000")
    return amount
