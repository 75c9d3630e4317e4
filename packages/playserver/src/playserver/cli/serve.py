"""`playserver serve`: checks the options, listens, and runs the server."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final

import click

from playserver.cli.options import runs_option
from playserver.errors import IndexFileError
from playserver.http.prefix import PREFIX
from playserver.settings import DEFAULT_PORT, HOST, Settings
from replaykit.command_line import Command, PathType
from replaykit.standard_streams import lasting_output

PORT_MAX: Final = 65_535
LOOPBACK: Final = (HOST, "localhost", "::1")
TOKEN_VARIABLE: Final = "PLAYSERVER_TOKEN"
TOKEN_LENGTH_MIN: Final = 16
BACKLOG: Final = 1024

EXAMPLES: Final = (
    "playserver serve --runs runs",
    "playserver serve --runs runs --port 0            # a free port",
    "playserver serve --host 0.0.0.0 --allow-remote --token-file token.txt --name my-machine",
    "playserver serve --root-path /belt --name belt.example --trusted-proxy 127.0.0.1",
)


@click.command(cls=Command, examples=EXAMPLES)
@runs_option(must_exist=False)
@click.option(
    "--index", type=PathType(path_type=Path), help="File that keeps the index between starts."
)
@click.option(
    "--port",
    type=click.IntRange(0, PORT_MAX),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on; 0 chooses a free one.",
)
@click.option(
    "--data",
    type=PathType(file_okay=False, path_type=Path),
    default=Path("playserver-data"),
    show_default=True,
    help="Folder of the hall of fame and of saved sessions.",
)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--allow-remote", is_flag=True, help="Allow a --host that other machines can reach.")
@click.option(
    "--name", "names", multiple=True, help="Further host name of this server; repeatable."
)
@click.option(
    "--root-path",
    metavar="PATH",
    default="",
    callback=lambda _ctx, _param, path: checked_prefix(path),
    help="Path prefix under which a reverse proxy shows the server, such as /belt.",
)
@click.option(
    "--trusted-proxy",
    "proxies",
    metavar="ADDRESS",
    multiple=True,
    callback=lambda _ctx, _param, values: tuple(map(checked_network, values)),
    help="Proxy whose X-Forwarded-For names the client; an IP address or network, repeatable.",
)
@click.option(
    "--token-file",
    type=PathType(path_type=Path),
    help=f"File with the token that writes must send; otherwise ${TOKEN_VARIABLE}.",
)
@lasting_output()
def serve(
    *,
    runs: Path,
    index: Path | None,
    port: int,
    data: Path,
    host: str,
    allow_remote: bool,
    names: Sequence[str],
    root_path: str,
    proxies: Sequence[str],
    token_file: Path | None,
) -> None:
    """Serve the page and the API on this machine."""
    # imported here: FastAPI takes half a second, which help and completion do not need
    from playserver.http.app import create_app  # noqa: PLC0415
    from playserver.http.serving import run_server  # noqa: PLC0415

    token = read_token(token_file)
    if host not in LOOPBACK:
        check_remote(host, allow_remote, token)
    settings = Settings(
        runs_dir=runs,
        index_path=index,
        data_dir=data,
        allowed_hosts=(HOST, "localhost", "[::1]", host, *map(str.lower, names)),
        root_path=root_path,
        token=token,
    )
    try:
        app = create_app(settings)
    except IndexFileError as error:
        raise click.BadParameter(str(error), param_hint="'--index'") from None
    with closing(app.state.server), listen(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}"
        click.echo(f"serving {runs} at {address}{root_path}  (stop with Ctrl-C)")
        if not runs.is_dir():
            click.echo(f"there is no folder {runs} yet; `trainkit run` makes it", err=True)
        sys.stdout.flush()
        on_stop = app.state.server.is_stopping.set
        run_server(app, listener, trusted_proxies=proxies, on_stop=on_stop)


def checked_prefix(path: str) -> str:
    """Return a path prefix without a slash at its end.

    Raises:
        BadParameter: It is not a path of plain segments.
    """
    prefix = path.rstrip("/")
    if not PREFIX.fullmatch(prefix):
        raise click.BadParameter(
            f"{path!r}: expected a path such as /belt, of letters, digits and . _ ~ -"
        )
    return prefix


def checked_network(address: str) -> str:
    """Return an IP address or network.

    Raises:
        BadParameter: It is something else.
    """
    try:
        return str(ip_network(address)) if "/" in address else str(ip_address(address))
    except ValueError:
        raise click.BadParameter(
            f"{address!r}: expected an IP address or network, such as 127.0.0.1 or 10.0.0.0/8"
        ) from None


def check_remote(host: str, allow_remote: bool, token: str | None) -> None:
    """Refuse a host that other machines can reach, unless it is allowed and writes need a token.

    Raises:
        UsageError: The message names the missing option.
    """
    if not allow_remote:
        raise click.UsageError(
            f"--host {host}: other machines could reach it; add --allow-remote to allow that"
        )
    if token is None:
        raise click.UsageError(
            f"--allow-remote: writes need a token; set --token-file or ${TOKEN_VARIABLE}"
        )


def read_token(path: Path | None) -> str | None:
    """Return the token from a file or the environment; other users can see arguments.

    Raises:
        UsageError: The file cannot be read, or the token is too short.
    """
    if path is None:
        token = os.environ.get(TOKEN_VARIABLE)
    else:
        try:
            token = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise click.UsageError(f"--token-file {path}: expected a text file") from None
    if token is not None and not (
        len(token) >= TOKEN_LENGTH_MIN and token.isascii() and token.isprintable()
    ):
        raise click.UsageError(
            f"the token: expected at least {TOKEN_LENGTH_MIN} printable ASCII characters"
        )
    return token


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        ClickException: The address or the port is not available.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if sys.platform != "win32":  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise click.ClickException(
            f"cannot listen on {host}, port {port}: {reason}; "
            "choose another --host or --port (0 for a free port)"
        ) from None
    return listener
