"""The command `playserver`."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from pathlib import Path

import uvicorn

from playserver import __version__
from playserver.app import create_app
from playserver.errors import IndexFileError
from playserver.settings import DEFAULT_PORT, HOST, Settings

EXIT_REFUSED = 2
PORT_MAX = 65_535


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="playserver", description="Show runs and replays.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the page on this machine")
    serve.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the run folders")
    serve.add_argument("--index", type=Path, help="file that keeps the index between starts")
    serve.add_argument("--port", default=str(DEFAULT_PORT), help=f"default {DEFAULT_PORT}")
    serve.set_defaults(run=_serve)
    openapi = commands.add_parser("openapi", help="print the description of the API")
    openapi.set_defaults(run=_print_openapi)
    args = parser.parse_args(arguments)
    code: int = args.run(args)
    return code


def _serve(args: argparse.Namespace) -> int:
    if not args.runs.is_dir():
        return _refuse(f"--runs {args.runs}: expected a folder that is there")
    port = args.port
    if not (port.isascii() and port.isdecimal() and int(port) <= PORT_MAX):
        return _refuse(f"--port {port}: expected an integer in 0..{PORT_MAX}, 0 for a free one")
    try:
        app = create_app(Settings(runs_dir=args.runs, index_path=args.index))
    except IndexFileError as error:
        return _refuse(f"--index {error}")
    try:
        listener = _listen(int(port))
    except OSError as error:
        return _refuse(f"--port {port}: {(error.strerror or str(error)).lower()}")
    with listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        print(f"serving {args.runs} at {address}  (stop with Ctrl-C)", flush=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        server.run(sockets=[listener])
    return 0


def _listen(port: int) -> socket.socket:
    """Return a listening socket on the loopback address.

    Raises:
        OSError: The port can not be had.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
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
