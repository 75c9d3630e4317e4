"""The command `playserver`."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import Final, NoReturn

from playserver import __version__
from playserver.errors import IndexFileError, SiteError
from playserver.http.app import create_app
from playserver.http.serving import run_server
from playserver.settings import DEFAULT_PORT, HOST, Settings
from playserver.site.export import build_site

EXIT_REFUSED: Final = 2
PORT_MAX: Final = 65_535
LOOPBACK: Final = (HOST, "localhost", "::1")
TOKEN_VARIABLE: Final = "PLAYSERVER_TOKEN"
TOKEN_LENGTH_MIN: Final = 16


class OneLineParser(argparse.ArgumentParser):
    """Refuses in one line, without the usage that argparse puts before it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and exit."""
        self.exit(EXIT_REFUSED, f"playserver: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = OneLineParser(prog="playserver", description="Show runs and replays.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the page on this machine")
    serve.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the run folders")
    serve.add_argument("--index", type=Path, help="file that keeps the index between starts")
    serve.add_argument("--port", default=str(DEFAULT_PORT), help=f"default {DEFAULT_PORT}")
    serve.add_argument(
        "--data",
        type=Path,
        default=Path("playserver-data"),
        help="folder of the hall of fame and of saved sessions, default playserver-data",
    )
    serve.add_argument("--host", default=HOST, help=f"address to listen on, default {HOST}")
    serve.add_argument(
        "--allow-remote", action="store_true", help="allow a --host that other machines can reach"
    )
    serve.add_argument(
        "--name", action="append", default=[], help="a name under which browsers may ask for it"
    )
    serve.add_argument("--token-file", type=Path, help="file with the token that writes must show")
    serve.set_defaults(run=_serve)
    static = commands.add_parser("build-static", help="write a site that needs no server")
    static.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the run folders")
    static.add_argument("--out", type=Path, default=Path("site"), help="folder of the site")
    static.add_argument(
        "--with-frames",
        action="store_true",
        help="also write all frames, a megabyte per 1,000 steps",
    )
    static.set_defaults(run=_build_static)
    openapi = commands.add_parser("openapi", help="print the description of the API")
    openapi.set_defaults(run=_print_openapi)
    args = parser.parse_args(arguments)
    code: int = args.run(args)
    return code


def _serve(args: argparse.Namespace) -> int:
    try:
        settings, port = _settings_of(args), _port_of(args)
        app = create_app(settings)
    except UsageError as error:
        return _refuse(str(error))
    except IndexFileError as error:
        return _refuse(f"--index {error}")
    try:
        listener = _listen(args.host, port)
    except OSError as error:
        return _refuse(f"--port {port}: {(error.strerror or str(error)).lower()}")
    with listener, closing(app.state.server):
        name = f"[{args.host}]" if ":" in args.host else args.host
        address = f"http://{name}:{listener.getsockname()[1]}"
        print(f"serving {args.runs} at {address}  (stop with Ctrl-C)", flush=True)
        run_server(app, listener)
    return 0


def _build_static(args: argparse.Namespace) -> int:
    if not args.runs.is_dir():
        return _refuse(f"--runs {args.runs}: expected a folder that is there")
    try:
        site = build_site(Settings(runs_dir=args.runs), args.out, with_frames=args.with_frames)
    except SiteError as error:
        return _refuse(f"--out: {error}")
    for reason in site.skipped:
        print(f"left out: {reason}", file=sys.stderr)
    print(f"{args.out}: {site.runs} runs, {site.replays} replays")
    return 0


class UsageError(Exception):
    """An argument can not be used; the message names it."""


def _settings_of(args: argparse.Namespace) -> Settings:
    """Return the settings that the arguments ask for.

    Raises:
        UsageError: They can not be had.
    """
    if not args.runs.is_dir():
        raise UsageError(f"--runs {args.runs}: expected a folder that is there")
    token = _token_of(args.token_file)
    if args.host not in LOOPBACK:
        if not args.allow_remote:
            raise UsageError(
                f"--host {args.host}: other machines could reach it; --allow-remote allows that"
            )
        if token is None:
            raise UsageError(
                f"--allow-remote: writes need a token, in --token-file or ${TOKEN_VARIABLE}"
            )
    return Settings(
        runs_dir=args.runs,
        index_path=args.index,
        data_dir=args.data,
        allowed_hosts=(HOST, "localhost", "[::1]", args.host, *map(str.lower, args.name)),
        token=token,
    )


def _token_of(path: Path | None) -> str | None:
    """Return the token, which is never an argument: those can be seen by other users."""
    if path is None:
        token = os.environ.get(TOKEN_VARIABLE)
    else:
        try:
            token = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise UsageError(f"--token-file {path}: expected a file of text") from None
    if token is not None and not (
        len(token) >= TOKEN_LENGTH_MIN and token.isascii() and token.isprintable()
    ):
        raise UsageError(f"the token: expected {TOKEN_LENGTH_MIN} or more ASCII characters")
    return token


def _port_of(args: argparse.Namespace) -> int:
    text: str = args.port
    if not (text.isascii() and text.isdecimal() and int(text) <= PORT_MAX):
        raise UsageError(f"--port {text}: expected an integer in 0..{PORT_MAX}, 0 for a free one")
    return int(text)


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        OSError: The address or the port can not be had.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if sys.platform != "win32":  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


def _print_openapi(_: argparse.Namespace) -> int:
    app = create_app(Settings(runs_dir=Path()))
    print(json.dumps(app.openapi(), indent=2, sort_keys=True))
    return 0


def _refuse(message: str) -> int:
    print(f"playserver: {message}", file=sys.stderr)
    return EXIT_REFUSED
