"""The canonical records of a Kafka run, copied to an embedded log, give the same views: byte for byte where
nothing was void, and once positions are ordinals where something was.

  copy_test.py PATH_OF_DOSSIER PATH_OF_COPY_LOG
"""
import base64
import bisect
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import kafka_support
from kafka_support import Broker, Dossier, note

BINARY, COPY = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])


class Embedded:
    """`dossier` on a copy of the run, on the embedded log."""

    def __init__(self, dossier, folder):
        self.var = folder
        os.mkdir(folder)
        shutil.copytree(os.path.join(dossier.var, "vault"), os.path.join(folder, "vault"),
                        ignore=shutil.ignore_patterns("*.sock"))
        shutil.copy(os.path.join(dossier.var, "master.key"), folder)
        print(subprocess.run([COPY, os.path.join(dossier.var, "records"), os.path.join(folder, "records"), "4"],
                             capture_output=True, text=True, check=True).stdout.strip())

    def cli(self, *arguments):
        return subprocess.run([BINARY, *arguments, "--var", self.var, "--partitions", "4"], capture_output=True,
                              text=True, check=True).stdout


def varints(data):
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            yield value
            value = shift = 0


def decoded(token):
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)) if len(token) % 4 != 1 else b""


def with_ordinals(text, ordinal):
    """Positions with the offset as an ordinal: in tokens (version, log id, partition, offset), as ids of
    timeline entries, and the newest entry's offset."""
    token = decoded(re.search(r'"position":"([^"]+)"', text)[1])
    head, home = token[:9], next(varints(token[9:]))
    text = re.sub(r'"id":"(\d+):(\d+)"', lambda f: f'"id":"{f[1]}:{ordinal(int(f[1]), int(f[2]))}"', text)
    text = re.sub(r'"newest":(\d+)', lambda f: f'"newest":{ordinal(home, int(f[1]))}', text)

    def replaced(found):
        data = decoded(found[0])
        if data[:9] != head:
            return found[0]
        numbers = list(varints(data[9:]))
        return " ".join(f"{p}:{ordinal(p, o)}" for p, o in zip(numbers[::2], numbers[1::2]))
    # Cursors have positions in them, too; the entries that they stand for are compared.
    text = re.sub(r'"(next|previous)":"[^"]*"', r'"\1":"a cursor"', text)
    return re.sub(r'(?<=")[A-Za-z0-9_-]{15,40}(?=")', replaced, text)


def ordinals_of(dossier):
    """How many valid records stand before an offset of a partition."""
    valid = {p: [] for p in range(4)}
    for record in dossier.records():
        partition, offset = map(int, record["at"].split(":"))
        if record["verdict"] == "valid":
            valid[partition].append(offset)
    for offsets in valid.values():
        offsets.sort()
    return lambda partition, offset: bisect.bisect_right(valid[partition], offset)


def customers(dossier):
    return sorted({r["subject"].split("/")[1] for r in dossier.records()
                   if r.get("subject", "").startswith("customer/")})


def views(cli, names, ordinal):
    return {name: with_ordinals(cli("view", name, "--json", "--timeline", "200"), ordinal) for name in names}


def main():
    with tempfile.TemporaryDirectory(prefix="dossier-copy-", ignore_cleanup_errors=True) as folder:
        dossier = Dossier(BINARY, Broker(), os.path.join(folder, "var"))
        dossier.cli("topics", "create")
        dossier.start()
        dossier.cli("seed")
        dossier.cli("seed", "portfolio", "--customers", "20", "--events", "500")
        live = dossier.dump()
        dossier.stop()
        copy = Embedded(dossier, os.path.join(folder, "plain"))
        assert copy.cli("replay", "dump", "--sha256").strip() == live, "views are not the same, byte for byte"

        # Twice in one batch: the second one is in the log, and void.
        dossier.start()
        for number in range(30):
            one = note(number, f"V-{number % 7}")
            statuses = [a["status"] for a in dossier.publish(one, one, note(number + 100, f"V-{number % 7}"))[2]]
            assert sorted(statuses) == [200, 201, 201], statuses
        names = customers(dossier)
        verdicts = [r["verdict"] for r in dossier.records()]
        assert verdicts.count("void") == 30 and len(names) > 20, (verdicts.count("void"), len(names))
        expected = views(dossier.cli, names, ordinals_of(dossier))
        dossier.stop()
        copy = Embedded(dossier, os.path.join(folder, "voids"))
        plain = ordinals_of(type("", (), {"records": lambda s: [json.loads(line) for line in
                                                                copy.cli("tail").splitlines()]})())
        found = views(copy.cli, names, plain)
        for name in names:
            assert found[name] == expected[name], f"{name}:\n{found[name]}\n{expected[name]}"
        print(f"{len(names)} customers, 30 voids: the same views", flush=True)


main()
