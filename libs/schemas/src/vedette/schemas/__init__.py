"""Vedette's contracts: what its services, and other systems, read and write on Kafka topics."""

from vedette.schemas.address import *  # noqa: F403  each module's __all__ is its public face
from vedette.schemas.area import *  # noqa: F403
from vedette.schemas.article import *  # noqa: F403
from vedette.schemas.audit import *  # noqa: F403
from vedette.schemas.base import *  # noqa: F403
from vedette.schemas.claim import *  # noqa: F403
from vedette.schemas.condition import *  # noqa: F403
from vedette.schemas.correction import *  # noqa: F403
from vedette.schemas.delivery import *  # noqa: F403
from vedette.schemas.event import *  # noqa: F403
from vedette.schemas.handover import *  # noqa: F403
from vedette.schemas.policy import *  # noqa: F403
from vedette.schemas.rejection import *  # noqa: F403
from vedette.schemas.seen import *  # noqa: F403
from vedette.schemas.vocabulary import *  # noqa: F403
from vedette.schemas.watch import *  # noqa: F403
