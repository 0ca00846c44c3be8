"""The channels as the settings want them."""

from collections.abc import Callable
from datetime import datetime

from vedette.alert.channels.connections import MailServer
from vedette.alert.channels.dkim import Seal, read_key
from vedette.alert.channels.email import Mail
from vedette.alert.channels.introduce import bounce_path, news_links, unsubscribe_links
from vedette.alert.channels.mail import Sender
from vedette.alert.channels.webhook import Webhook
from vedette.alert.keyring import Keyring
from vedette.alert.settings import AlertSettings, read_secret
from vedette.runtime.addresses import AddressPolicy, read_networks


def build_keyring(settings: AlertSettings) -> Keyring:
    """Return what makes secrets and links from the key of the settings."""
    return Keyring(settings.alert_key.get_secret_value() if settings.alert_key else None, read_secret)


def base_url(settings: AlertSettings) -> str:
    """Return where people and feed readers reach the API."""
    return settings.alert_api_url.rstrip("/")


def build_webhook(settings: AlertSettings, keyring: Keyring, *, clock: Callable[[], datetime]) -> Webhook:
    """Return the webhook channel as the settings want it."""
    schemes = {"https", "http"} if settings.alert_allow_http or settings.alert_allow_private else {"https"}
    policy = AddressPolicy(
        allow_private=settings.alert_allow_private,
        allow_networks=read_networks(settings.alert_allow_networks),
        deny_networks=read_networks(settings.alert_deny_networks),
        schemes=frozenset(schemes),
        ip_literals=settings.alert_allow_private,
    )
    return Webhook(
        policy=policy,
        keyring=keyring,
        clock=clock,
        connect_s=settings.alert_webhook_connect_s,
        total_s=settings.alert_webhook_total_s,
        private=keyring.private_key() if settings.alert_sign_asymmetric else None,
        news=news_links(keyring, base_url(settings)),
    )


def build_mail(settings: AlertSettings, keyring: Keyring, *, clock: Callable[[], datetime]) -> Mail:
    """Return the mail channel as the settings want it."""
    password = settings.alert_smtp_password
    start_tls = {"offered": None, "required": True, "at_once": False, "never": False}[settings.alert_smtp_tls]
    server = MailServer(
        host=settings.alert_smtp_host,
        port=settings.alert_smtp_port,
        sender=settings.alert_mail_from,
        username=settings.alert_smtp_user,
        password=password.get_secret_value() if password else None,
        start_tls=start_tls,
        tls=settings.alert_smtp_tls == "at_once",
    )
    sender = Sender(
        settings.alert_mail_from,
        unsubscribe=unsubscribe_links(keyring, base_url(settings)),
        unsubscribe_mailbox=settings.alert_mail_unsubscribe,
        bounce_path=bounce_path(keyring, settings.alert_mail_bounces),
        news=news_links(keyring, base_url(settings)),
        seal=build_seal(settings),
    )
    return Mail(server, clock=clock, total_s=settings.alert_smtp_total_s, sender=sender)


def build_seal(settings: AlertSettings) -> Callable[[bytes], bytes] | None:
    """Return what signs mails, None if the mail server does. Raises: `ConfigError` if a key cannot be read."""
    if not settings.alert_dkim_keys:
        return None
    domain = settings.alert_dkim_domain or settings.alert_mail_from.rpartition("@")[2]
    keys = [read_key(*word.split(":", 1), read=read_secret) for word in settings.alert_dkim_keys]
    return Seal(domain, keys).sign
