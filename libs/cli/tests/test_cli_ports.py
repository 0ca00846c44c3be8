"""Ports for children: what a busy machine must not take from them."""

import socket
from pathlib import Path

import pytest

from vedette.cli.broker import free_port, free_ports

RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_no_two_children_are_given_the_same_port() -> None:
    ports = free_ports(200)
    assert len(set(ports)) == len(ports)


def test_a_port_in_use_is_never_given_even_as_a_neighbour() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        port = taken.getsockname()[1]
        given = {free_port(neighbours=1) for _ in range(500)}
    assert not given & {port, port - 1}


@pytest.mark.skipif(not RANGE.exists(), reason="only Linux states the range")
def test_ports_lie_outside_those_the_system_hands_to_outgoing_connections() -> None:
    low, high = map(int, RANGE.read_text().split())
    assert not [port for port in free_ports(50) if low <= port <= high]
