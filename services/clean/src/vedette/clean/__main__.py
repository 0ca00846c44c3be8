"""`python -m vedette.clean`: run the service until it is told to stop."""

import sys

from vedette.clean.app import create_app
from vedette.clean.settings import CleanSettings
from vedette.runtime.errors import ConfigError


def main() -> int:
    """Build the service from the environment and run it."""
    try:
        settings = CleanSettings.load()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return create_app(settings).run()


if __name__ == "__main__":
    sys.exit(main())
