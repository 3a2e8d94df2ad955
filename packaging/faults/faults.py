"""What the scripts of this folder share: an x0d of their own, a backend, clients, a verdict.

Python's standard library only. Everything is on loopback and in a temporary folder, and nothing is left behind.
"""

import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.environ.get("X0_TREE") or os.path.join(HERE, "..", "target", "x0")
SKIPPED = 77

# What was started is ended, however the script ends.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def skip(reason):
    print(f"SKIP {script()}: {reason}")
    sys.exit(SKIPPED)


def script():
    return os.path.basename(sys.argv[0])


def need(*programs):
    """Ends the script when a program is missing."""
    for program in programs:
        if shutil.which(program) is None:
            skip(f"{program} is not installed")
    if not os.path.exists(os.path.join(TREE, "bin", "x0d")):
        skip(f"there is no {TREE}: mvn -B -q -DskipTests package")


def need_root():
    if os.geteuid() != 0:
        skip("it needs root")


def need_strace():
    """Ends the script when strace cannot make system calls fail here."""
    need("strace")
    probe = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=1", "true"],
        capture_output=True,
    )
    if probe.returncode != 0:
        skip("strace cannot attach here: " + probe.stderr.decode().strip())


def verdict(checks, figures):
    """Prints what was measured and whether it is as it should be, and ends the script."""
    wrong = [what for what, holds in checks if not holds]
    print(f"{'FAIL' if wrong else 'PASS'} {script()}: {figures}" + (f"; not: {'; '.join(wrong)}" if wrong else ""))
    sys.exit(1 if wrong else 0)


def until(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"within {seconds} s not: {what() if callable(what) else what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("x0d", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Daemon:
    """x0d as a process with a folder of its own."""

    CONFIG = "handler setup {{ listen '{listen}'; {setup} }}\nhandler main {{ {main} director.default; return 404; }}\n"

    def __init__(self, listen=None, setup="", main="", folder=None):
        self.folder = folder or tempfile.mkdtemp(prefix="x0-fault-")
        atexit.register(shutil.rmtree, self.folder, True)
        self.state = os.path.join(self.folder, "state")
        self.socket = os.path.join(self.folder, "admin.sock")
        self.log = os.path.join(self.folder, "x0d.log")
        self.conf = os.path.join(self.folder, "x0d.conf")
        self.listen = listen or f"127.0.0.1:{free_port()}"
        self.port = int(self.listen.rsplit(":", 1)[1])
        self.write(setup, main)
        self.process = None

    def write(self, setup="", main=""):
        with open(self.conf, "w") as out:
            out.write(self.CONFIG.format(listen=self.listen, setup=setup, main=main))

    def command(self, *options):
        return [
            os.path.join(TREE, "bin", "x0d"), "--config", self.conf, "--state-dir", self.state,
            "--admin-socket", self.socket, *options,
        ]

    def launch(self, *options, prefix=(), java="", environment=None):
        """Starts x0d and does not wait."""
        variables = dict(os.environ, X0D_JAVA_OPTS="-XX:TieredStopAtLevel=1 " + java, **(environment or {}))
        process = subprocess.Popen(
            [*prefix, *self.command(*options)], stdin=subprocess.DEVNULL, stdout=open(self.log, "ab"),
            stderr=subprocess.STDOUT, env=variables, start_new_session=True,
        )
        atexit.register(end, process)
        self.process = process
        return self

    def start(self, *options, **more):
        """Starts x0d and waits until it serves; returns how long that took, in seconds."""
        begin = time.monotonic()
        before = self.pid()
        self.launch(*options, **more)
        until(lambda: "x0d serves: " + self.text(), lambda: self.is_new(before), 120)
        return time.monotonic() - begin

    def is_new(self, before):
        if self.process.poll() is not None:
            raise AssertionError(f"x0d ended with {self.process.returncode}: {self.text()}")
        now = self.pid()
        return now is not None and now != before

    def text(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def pid(self):
        try:
            return self.call("GET", "/status")[1]["pid"]
        except (OSError, http.client.HTTPException):
            return None

    def call(self, method, path, body=None, timeout=60):
        """Returns status and answer of a call of the API."""
        connection = UnixConnection(self.socket, timeout)
        try:
            fields = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), fields)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def must(self, method, path, body=None):
        status, answer = self.call(method, path, body)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer

    def shop(self, origin, **settings):
        """Makes a director with one backend."""
        self.must("PUT", "/director/shop", settings or None)
        self.must("PUT", "/director/shop/backends/b1", {"url": f"http://127.0.0.1:{origin.port}", "capacity": 200})

    def events(self):
        """Returns the states that backends have come into."""
        return [event["to"] for event in self.must("GET", "/events")["events"]]

    def ctl(self, *arguments):
        """Runs x0ctl; returns its exit code and how long it took."""
        begin = time.monotonic()
        done = subprocess.run(
            [os.path.join(TREE, "bin", "x0ctl"), *arguments], capture_output=True,
            env=dict(os.environ, X0_SOCKET=self.socket, XDG_CACHE_HOME=self.folder),
        )
        return done.returncode, time.monotonic() - begin

    def cpu_seconds(self, pid=None):
        with open(f"/proc/{pid or self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_megabytes(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))

    def kill(self):
        end(self.process)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def end(process):
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


class Origin:
    """A backend that answers every request with `ok` after it has read it, and closes what is idle for too long."""

    def __init__(self, fields="", idle=None):
        self.idle = idle
        self.closed = 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.received = 0
        self.answer = f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{fields}\r\nok".encode()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            with client, client.makefile("rb") as lines:
                while lines.readline():
                    length, chunked = 0, False
                    while (line := lines.readline().lower()) not in (b"\r\n", b""):
                        if line.startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                        chunked |= line.startswith(b"transfer-encoding:")
                    while chunked and (size := int(lines.readline(), 16)) >= 0:
                        lines.read(size + 2)
                        if size == 0:
                            break
                    while length > 0:
                        part = len(lines.read(min(length, 65536)))
                        if part == 0:
                            return
                        length -= part
                    self.received += 1
                    client.sendall(self.answer)
                    # From now on it may be idle; what was just opened is not.
                    client.settimeout(self.idle)
        except TimeoutError:
            self.closed += 1
        except OSError:
            pass


class Load:
    """Clients in a closed loop, which count what they get."""

    def __init__(self, port, clients, anew=False, host="127.0.0.1", pause=0, site="shop.test"):
        self.address = (host, port)
        self.site = site.encode()
        self.anew = anew
        self.pause = pause
        self.lock = threading.Lock()
        self.results = {}
        self.done = False
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(clients)]
        for thread in self.threads:
            thread.start()

    def total(self):
        with self.lock:
            return sum(self.results.values())

    def failed(self):
        with self.lock:
            return {result: count for result, count in self.results.items() if result != "200"}

    def count(self, result):
        with self.lock:
            self.results[result] = self.results.get(result, 0) + 1

    def run(self):
        only = b"Connection: close\r\n" if self.anew else b""
        request = b"GET / HTTP/1.1\r\nHost: " + self.site + b"\r\n" + only + b"\r\n"
        client = None
        while not self.done:
            try:
                if client is None:
                    client = socket.create_connection(self.address, timeout=60)
                client.sendall(request)
                status, close = self.read(client)
                self.count(status)
            except OSError as e:
                self.count(type(e).__name__)
                close = True
            if close and client is not None:
                client.close()
                client = None
            if self.pause:
                time.sleep(self.pause() if callable(self.pause) else self.pause)
        if client is not None:
            client.close()

    @staticmethod
    def read(client):
        received = b""
        while b"\r\n\r\n" not in received:
            part = client.recv(65536)
            if not part:
                raise ConnectionError("closed without an answer")
            received += part
        head, body = received.split(b"\r\n\r\n", 1)
        lower = head.lower()
        length = next((int(l.split(b":")[1]) for l in lower.split(b"\r\n") if l.startswith(b"content-length:")), 0)
        while len(body) < length:
            part = client.recv(65536)
            if not part:
                raise ConnectionError("closed within an answer")
            body += part
        return head[9:12].decode(), b"connection: close" in lower

    def finish(self):
        self.done = True
        for thread in self.threads:
            thread.join(60)
        return self
