#!/usr/bin/env python3
"""Runs fetch.py against a web server on loopback that misbehaves; for test_datasets.c.

    python3 common/tests/hostile_server.py SCENARIO DATA_DIR [ARGUMENT of fetch.py]...

The sets are replaced by tiny ones whose two addresses are both on this server, /a/ and
/b/, and the drawn digits by a dozen of them. What the server was asked is printed as
"asked /a/x.gz bytes=1000-", the most memory used as "peak 30 MB", and the exit status
of fetch.py as "status 0".
"""

import gzip
import http.server
import os
import random
import resource
import socketserver
import sys
import threading
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "datasets"))

import builtin      # noqa: E402  (the path above comes first)
import digits       # noqa: E402
import download     # noqa: E402
import fetch        # noqa: E402
import sources      # noqa: E402
import store        # noqa: E402

CONTENT = random.Random(1).getrandbits(8 * 200000).to_bytes(200000, "big")
PACKED = gzip.compress(CONTENT)     # about as long: random bytes cannot be packed
OTHER = gzip.compress(b"1" * len(CONTENT))
NAMES = b"anna\nbob\n"
counts = {}     # requests so far, by path


class Handler(http.server.BaseHTTPRequestHandler):
    scenario = ""

    def log_message(self, *_):
        pass

    def do_GET(self):
        counts[self.path] = counts.get(self.path, 0) + 1
        print("asked", self.path, self.headers.get("Range", "all"), flush=True)
        content = NAMES if self.path.endswith("names.txt") else PACKED
        try:
            getattr(self, self.scenario.replace("-", "_"))(content, counts[self.path])
        except (BrokenPipeError, ConnectionResetError):
            pass

    def start(self, content):
        given = self.headers.get("Range")
        return int(given[len("bytes="):-1]) if given else 0

    def reply(self, body, code=200, **headers):
        self.send_response(code)
        headers.setdefault("Content-Length", str(len(body)))
        for name, value in headers.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def ranged(self, content, upto=None, announce=None):
        """Serves from the asked byte, perhaps less than is announced."""
        start = self.start(content)
        total = announce or len(content)
        if start >= len(content):
            return self.reply(b"", 416)
        headers = {"Content-Length": str(total - start)}
        if start:
            headers["Content-Range"] = "bytes %d-%d/%d" % (start, total - 1, total)
        self.reply(content[start:upto], 206 if start else 200, **headers)

    # ---- scenarios: what the server does with a request ----------------------------

    def honest(self, content, _):
        self.ranged(content)

    def truncated(self, content, n):
        """Each connection breaks after 70,000 bytes more."""
        self.ranged(content, upto=self.start(content) + 70000)

    def crumbs(self, content, n):
        """Six connections are needed, more than may fail in vain."""
        self.ranged(content, upto=self.start(content) + 35000)

    def truncated_once_without_range(self, content, n):
        if n == 1:
            return self.ranged(content, upto=50000)
        self.reply(content)

    def always_half(self, content, _):
        self.ranged(content, upto=len(content) // 2)

    def lying_length(self, content, _):
        """Announces more than there is: only 416 shows that all is there."""
        self.ranged(content, announce=len(content) + 5)

    def resumed_elsewhere(self, content, n):
        if n == 1:
            return self.ranged(content, upto=50000)
        if self.start(content):
            return self.reply(content[7:], 206, Content_Range="bytes 7-%d/%d"
                              % (len(content) - 1, len(content)))
        self.reply(content)

    def resumed_with_other_bytes(self, content, n):
        """The right place and the wrong bytes: only the checksum can tell."""
        start = self.start(content)
        if n == 1:
            return self.ranged(content, upto=50000)
        if start:
            return self.reply(b"x" * (len(content) - start), 206,
                              Content_Range="bytes %d-%d/%d"
                              % (start, len(content) - 1, len(content)))
        self.reply(content)

    def wrong_at_a(self, content, _):
        self.reply(b"other" * 100 if self.path.startswith("/a/") else content)

    def wrong_everywhere(self, content, _):
        self.reply(OTHER)

    def login_page(self, content, _):
        self.reply(b"<html>Please log in to this network.</html>")

    def busy_twice(self, content, n):
        if n <= 2:
            return self.reply(b"", 503, Retry_After="0")
        self.ranged(content)

    def missing_at_a(self, content, _):
        if self.path.startswith("/a/"):
            return self.reply(b"", 404)
        self.ranged(content)

    def missing_everywhere(self, content, _):
        self.reply(b"", 404)

    def endless(self, content, _):
        self.send_response(200)
        self.end_headers()
        for _ in range(10000):
            self.wfile.write(bytes(10000))

    def huge_length(self, content, _):
        self.reply(b"", Content_Length="99999999999999")

    def bad_length(self, content, _):
        self.reply(content, Content_Length="\u00b2")

    def bomb(self, content, _):
        self.reply(Handler.packed_bomb)

    def half_a_gzip(self, content, _):
        self.reply(content[:len(content) // 2])

    def silent(self, content, _):
        time.sleep(1.5)

    def slow(self, content, _):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for i in range(40):
            self.wfile.write(content[i:i + 1])
            time.sleep(0.05)

    def garbage(self, content, _):
        self.wfile.write(b"\x00\xff not http\r\n\r\n")
        self.close_connection = True

    def round_and_round(self, content, _):
        self.reply(b"", 302, Location=self.path)

    def other_scheme(self, content, _):
        self.reply(b"", 302, Location="file:///etc/passwd")

    def unasked_416(self, content, _):
        self.reply(b"", 416)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


def bomb():
    """300 MB of zeros, in a gzip file of 300 kB."""
    zip_it = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(zip_it.compress(bytes(1000 * 1000)) for _ in range(300))
    return packed + zip_it.flush()


def part_path(folder, address):
    """As in download.py, but the same for each run: the port is always another."""
    return os.path.join(folder, address.split("/", 3)[3].replace("/", "-"))


def main():
    os.environ["no_proxy"] = "*"    # the server is on this machine
    scenario, data, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
    Handler.scenario = scenario
    if scenario == "bomb":
        Handler.packed_bomb = bomb()
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    bases = ["http://127.0.0.1:%d/a/" % server.server_port,
             "http://localhost:%d/b/" % server.server_port]
    sources.SETS["mnist"] = [sources.Source(
        "x", "mnist/x.gz", [base + "x.gz" for base in bases], [store.sha256(CONTENT)],
        len(CONTENT))]
    sources.SETS["names"] = [sources.Source(
        "names.txt", "names.txt", [base + "names.txt" for base in bases],
        [store.sha256(NAMES)])]
    builtin.MAKERS["digits"] = (lambda: digits.files(20, 10, processes=1), "a few digits")
    download.part_path = part_path
    download.WAITS = [0.01] * 4
    download.BLOCK = 10000
    if scenario == "silent":    # elsewhere a busy machine must not look like that
        download.TIMEOUT = 0.6
    if scenario == "slow":
        download.STALL = (0.5, 1000)
    if "--only" not in arguments:
        arguments += ["--only", "mnist"]
    try:
        status = fetch.main(["--data", data] + arguments)
    except store.Problem as problem:
        print(problem)
        status = 2
    unit = 1e6 if sys.platform == "darwin" else 1e3
    print("peak %d MB" % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit))
    print("status", status, flush=True)


if __name__ == "__main__":
    main()
