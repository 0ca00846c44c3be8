"""`python -m vedette.alert`."""

import sys

from vedette.alert.app import create_app
from vedette.alert.settings import AlertSettings
from vedette.runtime.errors import ConfigError


def main() -> int:
    """Run the alert service until it is told to stop."""
    try:
        settings = AlertSettings.load()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return create_app(settings).run()


if __name__ == "__main__":
    sys.exit(main())
