"""End to end: the real `dossier`, a folder of its own, the standard library only.

Usage: e2e_cli_test.py PATH_OF_DOSSIER [unittest arguments]
"""

import http.client
import json
import os
import pty
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

BINARY = os.path.abspath(sys.argv.pop(1))


def payment(event_id, subject="C-1", **data):
    """A sound payment; `data` changes or adds members."""
    members = {
        "payment_id": "P-1",
        "loan_id": "LN-1",
        "amount": {"amount": "45000.00", "currency": "JMD"},
        "value_date": "2026-03-02",
        "method": "bank_transfer",
    }
    members.update(data)
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "/core/payments",
        "type": "dossier.payment.received.v1",
        "subject": subject,
        "time": "2026-03-02T10:15:00Z",
        "data": members,
    }


def environment():
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DOSSIER_")}
    kept["NO_COLOR"] = "1"
    return kept


class Server:
    """A running `dossier serve` on a free port."""

    def __init__(self, var, *arguments):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--dev", "--port", "0", "--var", var, "--partitions", "4", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
        line = self.process.stdout.readline()
        if not line.startswith("listening on http://127.0.0.1:"):
            raise AssertionError("no address: " + line + self.process.communicate()[1])
        self.port = int(line.rsplit(":", 1)[1])
        self.token = subprocess.check_output([BINARY, "--var", var, "token", "admin"], text=True,
                                             env=environment()).strip()

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            signed_in = {"Authorization": "Bearer " + self.token}
            connection.request(method, path, body, {**signed_in, **(headers or {})})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def publish(self, event):
        status, _, body = self.request("POST", "/api/events", json.dumps(event),
                                       {"Content-Type": "application/cloudevents+json"})
        return status, json.loads(body)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        if not self.process.stdout.closed:
            self.process.communicate()

    def stop(self, how=signal.SIGTERM):
        """The exit code and the log."""
        self.process.send_signal(how)
        _, log = self.process.communicate(timeout=60)
        return self.process.returncode, log


class Case(unittest.TestCase):
    def setUp(self):
        self.var = tempfile.mkdtemp(prefix="dossier-e2e-")
        self.addCleanup(shutil.rmtree, self.var, ignore_errors=True)

    def start(self, *arguments):
        server = Server(self.var, *arguments)
        self.addCleanup(server.end)
        return server

    def run_cli(self, *arguments, stdin=None, variables=None):
        """Exit code, stdout, stderr."""
        done = subprocess.run(
            [BINARY, "--var", self.var, "--partitions", "4", *arguments], input=stdin,
            capture_output=True, text=True, timeout=120,
            env={**environment(), **(variables or {})})
        return done.returncode, done.stdout, done.stderr

    def write(self, name, text):
        path = os.path.join(self.var, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


class Serving(Case):
    def test_what_was_published_is_read_back_after_a_restart(self):
        server = self.start()
        status, answer = server.publish(payment("e-1"))
        self.assertEqual(status, 201)
        path = "/api/customers/C-1?min_position=" + answer["position"]
        status, headers, body = server.request("GET", path)
        self.assertEqual((status, json.loads(body)["version"]), (200, answer["position"]))
        self.assertEqual(server.request("GET", path, headers={
            "If-None-Match": headers["ETag"]})[0], 304)
        code, log = server.stop()
        self.assertEqual(code, 0)
        self.assertNotIn("C-1", log)

        server = self.start()
        self.assertEqual(server.publish(payment("e-1")),
                         (200, {**answer, "duplicate": True}))
        status, _, again = server.request("GET", path)
        self.assertEqual((status, json.loads(again)["version"]), (200, answer["position"]))
        self.assertEqual(server.stop(signal.SIGINT)[0], 0)

    def test_what_was_acknowledged_outlives_a_kill(self):
        server = self.start()
        answers = [server.publish(payment(f"e-{i}", f"C-{i % 7}"))[1] for i in range(200)]
        server.process.kill()
        server.process.communicate()
        server = self.start()
        for i, answer in enumerate(answers):
            self.assertEqual(server.publish(payment(f"e-{i}", f"C-{i % 7}")),
                             (200, {**answer, "duplicate": True}))
        code, live, _ = self.run_cli("replay", "dump", "--sha256")
        code_zero, zero, _ = self.run_cli("replay", "dump", "--from-zero", "--sha256")
        self.assertEqual((code, code_zero, live), (0, 0, zero))
        self.assertEqual(len(live.strip()), 64)

    def test_two_servers_never_share_a_folder_or_a_port(self):
        server = self.start()
        other = subprocess.run([BINARY, "serve", "--port", "0", "--var", self.var, "--partitions", "4"],
                               capture_output=True, text=True, timeout=60, env=environment())
        self.assertEqual(other.returncode, 5, other.stderr)
        with tempfile.TemporaryDirectory() as elsewhere:
            other = subprocess.run([BINARY, "serve", "--port", str(server.port), "--var", elsewhere],
                                   capture_output=True, text=True, timeout=60, env=environment())
            self.assertEqual(other.returncode, 1)
            self.assertIn("--port", other.stderr)
        self.assertEqual(server.publish(payment("e-1"))[0], 201)

    def test_metrics_and_health(self):
        server = self.start()
        self.assertEqual(server.request("GET", "/livez")[2], "ok\n")
        self.assertEqual(server.request("GET", "/readyz")[0], 200)
        self.assertIn("dossier_log_records_total", server.request("GET", "/metrics")[2])
        officer = {"Authorization": "Bearer " + self.run_cli("token", "officer")[1].strip()}
        self.assertEqual(server.request("GET", "/api/ops/usage", headers=officer)[0], 403)
        self.assertEqual(server.request("GET", "/api/ops/usage")[0], 200)
        self.assertEqual(server.request("GET", "/api/ops/usage", headers={"Authorization": ""})[0], 401)

    def test_the_files_are_its_owners_alone(self):
        self.start()
        for name in ("master.key", "dossier.sock"):
            mode = stat.S_IMODE(os.stat(os.path.join(self.var, name)).st_mode)
            self.assertEqual(mode, 0o600, name)

    def test_a_schedule_opens_todays_business_day(self):
        server = self.start("--open-day-at", "00:00")
        server.publish(payment("e-1"))
        deadline = time.time() + 20
        while time.time() < deadline:
            _, _, body = server.request("GET", "/api/customers/C-1")
            if json.loads(body).get("business_date"):
                break
            time.sleep(0.1)
        self.assertRegex(json.loads(body)["business_date"], r"^\d{4}-\d\d-\d\d$")


class Commands(Case):
    """Each beside a server and without one: the same answers."""

    def both_ways(self, check):
        check()
        server = self.start()
        check()
        self.assertEqual(server.stop()[0], 0)
        check()

    def test_view_and_tail(self):
        file = self.write("e.json", json.dumps(payment("e-1")))
        self.assertEqual(self.run_cli("publish", file)[0], 0)

        def check():
            code, out, _ = self.run_cli("view", "C-1", "--json", "--timeline", "5")
            self.assertEqual(code, 0)
            answer = json.loads(out)
            self.assertEqual(answer["view"]["id"], "C-1")
            self.assertEqual(len(answer["timeline"]["entries"]), 1)
            code, out, _ = self.run_cli("view", "C-1")
            self.assertIn("JMD 45,000.00", out)
            self.assertEqual(self.run_cli("view", "C-404")[0], 3)
            code, out, _ = self.run_cli("tail", "--customer", "C-1")
            self.assertEqual([json.loads(line)["id"] for line in out.splitlines()], ["e-1"])

        self.both_ways(check)

    def test_audit_shows_who_saw_what_from_where(self):
        server = self.start()
        registered = {"specversion": "1.0", "id": "r-1", "source": "/crm", "subject": "C-1",
                      "type": "dossier.customer.registered.v1",
                      "data": {"customer_type": "individual", "national_id": "AB1122334"}}
        _, answer = server.publish(registered)
        self.assertEqual(server.request("GET", f"/api/customers/C-1?min_position={answer['position']}")[0], 200)
        ask = {"field": "national_id", "reason": "Customer asked for a copy"}
        status, headers, body = server.request("POST", "/api/customers/C-1/reveal", json.dumps(ask))
        self.assertEqual((status, json.loads(body)["value"]), (200, "AB1122334"))
        self.assertEqual(headers["Cache-Control"], "no-store")

        def check():
            code, out, _ = self.run_cli("audit", "C-1", "--action", "access.revealed")
            self.assertEqual(code, 0)
            for part in ("Masked field revealed: national_id", "reason: Customer asked for a copy",
                         "ip: 127.0.0.1", "customer C-1"):
                self.assertIn(part, out)
            code, out, _ = self.run_cli("audit", "C-1", "--json", "--limit", "200")
            self.assertEqual(code, 0)
            actions = [entry["action"] for entry in json.loads(out)["entries"]]
            self.assertEqual(actions[0], "dossier.access.audit_read.v1")
            self.assertEqual(sorted(set(actions[-3:])),
                             ["dossier.access.opened.v1", "dossier.access.revealed.v1",
                              "dossier.customer.registered.v1"])
            self.assertNotIn("AB1122334", out)
            self.assertEqual(self.run_cli("audit", "C-404")[0], 3)
            self.assertEqual(self.run_cli("audit", "C-1", "--from", "soon")[0], 4)

        check()
        server.stop()
        check()

    def test_publish_tells_each_line_and_takes_all_that_is_sound(self):
        lines = [json.dumps(payment("e-1")), "{nonsense", "", json.dumps(payment("e-2", method="x")),
                 '{"a":' * 100000 + "1" + "}" * 100000, json.dumps(payment("e-1")),
                 json.dumps(payment("e-1", receipt_number="R-2")), json.dumps(payment("e-3"))]
        code, out, err = self.run_cli("--json", "publish", "-", stdin="\n".join(lines))
        told = {entry["number"]: entry for entry in map(json.loads, out.splitlines())}
        self.assertEqual({n: e["status"] for n, e in told.items()},
                         {1: 201, 2: 400, 4: 422, 5: 422, 6: 200, 7: 409, 8: 201})
        self.assertEqual(told[4]["field"], "data.method")
        self.assertEqual(code, 4)
        self.assertIn("2 new, 1 known already, 4 faults", err)

    def test_publish_reads_one_event_an_array_and_lines(self):
        one = json.dumps(payment("e-1"), indent=2)
        array = json.dumps([payment("e-1"), payment("e-2")], indent=2)
        lines = "\n".join(json.dumps(payment(f"e-{i}")) for i in range(1200))
        for text, new, known in ((one, 1, 0), (array, 1, 1), (lines, 1198, 2), ("", 0, 0)):
            code, _, err = self.run_cli("publish", "-", stdin=text)
            self.assertEqual((code, err), (0, f"{new} new, {known} known already, 0 faults\n"))

    def test_seed_twice_changes_nothing(self):
        def check():
            code, out, err = self.run_cli("seed")
            self.assertEqual(code, 0, err)
            return out

        first = check()
        self.assertIn("C-1042: ", first)
        self.assertIn(" 0 known already", first)
        _, before, _ = self.run_cli("replay", "dump", "--sha256")

        def again():
            for line in check().splitlines():
                self.assertIn(": 0 events new", line)
            self.assertEqual(self.run_cli("replay", "dump", "--sha256")[1], before)

        self.both_ways(again)

    def test_seed_portfolio_opens_its_days(self):
        arguments = ("--json", "seed", "portfolio", "--customers", "20", "--events", "600")
        code, out, err = self.run_cli(*arguments)
        self.assertEqual((code, json.loads(out)), (0, {"new": 600, "known": 0, "faults": 0}), err)
        server = self.start()
        code, out, _ = self.run_cli(*arguments)
        self.assertEqual((code, json.loads(out)), (0, {"new": 0, "known": 600, "faults": 0}))
        code, out, _ = self.run_cli("open-day")
        self.assertIn("2026-03-02", out)
        self.assertEqual(server.stop()[0], 0)

    def test_days_quarantine_and_doctor(self):
        self.assertEqual(self.run_cli("--json", "open-day", "2026-03-02")[1],
                         '{"business_date":"2026-03-02"}\n')

        def check():
            self.assertEqual(self.run_cli("open-day", "2026-03-01")[0], 4)
            self.assertEqual(self.run_cli("quarantine", "list")[1], "the quarantine is empty\n")
            self.assertEqual(self.run_cli("quarantine", "show", "C-1")[0], 3)
            self.assertEqual(self.run_cli("quarantine", "retry", "C-1", "profile")[0], 3)
            code, out, _ = self.run_cli("--json", "doctor", "--port", "0")
            states = {c["name"]: c["state"] for c in json.loads(out)["checks"]}
            self.assertEqual((code, states["folding"], states["zone"]), (0, "ok", "ok"))

        self.both_ways(check)

    def test_doctor_says_why_a_folder_does_not_open(self):
        self.assertEqual(self.run_cli("open-day", "2026-03-02")[0], 0)
        key = os.path.join(self.var, "master.key")
        with open(key, "w", encoding="ascii") as file:
            file.write("11" * 32 + "\n")
        code, out, _ = self.run_cli("doctor", "--port", "0")
        self.assertEqual(code, 1)
        self.assertIn("fail", out)
        self.assertEqual(self.run_cli("view", "C-1")[0], 4)

    def test_doctor_makes_no_folder(self):
        nowhere = os.path.join(self.var, "nowhere")
        code, out, _ = self.run_cli("doctor", "--port", "0", "--var", nowhere)
        self.assertEqual(code, 0)
        self.assertIn("not there yet", out)
        self.assertFalse(os.path.exists(nowhere))

    def test_usage_errors_are_2_and_say_what(self):
        for arguments in ((), ("frob",), ("view",), ("tail", "--partition", "1", "--customer", "C-1"),
                          ("doctor", "--port", "x"), ("doctor", "--open-day-at", "25:00")):
            code, _, err = self.run_cli(*arguments)
            self.assertEqual(code, 2, arguments)
            self.assertTrue(err)
        self.assertEqual(self.run_cli("--version")[1].split()[0], "dossier")
        code, out, _ = self.run_cli("--help")
        self.assertEqual(code, 0)
        self.assertIn("Examples:", out)

    def test_settings_file_below_environment_below_flags(self):
        self.write("dossier.toml", 'zone = "Nowhere/File"\n')
        zone = lambda **more: self.run_cli("doctor", "--port", "0", **more)[1]
        self.assertIn("Nowhere/File", zone())
        self.assertIn("Nowhere/Variable", zone(variables={"DOSSIER_ZONE": "Nowhere/Variable"}))
        _, out, _ = self.run_cli("doctor", "--port", "0", "--zone", "Nowhere/Flag",
                                 variables={"DOSSIER_ZONE": "Nowhere/Variable"})
        self.assertIn("Nowhere/Flag", out)
        self.write("dossier.toml", "colour = 1\n")
        code, _, err = self.run_cli("doctor")
        self.assertEqual(code, 2)
        self.assertIn("colour", err)

    def test_a_reader_that_leaves_does_no_harm(self):
        self.assertEqual(self.run_cli("seed")[0], 0)
        tail = subprocess.Popen([BINARY, "--var", self.var, "--partitions", "4", "tail"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        tail.stdout.readline()
        tail.stdout.close()
        self.assertEqual(tail.wait(timeout=60), -signal.SIGPIPE)
        self.assertEqual(tail.stderr.read(), b"")
        tail.stderr.close()


class Interrupts(Case):
    def test_tail_follows_until_ctrl_c(self):
        server = self.start()
        tail = subprocess.Popen([BINARY, "--var", self.var, "tail", "--follow", "--from", "begin",
                                 "--customer", "C-1"],
                                stdout=subprocess.PIPE, text=True, env=environment())
        time.sleep(0.3)
        server.publish(payment("e-1"))
        self.assertEqual(json.loads(tail.stdout.readline())["id"], "e-1")
        server.publish(payment("e-2"))
        self.assertEqual(json.loads(tail.stdout.readline())["id"], "e-2")
        tail.send_signal(signal.SIGINT)
        self.assertEqual(tail.wait(timeout=20), 0)
        tail.stdout.close()

    def test_a_seed_ends_on_ctrl_c_and_goes_on_later(self):
        arguments = ("seed", "portfolio", "--customers", "50", "--events", "20000")
        seed = subprocess.Popen([BINARY, "--var", self.var, "--partitions", "4", *arguments],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        time.sleep(1)
        seed.send_signal(signal.SIGINT)
        seed.communicate(timeout=60)
        self.assertEqual(seed.returncode, 130)
        code, out, err = self.run_cli("--json", *arguments)
        told = json.loads(out)
        self.assertEqual((code, told["new"] + told["known"], told["faults"]), (0, 20000, 0), err)
        self.assertGreater(told["known"], 0)

    def test_progress_is_shown_on_a_terminal_only(self):
        arguments = [BINARY, "--var", self.var, "--partitions", "4", "seed", "portfolio",
                     "--customers", "20", "--events", "3000"]
        try:
            reader, writer = pty.openpty()
        except OSError:
            self.skipTest("this machine has no terminal devices")
        done = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=writer,
                                env=environment())
        os.close(writer)
        shown = b""
        try:
            while piece := os.read(reader, 4096):
                shown += piece
        except OSError:  # the terminal's other end is closed
            pass
        os.close(reader)
        self.assertEqual(done.wait(timeout=60), 0)
        self.assertRegex(shown.decode(), r"\d+% \d+ events \d+/s \d+ s left")


if __name__ == "__main__":
    unittest.main()
