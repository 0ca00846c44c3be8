"""Names resolved for webhooks: one refused address among the answers refuses them all."""

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from vedette.runtime.addresses import AddressPolicy, RefusedConnectError


class CheckedResolver(AbstractResolver):
    """Asks another resolver and judges every answer, also those that would never be tried.

    A name that is public and private at once is on its way to be private at the next connect.
    The socket is judged again when it connects (`checked_socket_factory`).
    """

    def __init__(self, policy: AddressPolicy, inner: AbstractResolver | None = None) -> None:
        self._policy = policy
        self._inner = inner or DefaultResolver()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Return the answers. Raises: `RefusedConnectError` if one is refused; `OSError` if there are none."""
        found = await self._inner.resolve(host, port, family)  # type: ignore[arg-type]
        for answer in found:
            if refusal := self._policy.judge(answer["host"]):
                raise RefusedConnectError(refusal, answer["host"])
        return found

    async def close(self) -> None:
        """Close the other resolver."""
        await self._inner.close()
