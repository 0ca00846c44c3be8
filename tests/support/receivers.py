"""The receivers the demo uses, for tests: one behaviour, one place."""

from vedette.cli.receivers import MailSink, Received, WebhookReceiver

__all__ = ["MailSink", "Received", "WebhookReceiver"]
