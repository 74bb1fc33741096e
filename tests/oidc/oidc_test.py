"""Signing in with a real OpenID Connect issuer: discovery, three algorithms, rotation, an issuer that is away.

Usage: oidc_test.py PATH_OF_DOSSIER FOLDER     FOLDER has the issuer's node_modules (`./dev test` installs them)
"""
import base64
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

BINARY = os.path.abspath(sys.argv.pop(1))
MODULES = pathlib.Path(sys.argv.pop(1)).absolute() / "node_modules"
ISSUER = pathlib.Path(__file__).parent / "issuer.mjs"
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("DOSSIER_")}


def call(port, method, path, headers=None, body=None):
    """Status, headers, body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()
    finally:
        connection.close()


class Issuer:
    def __init__(self):
        self.process = subprocess.Popen(["node", ISSUER, MODULES], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise AssertionError("the issuer does not start: ./dev test installs what it needs")
        self.port = int(self.address.rsplit(":", 1)[1])

    def token(self, person="AD-01", algorithm="RS256", audience="dossier"):
        """An access token, by the client credentials grant; without an algorithm an opaque one."""
        secret = base64.b64encode(f"{person}:{urllib.parse.quote('secret of ' + person)}".encode()).decode()
        form = {"grant_type": "client_credentials"}
        if algorithm:
            form["resource"] = f"urn:{audience}:{algorithm}"
        status, _, body = call(self.port, "POST", "/token",
                               {"Authorization": "Basic " + secret,
                                "Content-Type": "application/x-www-form-urlencoded"}, urllib.parse.urlencode(form))
        assert status == 200, body
        return json.loads(body)["access_token"]

    def rotate(self):
        self.process.stdin.write("rotate\n")
        self.process.stdin.flush()
        for line in self.process.stdout:  # it also talks of its own settings
            if line == "rotated\n":
                return
        raise AssertionError("the issuer has ended")

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Server:
    """`dossier serve` that takes the issuer's tokens, and no other."""

    def __init__(self, var, issuer):
        file = os.path.join(var, "issuers.toml")
        pathlib.Path(file).write_text(f'[[issuer]]\nurl = "{issuer.address}"\naudience = "dossier"\n')
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--var", var, "--partitions", "4", "--issuers", file],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def get(self, token, path="/api/portfolio"):
        return call(self.port, "GET", path, {"Authorization": "Bearer " + token} if token else {})

    def status(self, token):
        return self.get(token)[0]

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=60)
        return self.process.returncode


class SigningIn(unittest.TestCase):
    def setUp(self):
        self.issuer = Issuer()
        self.addCleanup(self.issuer.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, self.issuer)
        self.addCleanup(self.server.stop)

    def until(self, token, wanted, seconds):
        end = time.monotonic() + seconds
        while (status := self.server.status(token)) != wanted and time.monotonic() < end:
            time.sleep(0.5)
        self.assertEqual(status, wanted)

    def test_its_tokens_are_taken_and_others_are_not(self):
        self.assertEqual(self.server.status(""), 401)
        for algorithm in ("RS256", "ES256", "EdDSA"):
            self.assertEqual(self.server.status(self.issuer.token(algorithm=algorithm)), 200, algorithm)
        self.assertEqual(self.server.get(self.issuer.token("OF-12"), "/api/customers/C-1")[0], 404)
        self.assertEqual(self.server.status(self.issuer.token("CO-01")), 200)
        self.assertEqual(self.server.get(self.issuer.token("CO-01"), "/api/ops/usage")[0], 403)
        refused = {"two roles": self.issuer.token("CO-02"),
                   "another audience": self.issuer.token(audience="other"),
                   "another algorithm": self.issuer.token(algorithm="PS256"),
                   "a person without a role": self.issuer.token("X-1"),
                   "a token that is no JWT": self.issuer.token(algorithm="")}
        for what, token in refused.items():
            status, headers, body = self.server.get(token)
            self.assertEqual((status, json.loads(body)["type"]), (401, "/problems/unauthenticated"), what)
            self.assertIn('error="invalid_token"', headers["WWW-Authenticate"], what)

    def test_rotated_keys_are_picked_up(self):
        first = self.issuer.token()
        self.assertEqual(self.server.status(first), 200)
        self.issuer.rotate()
        second = self.issuer.token()
        self.assertEqual(self.server.status(second), 401)  # its keys were fetched a moment ago
        self.until(second, 200, 40)
        self.assertEqual(self.server.status(first), 401)
        self.issuer.rotate()
        third = self.issuer.token()
        self.server.process.send_signal(signal.SIGHUP)  # at once
        self.until(third, 200, 10)

    def test_while_the_issuer_is_away_its_keys_stay(self):
        token = self.issuer.token()
        self.assertEqual(self.server.status(token), 200)
        later = self.issuer.token(algorithm="ES256")
        self.issuer.stop()
        self.server.process.send_signal(signal.SIGHUP)
        time.sleep(2)
        self.assertEqual(self.server.status(token), 200)
        self.assertEqual(self.server.status(later), 200)
        with tempfile.TemporaryDirectory() as folder:
            started_since = Server(folder, self.issuer)
            try:
                status, headers, _ = started_since.get(token)
                self.assertEqual((status, headers["Retry-After"]), (503, "1"))
                self.assertEqual(call(started_since.port, "GET", "/livez")[0], 200)
            finally:
                self.assertEqual(started_since.stop(), 0)


if __name__ == "__main__":
    unittest.main()
