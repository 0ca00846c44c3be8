"""`python -m vedette.ingest`: run the service."""

import sys

from vedette.ingest.app import create_app
from vedette.ingest.settings import IngestSettings
from vedette.runtime.errors import ConfigError


def main() -> int:
    """Run until stopped and return the exit code."""
    try:
        service = create_app(IngestSettings.load())
    except ConfigError as error:
        sys.stderr.write(f"ingest cannot start: {error}\n")
        return 2
    return service.run()


if __name__ == "__main__":
    sys.exit(main())
