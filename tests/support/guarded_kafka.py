"""A Kafka broker with rights, for tests: all for who comes unnamed, some for bob, over SASL; and, when
given a certificate, a listener with TLS."""

import pathlib

from kafka import Kafka, free_ports


class GuardedKafka(Kafka):
    def __init__(self, pem: pathlib.Path | None = None):
        self.sasl_port, self.ssl_port = free_ports(2)
        properties = {
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,"
                                              "BOB:SASL_PLAINTEXT,TLS:SSL",
            "inter.broker.listener.name": "PLAINTEXT",
            "sasl.enabled.mechanisms": "PLAIN",
            "listener.name.bob.plain.sasl.jaas.config":
                'org.apache.kafka.common.security.plain.PlainLoginModule required user_bob="secret";',
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }
        listeners = f",BOB://127.0.0.1:{self.sasl_port}"
        if pem:
            properties |= {"listener.name.tls.ssl.keystore.type": "PEM",
                           "listener.name.tls.ssl.keystore.location": str(pem)}
            listeners += f",TLS://127.0.0.1:{self.ssl_port}"
        super().__init__(properties, listeners)

    def as_bob(self, password: str = "secret") -> dict:
        return {"bootstrap.servers": f"127.0.0.1:{self.sasl_port}",
                "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN",
                "sasl.username": "bob", "sasl.password": password}
