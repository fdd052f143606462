"""One running `vocmap run` of a test: start, wait for what it says, pause, kill, stop."""

import os
import pathlib
import re
import signal
import subprocess
import time

import vocmap
from kafka import die_with_parent

COMMITTED = "transaction committed"
ASSIGNED = "partitions run"


def eventually(holds, what: str, timeout_s: float) -> None:
    """Waits for a condition; a RuntimeError when it does not come true in time."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {timeout_s} s: {what}")
        time.sleep(0.05)


class Instance:
    """One running `vocmap run`; its log is a file. Ends with the test."""

    def __init__(self, config: pathlib.Path, *arguments, environment: dict | None = None):
        self.config = config
        self.log = config.with_suffix(".log")
        self._output = config.with_suffix(".out")
        self._from = self.log.stat().st_size if self.log.exists() else 0
        self.started = time.monotonic()
        with open(self.log, "ab") as log, open(self._output, "wb") as output:
            self.process = subprocess.Popen(
                [vocmap.binary(), "run", "--config", config, "--log-level", "debug",
                 *map(str, arguments)],
                stdout=output, stderr=log, env={**os.environ, **(environment or {})},
                preexec_fn=die_with_parent)

    def text(self) -> str:
        """Its log, without that of earlier starts."""
        with open(self.log, "rb") as log:
            log.seek(self._from)
            return log.read().decode("utf-8", "replace")

    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def count(self, pattern: str) -> int:
        return len(re.findall(pattern, self.text()))

    def commits(self) -> int:
        return self.count(COMMITTED)

    def running(self) -> bool:
        return self.process.poll() is None

    def wait_for(self, pattern: str, count: int = 1, timeout_s: float = 90) -> float:
        """Waits until its log holds the pattern so often; returns the seconds since its start."""
        deadline = time.monotonic() + timeout_s
        while self.count(pattern) < count:
            if not self.running() and self.count(pattern) < count:
                raise RuntimeError(f"vocmap ended with {self.process.returncode} before "
                                   f"'{pattern}':\n{self.text()[-4000:]}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"no {count} x '{pattern}' within {timeout_s} s:\n"
                                   f"{self.text()[-4000:]}")
            time.sleep(0.01)
        return time.monotonic() - self.started

    def wait_for_commits(self, count: int, timeout_s: float = 90) -> float:
        """So many more transactions from now on."""
        return self.wait_for(COMMITTED, self.commits() + count, timeout_s)

    def wait(self, timeout_s: float = 120) -> int:
        """Its exit code, or minus the signal that ended it."""
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired as late:
            self.kill()
            raise RuntimeError(f"vocmap did not end within {timeout_s} s:\n"
                               f"{self.text()[-4000:]}") from late

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> bool:
        """kill -9; whether it was still running."""
        was_running = self.running()
        self.process.kill()
        self.process.wait()
        return was_running

    def stop(self, timeout_s: float = 60) -> int:
        self.process.terminate()
        return self.wait(timeout_s)
