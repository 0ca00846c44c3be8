"""Ask an OpenAI-compatible endpoint one question, within a deadline; no other file of extract knows the network."""

import json
import time
from collections.abc import Callable

import httpx

from vedette.extract.proposals import INSTRUCTIONS, SCHEMA

__all__ = ["Endpoint"]

MAX_ANSWER_BYTES = 262_144
"""Largest body read from the endpoint; what is longer is no answer to this question."""
_TRIES = 2
_PAUSE_S = 0.2
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_GIVE_UP_AFTER = 3  # failures in a row after which the endpoint is left alone
_LEAVE_ALONE_S = 60.0


class _TryAgain(Exception):  # noqa: N818  a signal inside this file, no error anybody sees
    """The endpoint may answer at the next try."""


class Endpoint:
    """One model behind one address. Every failure is silence: `ask` returns None, and reading goes on without it."""

    def __init__(
        self,
        url: str,
        model: str,
        key: str | None,
        *,
        deadline_s: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`url` is the base that `/chat/completions` is put behind; `deadline_s` holds for all tries together."""
        self._url = url.rstrip("/") + "/chat/completions"
        self._model = model
        self._deadline_s = deadline_s
        self._clock, self._sleep = clock, sleep
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, follow_redirects=False)
        self._failures = 0
        self._quiet_until = 0.0

    def ask(self, text: str) -> str | None:
        """Return the model's answer to a text, null where none came in time."""
        now = self._clock()
        if now < self._quiet_until:
            return None
        answer = self._try(text, now + self._deadline_s)
        self._failures = 0 if answer is not None else self._failures + 1
        if self._failures >= _GIVE_UP_AFTER:
            self._failures, self._quiet_until = 0, self._clock() + _LEAVE_ALONE_S
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _try(self, text: str, until: float) -> str | None:
        for turn in range(_TRIES):
            if turn:
                self._sleep(min(_PAUSE_S, max(0.0, until - self._clock())))
            if self._clock() >= until:
                return None
            try:
                return _content(self._post(text, until))
            except _TryAgain:
                continue
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError):
                return None
        return None

    def _post(self, text: str, until: float) -> bytes:
        body = {
            "model": self._model,
            "temperature": 0,
            "messages": [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": text}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "proposals", "strict": True, "schema": SCHEMA},
            },
        }
        left = max(0.05, until - self._clock())
        try:
            with self._client.stream("POST", self._url, json=body, timeout=left) as response:
                if response.status_code in _AGAIN:
                    raise _TryAgain
                response.raise_for_status()
                return self._read(response, until)
        except httpx.ConnectError as error:
            raise _TryAgain from error

    def _read(self, response: httpx.Response, until: float) -> bytes:
        """Return the body. Raises: `ValueError` if it is too long or drips in too slowly."""
        taken = bytearray()
        for chunk in response.iter_bytes():
            taken += chunk
            if len(taken) > MAX_ANSWER_BYTES or self._clock() > until:
                msg = "the answer is too long or too slow"
                raise ValueError(msg)
        return bytes(taken)


def _content(body: bytes) -> str:
    """Return the message in a completion. Raises: `ValueError` if there is none."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        msg = "no completion"
        raise ValueError(msg) from error
    if not isinstance(content, str):
        msg = "the completion holds no text"
        raise ValueError(msg)
    return content
