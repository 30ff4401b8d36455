"""``debtad score``: one text from an argument, a file, a pipe, a paste at the prompt, or a picture."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import SimpleNamespace

from debtad.errors import FLAGGED, OK, InputError, UsageError
from debtad.model.files import open_model
from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from debtad.model.score import Detector
    from debtad.ocr.engine import Picture
    from debtad.verdict import Verdict

    Options = argparse.Namespace | SimpleNamespace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("text", nargs="?", help="the text; without it, --file or standard input is read")
    parser.add_argument("--file", metavar="PATH", help="read the text from a file")
    parser.add_argument("--image", metavar="PATH", help="read the text from a screenshot (needs the extra 'ocr')")
    parser.add_argument("--marked", metavar="OUT.png", help="with --image: write the picture with its evidence boxed")
    parser.add_argument("--pack", metavar="OUT.zip", help="write an evidence pack")
    parser.add_argument("--json", action="store_true", help="print the verdict as one JSON object")
    parser.add_argument(
        "--debt", type=yuan, metavar="YUAN", help="your debt in yuan (50000, 5万), to compute what the fee comes to"
    )
    parser.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the explanation")
    parser.add_argument("--fail-on", choices=("high", "review"), help="exit with 1 if the text reaches this level")


def plain_options(arguments: Sequence[str]) -> SimpleNamespace | None:
    """What a parser with these arguments would give, where they are of the plainest form: a text that is no option, and
    options in full, each with its value behind it. None where they are not."""
    options = SimpleNamespace(
        text=None,
        file=None,
        image=None,
        marked=None,
        pack=None,
        json=False,
        debt=None,
        model=None,
        lang="zh",
        fail_on=None,
    )
    rest = iter(arguments)
    for argument in rest:
        if argument == "--json":
            options.json = True
        elif argument in ("--file", "--model"):
            value = next(rest, "-")
            if value.startswith("-"):
                return None
            setattr(options, argument[2:], value)
        elif argument.startswith("-") or options.text is not None:
            return None
        else:
            options.text = argument
    return options


def run(options: Options) -> int:
    """Score one text and print the verdict; 1 if ``--fail-on`` asks and the level is reached."""
    if options.marked and not options.image:
        raise UsageError("--marked draws on a picture: give one with --image")
    if options.pack or options.marked:
        from debtad.cli.pack import check_places

        inputs = [place for place in (options.file, options.image) if place is not None]
        check_places(options.pack, inputs, options.marked)
    picture = _picture(options) if options.image is not None else None
    text = picture.reading.text if picture else _text(options)
    if not text.strip():
        raise InputError("the text is empty: paste an ad, name a file with --file, or pipe text in")
    opened = open_model(options.model)  # is hashed while what scores is imported
    from debtad.model.score import Detector

    detector = Detector.load(opened)
    if "\n" in text:  # a conversation has lines; nothing more is imported for a text of one line
        from debtad.model.conversation import judge

        verdict = judge(detector, text, debt=options.debt, lang=options.lang)
    else:
        verdict = detector.score(text, debt=options.debt, lang=options.lang)
    _write_files(options, detector, verdict, picture, text)
    levels = {"high": ("high",), "review": ("high", "review")}.get(options.fail_on, ())
    code = FLAGGED if verdict.level in levels else OK
    try:
        _print(options, verdict, picture, len(text))
    except BrokenPipeError:
        return code  # nobody reads on, but what was found out holds
    if verdict.truncated:
        from debtad.render.messages import message

        print(f"debtad: {message(verdict.truncated_reason, options.lang)}", file=sys.stderr)
    return code


def _print(options: Options, verdict: Verdict, picture: Picture | None, total: int) -> None:
    if options.json:
        from debtad.render.json import to_json

        more = None
        if picture:
            from debtad.pack.build import reading_dict

            more = {"picture": reading_dict(picture)}
        print(to_json(verdict, sys.stdout.encoding or "utf-8", more))
    else:
        from debtad.render.terminal import print_verdict

        print_verdict(verdict, lang=options.lang, total=total)


def _picture(options: Options) -> Picture:
    if options.text is not None or options.file is not None:
        raise UsageError("both a text and --image were given: give one of them")
    from debtad.ocr.engine import read_picture

    try:
        with open(options.image, "rb") as file:
            picture = read_picture(file.read())
    except OSError as error:
        raise InputError(f"{options.image}: cannot be read: {error.strerror}") from error
    except InputError as error:
        raise InputError(f"{options.image}: {error}") from error
    reading = picture.reading
    if reading.low:
        from debtad.render.messages import message
        from debtad.render.words import listing

        doubtful = listing((f"“{line.text}”" for line in reading.unsure[:3]), options.lang)
        doubt = (
            f"the picture was read with low confidence ({reading.confidence:.2f}): compare the text below with it,"
            f" or paste the text{': ' + doubtful if doubtful else ''}"
        )
        print(f"debtad: {message(doubt, options.lang)}", file=sys.stderr)
    return picture


def _write_files(options: Options, detector: Detector, verdict: Verdict, picture: Picture | None, text: str) -> None:
    if options.marked and picture:
        from debtad.cli.pack import write
        from debtad.ocr.marked import marked_png
        from debtad.render.view import view

        seen = view(verdict, options.lang)
        spans = [(item.start, item.end, item.speaks_for) for item in (*seen.items, *seen.counter)]
        write(marked_png(picture, spans), options.marked)
    if options.pack:
        from debtad.cli.pack import write
        from debtad.pack import Source, build_pack

        name = os.path.basename(options.image or options.file or "")  # the folders above are nobody's business
        source = Source(kind="picture" if picture else "text", file=name)
        packed, _ = build_pack(detector, picture or text, source=source, debt=options.debt, lang=options.lang)
        write(packed, options.pack)


def _text(options: Options) -> str:
    """The text as given; the line break that ends a file or a pasted text is none of it."""
    if options.text is not None and options.file is not None:
        raise UsageError("both a text and --file were given: give one of them")
    if options.text is not None:
        return str(options.text)
    from debtad.text.decode import decode

    if options.file is not None:
        try:
            with open(options.file, "rb") as file:
                return decode(file.read()).rstrip("\r\n")
        except OSError as error:
            raise InputError(f"{options.file}: cannot be read: {error.strerror}") from error
        except InputError as error:
            raise InputError(f"{options.file}: {error}") from error
    if sys.stdin is None:
        raise InputError("no text: give one as an argument, with --file, or on standard input")
    if sys.stdin.isatty():
        print("粘贴文字，然后按 Ctrl-D（Windows：Ctrl-Z 回车）/ paste the text, then Ctrl-D:", file=sys.stderr)
    return decode(sys.stdin.buffer.read()).rstrip("\r\n")


def yuan(value: str) -> float:
    """The debt behind an option, in 元. Raises UsageError where it is no amount."""
    from debtad.debt import read_debt

    amount = read_debt(value)
    if amount is None:
        raise UsageError(f"--debt: {value!r} is not an amount of yuan, for example 50000 or 20万")
    return amount
