"""The personas' figures, as tests/expectations/*.expect state them by hand, against the real binary.

Usage: expectations_test.py PATH_OF_DOSSIER

A file has lines `GET path`, and indented ones `path/in/the/answer = value` below it. Money is compared
by its amount; lists as JSON.
"""

import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

BINARY = os.path.abspath(sys.argv[1])
FILES = sorted(pathlib.Path(__file__).parent.parent.joinpath("expectations").glob("*.expect"))
SEEDED_WITHIN_S = 120


def get(server, path):
    port, token = server
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Authorization": "Bearer " + token})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def wait_until_seeded(server, customers):
    end = time.monotonic() + SEEDED_WITHIN_S
    for customer in customers:
        while True:
            status, view = get(server, "/api/customers/" + customer)
            if status == 200 and not view["importing"] and view["business_date"] == "2026-03-02":
                break
            if time.monotonic() > end:
                raise AssertionError(f"{customer} is not seeded: {status} {str(view)[:300]}")
            time.sleep(0.2)


def shown(value):
    if isinstance(value, dict) and "amount" in value:
        return value["amount"]
    if isinstance(value, str):
        return value
    return json.dumps(value)


def figure(answer, pointer):
    for name in pointer.split("/"):
        if isinstance(answer, list):
            answer = answer[int(name)] if int(name) < len(answer) else None
        elif isinstance(answer, dict) and name in answer:
            answer = answer[name]
        else:
            return "absent"
    return shown(answer)


def check(server, path):
    """Failures of one file, and how many figures it states."""
    failures, stated, answer = [], 0, None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.strip().startswith("#"):
            continue
        if line.startswith("GET "):
            status, answer = get(server, line[4:])
            if status != 200:
                failures.append(f"{path.name}:{number}: {line}: {status}")
            continue
        pointer, value = line.strip().split(" = ", 1)
        ours = figure(answer, pointer)
        stated += 1
        if ours != value:
            failures.append(f"{path.name}:{number}: {pointer} is stated as {value}, ours is {ours}")
    return failures, stated


def main():
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DOSSIER_")}
    with tempfile.TemporaryDirectory() as var:
        server = subprocess.Popen(
            [BINARY, "serve", "--dev", "--seed", "--port", "0", "--var", var, "--partitions", "4",
             "--requests-a-second", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=kept)
        try:
            port = None
            for line in server.stdout:
                if line.startswith("listening on http://127.0.0.1:"):
                    port = int(line.rsplit(":", 1)[1])
                    break
            assert port, "no address"
            token = subprocess.check_output([BINARY, "--var", var, "token", "admin"], text=True, env=kept)
            server_at = port, token.strip()
            wait_until_seeded(server_at, [path.stem for path in FILES])
            results = [check(server_at, path) for path in FILES]
        finally:
            server.terminate()
            server.wait(30)
    failures = [failure for found, _ in results for failure in found]
    for failure in failures:
        print(failure)
    figures = sum(count for _, count in results)
    print(f"{figures - len(failures)} of {figures} figures of {len(FILES)} personas as stated")
    return 1 if failures or figures == 0 else 0


sys.exit(main())
