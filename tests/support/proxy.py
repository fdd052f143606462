"""A TCP proxy in front of a Kafka broker that loses, delays and holds back chosen requests.

It reads frames: each request starts with its length, API key, API version and correlation id, each
answer with its length and correlation id. `rules` are asked in order for every request; the first
that takes it decides. Standard library only.

    with ProxiedKafka() as broker:
        broker.proxy.add(Rule(END_TXN, "lose answer", first=2, count=1))
"""

import contextlib
import dataclasses
import socket
import struct
import threading

from kafka import Kafka, free_ports

PRODUCE, END_TXN = 0, 26


@dataclasses.dataclass
class Rule:
    """What happens to the `count` requests of an API from the `first` (1) on.

    lose request   the broker never hears of it
    lose answer    the broker does what it says, and its answer disappears
    late request   it arrives `seconds` later, over a connection that may be closed by then
    cut, late      its connection breaks at once, and it arrives `seconds` later nevertheless
    hold           it and all behind it on the connection wait for `seconds`
    """
    api: int
    action: str
    first: int = 1
    count: int = 1
    seconds: float = 0
    seen: int = 0
    hits: int = 0

    def takes(self, api: int) -> bool:
        if api != self.api:
            return False
        self.seen += 1
        taken = self.first <= self.seen < self.first + self.count
        self.hits += taken
        return taken


class Proxy:
    def __init__(self, port: int, broker_port: int):
        self._broker_port = broker_port
        self._lock = threading.Lock()
        self._rules = []
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def add(self, rule: Rule) -> Rule:
        with self._lock:
            self._rules.append(rule)
        return rule

    def close(self) -> None:
        self._stopped.set()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    broker = socket.create_connection(("127.0.0.1", self._broker_port), timeout=5)
                except OSError:  # the broker is away: so is this connection
                    client.close()
                    continue
                for s in (client, broker):
                    s.settimeout(None)
                    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _Connection(self, client, broker)

    def decide(self, api: int) -> Rule | None:
        with self._lock:
            return next((rule for rule in self._rules if rule.takes(api)), None)

    def wait(self, seconds: float) -> None:
        self._stopped.wait(seconds)


class _Connection:
    """One client's connection: a thread for each direction."""

    def __init__(self, proxy: Proxy, client: socket.socket, broker: socket.socket):
        self._proxy, self._client, self._broker = proxy, client, broker
        self._sending = threading.Lock()
        self._lost = set()  # correlation ids whose answers disappear
        self._late = 0  # requests still to be sent
        threading.Thread(target=self._requests, daemon=True).start()
        threading.Thread(target=self._answers, daemon=True).start()

    def _requests(self) -> None:
        for frame in frames(self._client):
            api, _, correlation = struct.unpack_from(">hhi", frame, 4)
            rule = self._proxy.decide(api)
            if rule and rule.action == "lose request":
                continue
            if rule and rule.action == "lose answer":
                self._lost.add(correlation)
            if rule and rule.action in ("late request", "cut, late"):
                self._late += 1
                if rule.action == "cut, late":
                    shut(self._client)
                threading.Thread(target=self._send_late, args=(frame, rule.seconds),
                                 daemon=True).start()
                continue
            if rule and rule.action == "hold":
                self._proxy.wait(rule.seconds)
            if not self._send(frame):
                break
        if not self._late:
            shut(self._broker)

    def _send(self, frame: bytes) -> bool:
        with self._sending, contextlib.suppress(OSError):
            self._broker.sendall(frame)
            return True
        return False

    def _send_late(self, frame: bytes, seconds: float) -> None:
        self._proxy.wait(seconds)
        self._send(frame)
        self._late -= 1

    def _answers(self) -> None:
        for frame in frames(self._broker):
            (correlation,) = struct.unpack_from(">i", frame, 4)
            if correlation in self._lost:
                self._lost.discard(correlation)
                continue
            try:
                self._client.sendall(frame)
            except OSError:
                if not self._late:
                    break
        shut(self._client)


def frames(stream: socket.socket):
    """Yields length-prefixed frames until the other side ends."""
    with contextlib.suppress(OSError), stream.makefile("rb", buffering=1 << 16) as reader:
        while len(head := reader.read(4)) == 4:
            body = reader.read(struct.unpack(">i", head)[0])
            if len(body) < max(4, struct.unpack(">i", head)[0]):
                return
            yield head + body


def shut(s: socket.socket) -> None:
    with contextlib.suppress(OSError):
        s.shutdown(socket.SHUT_RDWR)
    s.close()


class ProxiedKafka(Kafka):
    """A broker that clients reach through a proxy only."""

    def __init__(self, properties: dict | None = None):
        (port,) = free_ports(1)
        super().__init__({"advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
                          **(properties or {})})
        self.bootstrap = f"127.0.0.1:{port}"
        self.proxy = Proxy(port, self.port)

    def close(self) -> None:
        self.proxy.close()
        super().close()
