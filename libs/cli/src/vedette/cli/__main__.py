"""The `vedette` command."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from vedette.cli.lazy import LazyGroup

HELP = """Watch conflict news: new military posts and casualties, from article to signed notice.

Start with `vedette demo`, or `vedette read PAGE.html`.

Exit codes: 0 done; 1 done, but something did not hold (a document unread, a notice missing, a push refused);
2 wrong usage or settings; 3 the broker or a service cannot be reached.
"""


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"vedette {version('vedette-cli')}")
        raise typer.Exit


def _root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    del show_version


def build_app() -> typer.Typer:
    """Return the command tree; command modules load when they are called."""
    app = typer.Typer(cls=LazyGroup, help=HELP, no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback()(_root)
    return app


def main() -> None:
    """Run the command line; known failures become one line on stderr and an exit code."""
    try:
        build_app()(prog_name="vedette")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # the reader of our pipe has seen enough (`vedette tail … | head`)
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        from vedette.cli.failures import explain  # noqa: PLC0415  only a failure needs these imports

        code = explain(error, sys.stderr)
        if code is None:
            raise
        sys.exit(code)


if __name__ == "__main__":
    main()
