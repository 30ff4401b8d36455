"""The application: one page (works without script) and a JSON API over the same workers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, File, Form, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from debtad import __version__
from debtad.errors import InputError
from debtad.model.score import Detector
from debtad.ocr.engine import MAX_BYTES, available
from debtad.pack import Source
from debtad.pack.build import reading_dict
from debtad.render.json import to_json
from debtad.render.messages import message
from debtad.verdict import Verdict
from debtad.web.guard import Guard
from debtad.web.page import STATIC, Answer, Asked, fragment, page
from debtad.web.refusals import refusal
from debtad.web.schemas import (
    MOST_BYTES,
    BatchOut,
    BatchRequest,
    ErrorOut,
    HealthOut,
    ScoreRequest,
    VerdictOut,
)
from debtad.web.words import say
from debtad.web.workers import BusyError, Workers

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorOut, "description": "nothing that can be scored"},
    413: {"model": ErrorOut, "description": "too large"},
    422: {"model": ErrorOut, "description": "not the JSON or form that is asked for"},
}
_BUSY: dict[int | str, dict[str, Any]] = {503: {"model": ErrorOut, "description": "too many pictures are waiting"}}

Text = Annotated[str, Form()]
Image = Annotated[UploadFile | None, File()]


def create_app(detector: Detector | None = None, *, hosts: Iterable[str] | None = None) -> FastAPI:
    """The application around one detector (default: the shipped model). ``hosts``: the host names it answers to, None
    for any. Raises ModelError."""
    workers = Workers(detector or Detector.load())
    workers.detector.score("停息挂账，先付定金")  # the first request should not pay for the first use

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        workers.close()

    app = FastAPI(
        title="debtad",
        version=__version__,
        description="Says how likely a Chinese text is an advertisement of the debt-relief scam trade, and why."
        " Nothing is stored or logged.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(Guard, most=MOST_BYTES, hosts=hosts)
    _add_errors(app)
    _add_api(app, workers)
    _add_page(app, workers, local=hosts is not None)
    return app


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(InputError)
    async def bad_input(request: Request, error: InputError) -> JSONResponse:
        return JSONResponse({"error": message(str(error), _lang(request))}, 400)

    @app.exception_handler(BusyError)
    async def busy(request: Request, error: BusyError) -> JSONResponse:
        told = "too many pictures are waiting: try again in some seconds"
        return JSONResponse({"error": message(told, _lang(request))}, 503)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        asked = error.body if isinstance(error.body, Mapping) else {}
        return JSONResponse({"error": refusal(error.errors(), "en" if asked.get("lang") == "en" else "zh")}, 422)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        if "exceeded maximum size" in str(error.detail):  # one field of a form
            told = "a field of the form is too large: send less at a time"
            return JSONResponse({"error": message(told, _lang(request))}, 413)
        return JSONResponse({"error": str(error.detail)}, error.status_code)


def _lang(request: Request) -> str:
    """The language that a request asked for, as far as it was read."""
    return "en" if getattr(request.state, "lang", "") == "en" else "zh"


def _json(line: bytes) -> Response:
    return Response(line, media_type="application/json")


def _told(verdict: Verdict, more: Mapping[str, Any] | None = None) -> bytes:
    """What :func:`to_json` writes but for blanks, in a tenth of the time; ``more`` as there."""
    try:
        return orjson.dumps({**verdict.to_dict(), **(more or {})})
    except orjson.JSONEncodeError:  # a lone surrogate
        return to_json(verdict, more=more).encode()


def _add_api(app: FastAPI, workers: Workers) -> None:
    @app.get("/healthz", response_model=HealthOut, summary="Is it up, and which model speaks?")
    async def healthz() -> dict[str, Any]:
        ref = workers.detector.model.ref
        model = {"name": ref.name, "sha256": ref.sha256}
        return {"status": "ok", "version": __version__, "model": model, "pictures": available()}

    @app.post("/api/score", responses={200: {"model": VerdictOut}, **_ERRORS}, summary="Score one text")
    async def score(asked: ScoreRequest, request: Request) -> Response:
        request.state.lang = asked.lang
        return _json(_told(workers.score(asked.text, asked.debt, asked.lang)))

    @app.post("/api/score-batch", responses={200: {"model": BatchOut}, **_ERRORS}, summary="Score several texts")
    async def score_batch(asked: BatchRequest) -> Response:
        results = await workers.score_batch(asked.texts, asked.debt, asked.lang)
        lines = [
            orjson.dumps({"error": message(str(r), asked.lang)}) if isinstance(r, InputError) else _told(r)
            for r in results
        ]
        return _json(b'{"results":[' + b",".join(lines) + b"]}")

    @app.post(
        "/api/score-image", responses={200: {"model": VerdictOut}, **_ERRORS, **_BUSY}, summary="Score a screenshot"
    )
    async def score_image(
        request: Request,
        image: UploadFile,
        debt: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = "zh",
    ) -> Response:
        request.state.lang = lang
        asked = Asked.read("", debt, lang, strict=True)
        picture = await workers.read(await _bytes(image))
        verdict = workers.score(picture.reading.text, asked.debt, asked.lang)
        return _json(_told(verdict, more={"picture": reading_dict(picture)}))

    @app.post(
        "/api/pack",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}, **_ERRORS, **_BUSY},
        summary="An evidence pack of a text or a screenshot",
    )
    async def pack(
        request: Request,
        text: Text = "",
        image: Image = None,
        debt: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = "zh",
    ) -> Response:
        request.state.lang = lang
        asked = Asked.read(text, debt, lang, strict=True)
        picture = await workers.read(await _bytes(image)) if _given(image) and image else None
        source = Source(kind="picture" if picture else "text", file=(image.filename or "") if picture and image else "")
        data = workers.pack(picture or asked.text, source, asked.debt, asked.lang)
        headers = {"content-disposition": 'attachment; filename="debtad-pack.zip"'}
        return Response(data, media_type="application/zip", headers=headers)


def _add_page(app: FastAPI, workers: Workers, *, local: bool) -> None:
    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def empty(lang: str = "zh") -> str:
        return page(Asked.read("", "", lang), None, local=local)

    @app.get("/static/{name}", include_in_schema=False)
    async def static(name: str) -> Response:
        if name not in STATIC:
            raise HTTPException(404, "no such file")
        path, media = STATIC[name]
        return FileResponse(path, media_type=media, headers={"cache-control": "no-cache"})

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> Response:
        return FileResponse(STATIC["icon.svg"][0], media_type="image/svg+xml")

    @app.post("/", response_class=HTMLResponse, include_in_schema=False)
    async def answer(
        text: Text = "",
        image: Image = None,
        debt: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = "zh",
        switch: Annotated[str, Form()] = "",
        part: Annotated[str, Form()] = "",
    ) -> HTMLResponse:
        asked = Asked.read(text, debt, switch or lang)
        given = _given(image)
        found: Answer | None = None
        if given or asked.text.strip() or not switch:
            found = await _answer(workers, asked, image if given else None)
        body = fragment(asked, found) if part else page(asked, found, local=local)
        return HTMLResponse(body, 200 if found is None or found.error is None else 400)


async def _answer(workers: Workers, asked: Asked, image: UploadFile | None) -> Answer:
    if image is None and asked.too_long:
        return Answer(error=asked.too_long)
    try:
        picture = None if image is None else await workers.read(await _bytes(image))
        text = picture.reading.text if picture else asked.text
        verdict = workers.score(text, asked.debt, asked.lang)
        return Answer(verdict=verdict, picture=picture)
    except InputError as error:
        return Answer(error=asked.explain(error, picture=image is not None))
    except BusyError:
        return Answer(error=say("busy", asked.lang))


def _given(image: UploadFile | None) -> bool:
    """Browsers send an empty file where none was chosen."""
    return image is not None and bool(image.filename or image.size)


async def _bytes(image: UploadFile) -> bytes:
    if image.size is not None and image.size > MAX_BYTES:
        raise InputError(f"the picture has {image.size:,} bytes, more than {MAX_BYTES:,}: save it smaller")
    return await image.read()
