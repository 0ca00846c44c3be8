"""The first word to an endpoint: a challenge to a webhook, a question to a mailbox. Nothing else goes there before."""

import secrets
from collections.abc import Callable
from datetime import datetime

from vedette.alert.channels.email import Mail
from vedette.alert.channels.webhook import Webhook
from vedette.alert.delivery.schedule import Attempt
from vedette.alert.keyring import Keyring, Link
from vedette.runtime.errors import ConfigError
from vedette.schemas import EmailEndpoint, Subscriber, Verification, VerificationData, WebhookEndpoint


class Introductions:
    """Asks endpoints whether they want to be told, and makes the links people answer with."""

    def __init__(
        self, webhook: Webhook, mail: Mail, keyring: Keyring, *, base_url: str, clock: Callable[[], datetime]
    ) -> None:
        self._webhook = webhook
        self._mail = mail
        self._clock = clock
        self.keyring = keyring
        self._base_url = base_url

    @property
    def mail_domain(self) -> str:
        """Return the domain that names our mails."""
        return self._mail.domain

    async def challenge(self, subscriber: Subscriber, endpoint: WebhookEndpoint) -> Attempt:
        """Send a webhook a signed challenge; taken only if it comes back."""
        question = Verification(
            timestamp=self._clock(),
            data=VerificationData(
                endpoint_id=endpoint.endpoint_id,
                subscriber_id=subscriber.subscriber_id,
                challenge=secrets.token_urlsafe(32),
            ),
        )
        return await self._webhook.verify(endpoint, question)

    def new_token(self) -> str:
        """Return a token for a confirmation link: 256 random bits."""
        return secrets.token_urlsafe(32)

    async def ask(self, subscriber: Subscriber, endpoint: EmailEndpoint, token: str) -> Attempt:
        """Mail the link that confirms."""
        link = f"{self._base_url}/confirm/{subscriber.subscriber_id}/{endpoint.endpoint_id}/{token}"
        name = f"ask_{secrets.token_hex(13)}"
        return await self._mail.ask(endpoint, link=link, message_id=name, language=subscriber.language)

    def new_secret(self, subscriber_id: str, endpoint_id: str) -> tuple[str, str]:
        """Return a reference to a new signing secret, and the secret, to be shown once."""
        reference = self.keyring.new_reference(subscriber_id, endpoint_id, secrets.token_hex(8))
        return reference, self.keyring.secret(reference)


def news_links(keyring: Keyring, base_url: str) -> Callable[[str, str, str], str | None]:
    """Return what makes the address of a page that shows one event; without a key there is none."""

    def link(subscriber_id: str, endpoint_id: str, event_id: str) -> str | None:
        return (
            f"{base_url}/news/{keyring.news_token(subscriber_id, endpoint_id, event_id)}" if keyring.has_key else None
        )

    return link


def bounce_path(keyring: Keyring, bounces_mailbox: str | None) -> Callable[[str, str], str] | None:
    """Return what makes the return path of a mail. Raises: `ConfigError` if there is a mailbox and no key."""
    if bounces_mailbox is None:
        return None
    if not keyring.has_key:
        msg = "VEDETTE_ALERT_MAIL_BOUNCES needs VEDETTE_ALERT_KEY: return paths are marked with it"
        raise ConfigError(msg)
    local, _, domain = bounces_mailbox.rpartition("@")

    def path(delivery_id: str, to: str) -> str:
        return f"{local}+{delivery_id.lower()}.{keyring.bounce_mark(delivery_id, to)}@{domain}"

    return path


def unsubscribe_links(keyring: Keyring, base_url: str) -> Callable[[str, str, str | None], str | None]:
    """Return what makes the address a mail unsubscribes at; without a key there is none."""

    def link(subscriber_id: str, endpoint_id: str, rule_id: str | None) -> str | None:
        if not keyring.has_key:
            return None
        return f"{base_url}/unsubscribe/{keyring.link_token(Link(subscriber_id, endpoint_id, rule_id))}"

    return link
