"""Downloads that survive bad networks: retries, resume, and a limit to everything.

What has arrived is kept in a file beside the sets, so a download that broke off, in
this run or an earlier one, goes on from there (HTTP Range). A server's word is never
taken: the caller checks the content, and a wrong content is fetched once more from the
beginning and then given up.
"""

import errno
import hashlib
import http.client
import os
import re
import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import store

TIMEOUT = 10            # seconds without a byte before an attempt is given up
STALL = (30, 30000)     # an attempt must bring this many bytes in these seconds
WAITS = [1, 2, 4, 8]    # seconds before each further attempt that follows a vain one
BLOCK = 64 * 1024

hosts_out_of_reach = set()  # by this run: no use to wait for each file again


class Unreachable(Exception):
    """The address could not be had: the text says why."""

    def __init__(self, reason, host_too=False):
        Exception.__init__(self, one_line(reason))
        self.host_too = host_too    # nothing else can be had from that host either


class Refused(Exception):
    """Something came, and it is not the file: the text says why."""


class Retry(Exception):
    """This attempt failed; another may succeed. What came stays in the part file."""

    def __init__(self, reason, wait=0, answered=True):
        Exception.__init__(self, one_line(reason))
        self.wait = wait            # seconds the server asked for
        self.answered = answered    # False: there was not even a connection


def one_line(text):
    """What a server says is not to be trusted on a terminal either."""
    plain = "".join(c if " " <= c <= "~" else " " for c in str(text))
    return " ".join(plain.split())[:150]


class Progress:
    """A line that is drawn over on a terminal; a plain line now and then elsewhere."""

    def __init__(self, name, start, total):
        self.name, self.start, self.total = name, start, total
        self.begun = self.shown = time.time()
        self.tty = sys.stdout.isatty()
        self.drawn = False

    def line(self, done):
        rate = (done - self.start) / max(time.time() - self.begun, 0.001)
        text = "  %s  %s" % (self.name, megabytes(done))
        if self.total:
            text += " of %s" % megabytes(self.total)
        text += "  %s/s" % megabytes(rate)
        if self.total and rate > 0:
            text += "  %d s left" % round(max(self.total - done, 0) / rate)
        return text

    def show(self, done):
        now = time.time()
        if now - self.shown < (0.2 if self.tty else 5):
            return
        self.shown = now
        if self.tty:
            print("\r%-78s" % self.line(done)[:78], end="", flush=True)
            self.drawn = True
        else:
            print(self.line(done), flush=True)

    def end(self):
        if self.drawn:
            print("\r%78s\r" % "", end="", flush=True)


def megabytes(size):
    return "%.1f MB" % (size / 1e6) if size >= 1e5 else "%.1f kB" % (size / 1e3)


def part_path(folder, address):
    """Each address has a part file of its own: two servers may pack differently."""
    mark = hashlib.sha256(address.encode()).hexdigest()[:8]
    return os.path.join(folder, "%s-%s" % (mark, address.rsplit("/", 1)[-1]))


def size_of(path):
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def open_address(address, start):
    """The response, from byte `start` where the server can do that."""
    request = urllib.request.Request(address, headers={"User-Agent": "gradus-data"})
    request.add_header("Accept-Encoding", "identity")
    if start:
        request.add_header("Range", "bytes=%d-" % start)
    try:
        return urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:
            raise RangeRefused() from None
        reason = "HTTP %d %s" % (error.code, error.reason)
        if error.code in (408, 425, 429) or error.code >= 500:
            raise Retry(reason, retry_after(error.headers)) from None
        raise Unreachable(reason) from None
    except urllib.error.URLError as error:
        raise no_connection(error.reason) from None


class RangeRefused(Exception):
    """The server has no bytes after those that the part file holds (HTTP 416)."""


def retry_after(headers):
    return min(whole_number(headers.get("Retry-After") if headers else "") or 0, 30)


def no_connection(reason):
    """Without a network or a name, waiting does not help: give up at once."""
    hopeless = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
    if isinstance(reason, socket.gaierror) or getattr(reason, "errno", None) in hopeless:
        return Unreachable("no connection: %s" % reason, host_too=True)
    return Retry("no connection: %s" % (reason or type(reason).__name__), answered=False)


def whole_number(text):
    return int(text) if text and re.match("[0-9]{1,15}$", text) else None


def starting_byte(response, start):
    """Where the response's bytes belong: `start` if the server resumed, else 0."""
    given = response.headers.get("Content-Range", "")
    if response.status == 206 and given.startswith("bytes %d-" % start):
        return start
    if response.status == 206:
        raise RangeRefused()
    return 0


def receive(response, part, start, most, name):
    """Appends the response to the part file. Returns when the server says all is here."""
    length = whole_number(response.headers.get("Content-Length"))
    total = start + length if length is not None else None
    if (total or 0) > most:
        raise Refused("%s bytes announced; at most %d expected" % (total, most))
    progress = Progress(name, start, total)
    done, mark, mark_time = start, start, time.time()
    try:
        with open(part, "r+b" if start else "wb") as file:
            file.seek(start)
            while True:
                try:
                    block = response.read1(BLOCK)
                except (OSError, http.client.HTTPException, ValueError) as error:
                    raise Retry("the connection broke after %s (%s)"
                                % (megabytes(done), error)) from None
                if not block:
                    break
                file.write(block)
                done += len(block)
                if done > most:
                    raise Refused("more than the %d bytes that were expected" % most)
                progress.show(done)
                if time.time() - mark_time > STALL[0]:
                    if done - mark < STALL[1]:
                        raise Retry("too slow: %d bytes in %g s"
                                    % (done - mark, STALL[0]))
                    mark, mark_time = done, time.time()
    except OSError as error:
        raise store.explain(error, part) from None
    finally:
        progress.end()
    if total is not None and done < total:
        raise Retry("the connection closed after %s of %s"
                    % (megabytes(done), megabytes(total)))


def attempt(address, part, most):
    """One attempt to have the whole file in the part file."""
    start = size_of(part)
    try:
        response = open_address(address, start)
    except RangeRefused:
        if not start:
            raise Unreachable("HTTP 416 though no range was asked for") from None
        return      # nothing follows what is here: the caller checks whether it is right
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise Retry("no sensible answer: %s" % (error or type(error).__name__),
                    answered=False) from None
    with response:
        try:
            start = starting_byte(response, start)
        except RangeRefused:
            store.remove(part)
            raise Retry("the server went on at a wrong place") from None
        receive(response, part, start, most, address.rsplit("/", 1)[-1])


def fetch(address, folder, most, check, say):
    """The content of an address, after check(bytes) has passed it; the value is
    check's. check raises Refused for a wrong content. Raises Unreachable or Refused.
    Attempts that bring something go on as long as they do.
    """
    host = urllib.parse.urlsplit(address).netloc
    if host in hosts_out_of_reach:
        raise Unreachable("%s is out of reach" % host)
    store.make_folder(folder)
    part = part_path(folder, address)
    resumed = size_of(part)
    if resumed:
        say("  going on after the first %s" % megabytes(resumed))
    refusals = tries = 0
    while True:
        before = size_of(part)
        try:
            attempt(address, part, most)
            with open(part, "rb") as file:
                value = check(file.read())
            store.remove(part)
            return value
        except Refused as problem:
            store.remove(part)
            refusals += 1
            if refusals == 2:
                raise
            say("  %s; trying again" % problem)
        except Retry as problem:
            grown = size_of(part) >= before + BLOCK
            tries = 0 if grown else tries + 1
            if tries > (len(WAITS) if problem.answered else 1):
                hosts_out_of_reach.add(host)
                raise Unreachable(str(problem)) from None
            pause = max(WAITS[max(tries - 1, 0)], problem.wait)
            say("  %s; trying again in %g s" % (problem, pause))
            time.sleep(pause)
        except Unreachable as problem:
            if problem.host_too:
                hosts_out_of_reach.add(host)
            raise
        except OSError as error:
            raise store.explain(error, part) from None
