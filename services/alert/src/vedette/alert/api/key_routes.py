"""The public key of `v1a` signatures, for everybody who wants to check one."""

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field

from vedette.alert.api.answers import MISSING
from vedette.alert.channels.signing import public_key
from vedette.alert.keyring import Keyring


class PublicKey(BaseModel):
    """What checks a signature and cannot make one."""

    v1a: str = Field(description="`whpk_` and an Ed25519 public key in base64, as Standard Webhooks has it.")


def key_routes(keyring: Keyring) -> APIRouter:
    """Return the route; it asks for no token."""
    routes = APIRouter(tags=["endpoints"])

    @routes.get("/webhook-key", responses=MISSING)
    async def get_key() -> PublicKey:
        """Return the key that checks `v1a` signatures; webhooks have them if the operator has switched them on."""
        if not keyring.has_key:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "VEDETTE_ALERT_KEY is not set")
        return PublicKey(v1a=public_key(keyring.private_key()))

    return routes
