"""The first word to an endpoint: a challenge to a webhook, a question to a mailbox. Nothing else goes there before."""

import secrets
from collections.abc import Callable
from datetime import datetime

from vedette.alert.channels.email import Mail
from vedette.alert.channels.webhook import Webhook
from vedette.alert.keyring import Keyring, Link
from vedette.alert.schedule import Attempt
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
        return await self._mail.ask(endpoint, link=link, message_id=f"ask_{secrets.token_hex(13)}")

    def new_secret(self, subscriber_id: str, endpoint_id: str) -> tuple[str, str]:
        """Return a reference to a new signing secret, and the secret, to be shown once."""
        reference = self.keyring.new_reference(subscriber_id, endpoint_id, secrets.token_hex(8))
        return reference, self.keyring.secret(reference)


def unsubscribe_links(keyring: Keyring, base_url: str) -> Callable[[str, str, str | None], str | None]:
    """Return what makes the address a mail unsubscribes at; without a key there is none."""

    def link(subscriber_id: str, endpoint_id: str, rule_id: str | None) -> str | None:
        if not keyring.has_key:
            return None
        return f"{base_url}/unsubscribe/{keyring.link_token(Link(subscriber_id, endpoint_id, rule_id))}"

    return link
