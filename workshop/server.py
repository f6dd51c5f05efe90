"""The server of the page: a few addresses, answers in JSON, news of a play as server-sent events.

Listens on the loopback address unless told otherwise. What is uploaded is read as data, checked and forgotten: nothing
of it is executed, and nothing is written to disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import analysis
from sim.errors import ConfigurationError, shown
from workshop.band import picture
from workshop.catalogue import catalogue, place
from workshop.crew import Crew, Play
from workshop.game import DEFAULT_PLACE, Game, place_config, read_game
from workshop.handout import handout
from workshop.levers import PAIRS
from workshop.refusals import Refused, in_chinese
from workshop.replay import read_wanted, replay_page
from workshop.story import PAIR, story
from workshop.uploads import MOST_BYTES, parsed

PAGE = Path(__file__).parent / "page"
FONTS = Path(analysis.__file__).parent / "fonts"
PLAYS_KEPT = 200
PAUSE_SECONDS = 0.25  # between two pictures, which server and browser have to draw beside the workers
HEARTBEAT_SECONDS = 2.0  # news at least so often, so that a page knows a dead server from a busy one


def build_app(crew: Crew) -> Starlette:
    """The application; its crew starts when it starts, with what the page opens with, and ends when it ends."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.crew, app.state.plays = crew, OrderedDict()
        work = asyncio.create_task(crew.work())
        crew.begin(DEFAULT_PLACE)
        numbers = asyncio.create_task(asyncio.to_thread(place, DEFAULT_PLACE))
        yield
        work.cancel()
        numbers.cancel()
        crew.close()

    routes = [
        Route("/api/catalogue", get_catalogue),
        Route("/api/places/{name}", get_place),
        Route("/api/prepare", post_prepare, methods=["POST"]),
        Route("/api/games", post_game, methods=["POST"]),
        Route("/api/plays", post_play, methods=["POST"]),
        Route("/api/plays/{number}/news", get_news),
        Route("/api/plays/{number}", delete_play, methods=["DELETE"]),
        Route("/api/story", post_story, methods=["POST"]),
        Route("/api/plays/{number}/replay", post_replay, methods=["POST"]),
        Route("/api/plays/{number}/handout", get_handout),
        Mount("/fonts", StaticFiles(directory=FONTS)),
        Mount("/", StaticFiles(directory=PAGE, html=True)),
    ]
    refusals: Any = {Refused: _refused, ConfigurationError: _refused}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=refusals)


async def get_catalogue(request: Request) -> Response:
    """Stories of the places, levers, choices."""
    return JSONResponse(await asyncio.to_thread(catalogue))


async def get_place(request: Request) -> Response:
    """Numbers of one place."""
    game = read_game({"place": request.path_params["name"]})
    return JSONResponse(await asyncio.to_thread(place, game.place))


async def post_prepare(request: Request) -> Response:
    """Let the workers begin a place while somebody still reads about it."""
    game = read_game(await _sent(request))
    request.app.state.crew.begin(game.place)
    await asyncio.to_thread(place, game.place)
    return Response(status_code=202)


async def post_game(request: Request) -> Response:
    """Check a settings file that somebody wants to load."""
    return JSONResponse({"game": read_game(await _sent(request)).model_dump(mode="json")})


async def post_play(request: Request) -> Response:
    """Begin a play; the page follows its news."""
    game = read_game(await _sent(request))
    plays: OrderedDict[str, Play] = request.app.state.plays
    number = secrets.token_hex(8)
    plays[number] = request.app.state.crew.play(number, game)
    while len(plays) > PLAYS_KEPT:
        _, oldest = plays.popitem(last=False)
        request.app.state.crew.leave(oldest)
    return JSONResponse({"play": number, "game": game.model_dump(mode="json")}, status_code=201)


async def get_news(request: Request) -> Response:
    """News of a play as server-sent events; each is the whole picture so far, so that a page may come back any time."""
    play = _play(request)

    async def news() -> AsyncIterator[str]:
        event, shown = asyncio.Event(), -1
        play.watchers.add(event)
        try:
            while True:
                event.clear()  # before looking, so that nothing that happens meanwhile is missed
                is_over = play.is_over
                if len(play.done) != shown or is_over:
                    shown = len(play.done)
                    content = {"n": shown, "of": PAIRS, "error": play.error, "is_over": is_over}
                    if shown:
                        content |= await asyncio.to_thread(picture, dict(play.done))
                    yield f"event: picture\ndata: {json.dumps(content)}\n\n"
                else:
                    yield "event: alive\ndata: {}\n\n"
                if is_over:
                    return
                await asyncio.sleep(PAUSE_SECONDS)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), HEARTBEAT_SECONDS)
        finally:
            play.watchers.discard(event)

    return StreamingResponse(news(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def delete_play(request: Request) -> Response:
    """Cancel a play: workers finish the run they are at and go on to others."""
    request.app.state.crew.leave(_play(request))
    return Response(status_code=204)


async def post_story(request: Request) -> Response:
    """What happened in one community in both worlds, in one run of each."""
    tree = await _sent(request)
    community = tree.pop("community", 0)
    return JSONResponse(await _stories(request, read_game(tree), community))


async def post_replay(request: Request) -> Response:
    """What was played as one file that opens from disk; guesses go into it if the page sends them."""
    play = _played(request)
    wanted = read_wanted(await _sent(request))
    stories = await _stories(request, play.game, wanted.community)
    page = await asyncio.to_thread(replay_page, play.game, picture(dict(play.done)), stories, wanted)
    return _file(page.encode(), "text/html; charset=utf-8", "gewang-replay.html")


async def get_handout(request: Request) -> Response:
    """What is on the screen as a page of A4; a worker draws it, so that the page stays quick."""
    play = _played(request)
    language = "en" if request.query_params.get("lang") == "en" else "zh"
    crew: Crew = request.app.state.crew
    page = await crew.ask(PAIR, handout, play.game, picture(dict(play.done)), language)
    return _file(page, "application/pdf", f"gewang-handout.{language}.pdf")


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _stories(request: Request, game: Game, community: Any) -> dict[str, Any]:
    n_communities = len((await asyncio.to_thread(place_config, game.place)).street.communities)
    if type(community) is not int or not 0 <= community < n_communities:
        raise ConfigurationError("community", shown(community), f"a whole number from 0 to {n_communities - 1}")
    crew: Crew = request.app.state.crew
    worlds = [await crew.ask(PAIR, story, game.place, choice, community) for choice in (game.a, game.b)]
    return {"a": worlds[0], "b": worlds[1]}


def _played(request: Request) -> Play:
    play = _play(request)
    if not play.done:
        raise Refused("nothing has been played yet", "还没有推演过")
    return play


def _play(request: Request) -> Play:
    play: Play | None = request.app.state.plays.get(request.path_params["number"])
    if play is None:
        raise Refused("this play is not known any more; run it again", "这次推演已不再保存，请重新运行")
    return play


async def _sent(request: Request) -> dict[str, Any]:
    """The JSON object of a request, within bounds."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES:
            break
    return parsed(content)


async def _refused(request: Request, error: Any) -> Response:
    chinese = in_chinese(error) if isinstance(error, ConfigurationError) else error.chinese
    return JSONResponse({"error": str(error), "error_zh": chinese}, status_code=422)
