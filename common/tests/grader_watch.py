#!/usr/bin/env python3
"""Plays one scene with `./grader watch` in the current folder; exit 1 says what went
wrong. The learner's editor is this script; the terminal is a pseudo-terminal.

    grader_watch.py piped | keys | interrupt | burst | editor | closed
"""
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

YOURS, REFERENCE = Path("02-lines/exercises"), Path("02-lines/solutions")
DEADLINE = 30


class Watch:
    """A running watch and all that it has said."""

    def __init__(self, terminal):
        self.said = ""
        if terminal:
            self.fd, slave = pty.openpty()
            self.before = termios.tcgetattr(slave)
            self.slave = slave
            self.process = subprocess.Popen(
                ["./grader", "watch", "ch02", "--plain"], stdin=slave, stdout=slave,
                stderr=slave, start_new_session=True, preexec_fn=self.take_terminal)
        else:
            self.fd, out = os.pipe()
            self.process = subprocess.Popen(
                ["./grader", "watch", "ch02"], stdout=out, stdin=subprocess.DEVNULL,
                stderr=out, preexec_fn=self.hear_interrupts)
            os.close(out)

    @staticmethod
    def hear_interrupts():
        """A shell lets what it runs in the background ignore Ctrl-C; not here."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    @staticmethod
    def take_terminal():
        import fcntl
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def read(self, seconds):
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # the other end of a pseudo-terminal is closed
            return False
        self.said += data.decode("utf-8", "replace").replace("\r", "")
        return bool(data)

    def expect(self, words, since=0):
        end = time.time() + DEADLINE
        while words not in self.said[since:]:
            if time.time() > end or self.process.poll() is not None and not self.read(0.2):
                raise SystemExit(f"never said {words!r}:\n{self.said}")
            self.read(0.2)
        return self.said.index(words, since) + len(words)

    def key(self, key):
        os.write(self.fd, key.encode())

    def ends_with(self, status):
        end = time.time() + DEADLINE
        while self.process.poll() is None and time.time() < end:
            self.read(0.1)
        if self.process.poll() is None:
            self.process.kill()
            raise SystemExit(f"it did not end:\n{self.said}")
        if self.process.returncode != status:
            raise SystemExit(f"it ended with {self.process.returncode}, not {status}:\n"
                             + self.said)

    def terminal_is_as_before(self):
        if termios.tcgetattr(self.slave) != self.before:
            raise SystemExit("the terminal is not as it was")


def save(name, change=None):
    text = (REFERENCE / name).read_text()
    if change:
        assert change[0] in text, change
        text = text.replace(*change)
    (YOURS / name).write_text(text)


def piped():
    """Without a terminal: each save is graded; it ends when everything passes."""
    watch = Watch(terminal=False)
    at = watch.expect("Ctrl-C ends it.")
    save("line.c", ("+ b;", "- b;"))
    at = watch.expect("FAILED", at)
    if "2.2   line_backward" in watch.said:
        raise SystemExit(f"it graded more than the first that changed:\n{watch.said}")
    save("line.c")
    at = watch.expect("Next: 2.2 line_backward, in 02-lines/exercises/line.c", at)
    save("relu.c")
    at = watch.expect("2.3   relu                               passed", at)
    save("loss.c")
    at = watch.expect("2.4   line_loss                          passed", at)
    (YOURS / "line.c").write_text((YOURS / "line.c").read_text() + "\n// done\n")
    at = watch.expect("2.2   line_backward                      passed", at)
    watch.expect("Every exercise of ch02 is passed.", at)
    watch.ends_with(0)
    if "\033" in watch.said or "keys:" in watch.said:
        raise SystemExit(f"that was meant for a terminal:\n{watch.said!r}")


def keys():
    """In a terminal: run, list, hint, quit; then the terminal is as before."""
    watch = Watch(terminal=True)
    at = watch.expect("keys: r run again   h hint   l list   q quit")
    watch.key("r")
    at = watch.expect("2.1   line_forward                       not started", at)
    at = watch.expect("keys:", at)
    watch.key("h")
    at = watch.expect("2.1 line_forward, hint 1 of 3", at)
    watch.key("l")
    at = watch.expect("2.10  largest", at)
    watch.key("?")
    at = watch.expect("keys:", at)
    watch.key("q")
    watch.ends_with(1)
    watch.terminal_is_as_before()


def interrupt():
    """Ctrl-C ends it at once and leaves the terminal as it was."""
    watch = Watch(terminal=True)
    watch.expect("keys:")
    watch.key("\x03")
    watch.ends_with(-signal.SIGINT)
    watch.terminal_is_as_before()
    watch = Watch(terminal=True)
    watch.expect("keys:")
    watch.process.terminate()
    watch.ends_with(-signal.SIGTERM)
    watch.terminal_is_as_before()


def burst():
    """Many writes shortly after one another are one save. A busy machine may pause
    between two of them for longer than watch waits, so a few gradings are allowed;
    one for each of the eleven writes is what must not happen."""
    watch = Watch(terminal=False)
    at = watch.expect("Ctrl-C ends it.")
    text = (REFERENCE / "line.c").read_text()
    for k in range(10):
        (YOURS / "line.c").write_text(text[: 10 * k])
        time.sleep(0.03)
    save("line.c")
    at = watch.expect("passed       1 point", at)
    time.sleep(1.5)
    watch.read(0.1)
    if watch.said.count("\n--- ") > 4:
        raise SystemExit(f"one save was graded several times:\n{watch.said}")
    watch.process.send_signal(signal.SIGINT)
    watch.ends_with(-signal.SIGINT)


def editor():
    """Editors that write another file and rename it are noticed, and broken C is told."""
    watch = Watch(terminal=False)
    at = watch.expect("Ctrl-C ends it.")
    save("relu.c", ("x > 0 ?", "x > ? 0"))
    at = watch.expect("02-lines/exercises/relu.c does not compile.", at)
    (YOURS / ".relu.swp").write_text((REFERENCE / "relu.c").read_text())
    os.replace(YOURS / ".relu.swp", YOURS / "relu.c")
    watch.expect("2.3   relu                               passed", at)
    watch.process.send_signal(signal.SIGTERM)
    watch.ends_with(-signal.SIGTERM)


def closed():
    """When nobody reads any more, it ends instead of running for ever."""
    watch = Watch(terminal=False)
    watch.expect("Ctrl-C ends it.")
    os.close(watch.fd)
    for k in range(3):
        save("relu.c", ("x : 0", f"x : {k}"))
        time.sleep(2.5)
    if watch.process.poll() is None:
        watch.process.kill()
        raise SystemExit("it runs on although nobody reads")


if __name__ == "__main__":
    {f.__name__: f for f in (piped, keys, interrupt, burst, editor, closed)}[sys.argv[1]]()
