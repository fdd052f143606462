"""The few requests of Kafka's admin protocol that tests need, in their plain (not flexible) forms.

A request is a length, a header (API key, version, correlation id, client id) and a body; an answer
a length, the correlation id and a body. All integers are big-endian.
"""

import socket
import struct

LIST_OFFSETS, OFFSET_FETCH, LIST_GROUPS = 2, 9, 16
CREATE_TOPICS, DELETE_TOPICS, DELETE_RECORDS = 19, 20, 21
CREATE_ACLS, CREATE_PARTITIONS, ALTER_CONFIGS, DELETE_OFFSETS = 30, 37, 44, 47
# Of ACLs: resource types, and the operation and permission that allow everything.
TOPIC, GROUP, CLUSTER, TRANSACTIONAL_ID = 2, 3, 4, 5
ALL, ALLOW, LITERAL, PREFIXED = 2, 3, 3, 4
TIMEOUT_MS = 30000


class KafkaAdmin:
    """Asks the one broker on a port of loopback. A refusal is a RuntimeError."""

    def __init__(self, port: int):
        self.port = port

    def create_topic(self, name: str, partitions: int = 1, config: dict | None = None) -> None:
        entries = (config or {}).items()
        body = struct.pack(">i", 1) + string(name) + struct.pack(">ihi", partitions, 1, 0)
        body += struct.pack(">i", len(entries))
        body += b"".join(string(key) + string(str(value)) for key, value in entries)
        answer = self._request(CREATE_TOPICS, 2, body + struct.pack(">ib", TIMEOUT_MS, 0))
        expect_none(f"creating topic {name}", answer, 8 + 2 + len(name.encode()))

    def delete_topic(self, name: str) -> None:
        body = struct.pack(">i", 1) + string(name) + struct.pack(">i", TIMEOUT_MS)
        answer = self._request(DELETE_TOPICS, 1, body)
        expect_none(f"deleting topic {name}", answer, 8 + 2 + len(name.encode()))

    def set_partitions(self, name: str, count: int) -> None:
        body = struct.pack(">i", 1) + string(name) + struct.pack(">iiib", count, -1, TIMEOUT_MS, 0)
        answer = self._request(CREATE_PARTITIONS, 0, body)
        expect_none(f"adding partitions to {name}", answer, 8 + 2 + len(name.encode()))

    def set_config(self, topic: str, name: str, value: str) -> None:
        body = struct.pack(">ib", 1, TOPIC) + string(topic) + struct.pack(">i", 1)
        body += string(name) + struct.pack(">b", 0) + string(value) + struct.pack(">b", 0)
        expect_none(f"setting {name} of {topic}", self._request(ALTER_CONFIGS, 0, body), 8)

    def delete_records(self, name: str, partition: int, before: int = -1) -> None:
        """Deletes the records before an offset; -1: all."""
        body = struct.pack(">i", 1) + string(name) + struct.pack(">iiq", 1, partition, before)
        answer = self._request(DELETE_RECORDS, 0, body + struct.pack(">i", TIMEOUT_MS))
        at = 8 + 2 + len(name.encode()) + 4 + 4 + 8
        expect_none(f"deleting records of {name} [{partition}]", answer, at)

    def delete_offsets(self, group: str, topic: str, partition: int) -> None:
        """Forgets a committed position; refused while a member reads the topic."""
        body = string(group) + struct.pack(">i", 1) + string(topic) + struct.pack(">ii", 1, partition)
        answer = self._request(DELETE_OFFSETS, 0, body)
        expect_none(f"group {group}", answer, 0)
        at = 2 + 4 + 4 + 2 + len(topic.encode()) + 4 + 4
        expect_none(f"deleting the position in {topic} [{partition}]", answer, at)

    def end(self, topic: str, partition: int) -> int:
        """The end of a partition, of all records."""
        body = struct.pack(">ii", -1, 1) + string(topic)
        body += struct.pack(">iiq", 1, partition, -1)
        answer = self._request(LIST_OFFSETS, 1, body)
        at = 4 + 2 + len(topic.encode()) + 4 + 4
        expect_none(f"asking for the end of {topic}", answer, at)
        return struct.unpack_from(">q", answer, at + 2 + 8)[0]

    def position(self, group: str, topic: str, partition: int) -> int:
        """The position that a group committed, or -1."""
        body = string(group) + struct.pack(">i", 1) + string(topic) + struct.pack(">ii", 1, partition)
        answer = self._request(OFFSET_FETCH, 1, body)
        at = 4 + 2 + len(topic.encode()) + 4 + 4
        return struct.unpack_from(">q", answer, at)[0]

    def groups(self) -> list[str]:
        """The consumer groups that the broker knows."""
        answer = self._request(LIST_GROUPS, 0, b"")
        expect_none("listing the groups", answer, 0)
        names, at = [], 2 + 4
        for _ in range(struct.unpack_from(">i", answer, 2)[0]):
            texts = []
            for _ in ("name", "protocol"):
                (length,) = struct.unpack_from(">h", answer, at)
                texts.append(answer[at + 2:at + 2 + length].decode())
                at += 2 + length
            names.append(texts[0])
        return names

    def allow(self, principal: str, resource: int, name: str, pattern: int = LITERAL) -> None:
        """Lets a principal do everything with a resource."""
        body = struct.pack(">ib", 1, resource) + string(name) + struct.pack(">b", pattern)
        body += string(principal) + string("*") + struct.pack(">bb", ALL, ALLOW)
        expect_none(f"an ACL for {name}", self._request(CREATE_ACLS, 1, body), 8)

    def _request(self, api: int, version: int, body: bytes) -> bytes:
        message = struct.pack(">hhi", api, version, 1) + string("vocmap-tests") + body
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(struct.pack(">i", len(message)) + message)
            stream = connection.makefile("rb")
            (length,) = struct.unpack(">i", stream.read(4))
            return stream.read(length)[4:]


def string(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">h", len(encoded)) + encoded


def expect_none(what: str, answer: bytes, at: int) -> None:
    (error,) = struct.unpack_from(">h", answer, at)
    if error:
        raise RuntimeError(f"{what} failed with Kafka error {error}")
