"""`python -m vedette.extract`: run the service until it is told to stop."""

import sys

from vedette.extract.app import create_app
from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_tools
from vedette.runtime.errors import ConfigError


def main() -> int:
    """Build the service from the environment and run it."""
    try:
        settings = ExtractSettings.load()
        if settings.extract_gazetteers or settings.extract_weights:
            build_tools(settings)  # a wrong file is told here in a sentence, and not by each pool process that fails
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return create_app(settings).run()


if __name__ == "__main__":
    sys.exit(main())
