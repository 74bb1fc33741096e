"""Clients that know nothing of Dossier: kcat, Python's confluent-kafka and Java's own publish into the
inbox; a consumer reads the log with the .fbs files and flatc alone.

  clients_test.py PATH_OF_DOSSIER PATH_OF_BYTE_SCAN
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

import kafka_support
from kafka_support import REPO, Broker, Dossier, note, wait_until

kafka_support.use_venv()
import confluent_kafka  # noqa: E402

BINARY, SCAN = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
STRUCTURED = ("content-type", "application/cloudevents+json")
SECRETS = ["Marcus Whitcombe-Vale", "+18765550142", "marcus.whitcombe@example.org", "never told anyone about it",
           "Unfinished sentence of a private kind", "Hidden In A Wrong Type"]


class Clients:
    def __init__(self, folder):
        self.folder = folder
        self.broker = Broker()
        self.dossier = Dossier(BINARY, self.broker, os.path.join(folder, "var"))
        self.python = confluent_kafka.Producer({"bootstrap.servers": self.broker.address, "acks": "all",
                                                "message.max.bytes": 4_000_000})

    def kcat(self, text, *headers, topic="inbox", key=None):
        command = ["kcat", "-P", "-b", self.broker.address, "-t", topic, "-D", "\n\n\n"]
        for name, value in headers:
            command += ["-H", f"{name}={value}"]
        if key:
            command += ["-k", key]
        subprocess.run(command, input=text, text=True, check=True)

    def produce(self, value, headers=(), topic="inbox", key=None, partition=-1):
        self.python.produce(topic, value, key=key, headers=list(headers), partition=partition)
        assert self.python.flush(30) == 0

    def java(self, event):
        file = os.path.join(self.folder, "event.json")
        with open(file, "w") as out:
            json.dump(event, out)
        self.broker.java(os.path.join(REPO, "tests/kafka/Publish.java"), self.broker.address, "inbox",
                         "customer/" + event["subject"], file)

    def consume(self, topic):
        """Every record of a topic: (partition, offset, key, headers, value)."""
        consumer = confluent_kafka.Consumer({"bootstrap.servers": self.broker.address, "group.id": "foreign",
                                             "auto.offset.reset": "earliest", "enable.auto.commit": False,
                                             "enable.partition.eof": True})
        partitions = consumer.list_topics(topic).topics[topic].partitions
        consumer.assign([confluent_kafka.TopicPartition(topic, p, 0) for p in partitions])
        records, ended = [], 0
        while ended < len(partitions):
            message = consumer.poll(10)
            assert message is not None
            if message.error():
                assert message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF, message.error()
                ended += 1
                continue
            records.append((message.partition(), message.offset(), message.key(), message.headers() or [],
                            message.value()))
        consumer.close()
        return records


def binary_headers(event, content_type="application/json"):
    headers = [(f"ce_{name}", event[name]) for name in ("specversion", "id", "source", "type", "subject", "time")]
    return headers + ([("content-type", content_type)] if content_type else [])


def publishing(c):
    """Every client and every form is taken once, and the same bytes again change nothing."""
    profile = {"specversion": "1.0", "id": "reg-1", "source": "/core", "type": "dossier.customer.registered.v1",
               "subject": "C-1", "time": "2026-03-02T10:00:00Z",
               "data": {"customer_type": "individual", "first_name": SECRETS[0], "segment": "retail",
                        "meta": {"actor": {"kind": "system", "id": "core"}, "reason": SECRETS[3]}}}
    def send_all():
        c.kcat(json.dumps(profile), STRUCTURED)
        c.kcat(json.dumps(note(1, "C-1")), key="any key at all")  # no header: bare JSON, as of a mainframe
        c.produce(json.dumps(note(2, "C-1")), [STRUCTURED])
        c.produce(json.dumps(note(3, "C-1", SECRETS[1])["data"]), binary_headers(note(3, "C-1")), partition=2)
        c.produce(json.dumps(note(4, "C-1", SECRETS[2])["data"]), binary_headers(note(4, "C-1"), None))
        c.produce(flatbuffer(c, note(5, "C-1")["data"]), binary_headers(note(5, "C-1"), "application/x-flatbuffers"))
        c.java(note(6, "C-1"))

    send_all()
    wait_until(lambda: c.dossier.metric("dossier_inbox_events_total") == 7)
    wait_until(lambda: len(c.dossier.entries("C-1")) >= 7)
    before = c.dossier.dump()
    send_all()
    wait_until(lambda: c.dossier.metric("dossier_inbox_duplicates_total") == 7)
    assert c.dossier.dump() == before, "the same bytes again changed something"
    assert c.dossier.metric("dossier_dead_letters_total") == 0


def flatbuffer(c, data):
    """As a publisher makes it: from the .fbs files, with flatc."""
    folder = tempfile.mkdtemp(dir=c.folder)
    with open(os.path.join(folder, "event.json"), "w") as out:
        json.dump(data, out)
    subprocess.run(["flatc", "--binary", "-o", folder, "-I", f"{REPO}/events_schema/fbs", "--root-type",
                    "dossier.event.note.Added", f"{REPO}/events_schema/fbs/note.fbs",
                    os.path.join(folder, "event.json")], check=True)
    with open(os.path.join(folder, "event.bin"), "rb") as made:
        return made.read()


def faults(c):
    """Each fault is a dead letter with field and remedy; the rest flows; a mended one is taken."""
    missing = note(11, "C-2")
    del missing["data"]["text"]
    wrong_type = {**note(12, "C-2", SECRETS[5]), "type": "dossier.note.shouted.v1"}
    wrong_number = {**note(13, "C-2"), "data": {"note_id": "N-13", "text": 17}}
    conflict = note(1, "C-1", "Other words under the same id.")
    reserved = {**note(14, "C-2"), "source": "dossier:engine"}
    c.produce('{"specversion":"1.0","id":"x","data":{"text":"' + SECRETS[4], [STRUCTURED])
    for event in (missing, wrong_type, wrong_number, conflict, reserved):
        c.produce(json.dumps(event), [STRUCTURED])
    c.produce(json.dumps(note(15, "C-2", "x" * 2_000_000)), [STRUCTURED])
    c.produce('{"a":' * 1000 + "1" + "}" * 1000, [STRUCTURED])
    c.produce(b"\x00\x01\x02", binary_headers(note(16, "C-2"), "application/x-flatbuffers"))
    c.produce(json.dumps(note(17, "C-2")), [("content-type", "text/plain")])
    c.produce(None, [STRUCTURED])
    for number in range(20, 30):
        c.produce(json.dumps(note(number, "C-2")), [STRUCTURED])
    wait_until(lambda: len(c.dossier.entries("C-2")) == 10)
    wait_until(lambda: len(c.dossier.dead_letters()) == 11)
    letters = c.dossier.dead_letters()
    by_field = {letter["field"]: letter for letter in letters}
    for field in ("data.text", "type", "source", "content-type", "id"):
        assert field in by_field, f"no dead letter names {field}: {list(by_field)}"
        assert by_field[field]["message"], field
    assert by_field["type"]["remedy"] and by_field["id"]["remedy"] and by_field["content-type"]["remedy"]
    codes = sorted(letter["code"] for letter in letters)
    assert codes.count("too-large") == 1 and codes.count("conflict") == 1 and codes.count("refused") == 1, codes
    for letter in letters:
        for secret in SECRETS:
            assert secret not in json.dumps(letter)
    place = {letter["inbox"] for letter in letters}
    assert len(place) == 11, "each names its own place in the inbox"

    # Opened, mended, taken: once.
    number = next(l["number"] for l in letters if l["field"] == "data.text" and l["message"] == "is missing")
    shown = json.loads(c.dossier.cli("dead-letters", "show", str(number)))
    assert json.loads(shown["record"]["value"]) == missing
    again = c.dossier.cli("dead-letters", "retry", str(number), check=False)
    assert again.returncode == 4, "as it is, it is as faulty as before"
    mended = json.dumps(note(11, "C-2"))
    assert json.loads(c.dossier.cli("dead-letters", "retry", str(number), "--with", "-", stdin=mended))["at"]
    wait_until(lambda: len(c.dossier.entries("C-2")) == 11)
    assert number not in [l["number"] for l in c.dossier.dead_letters()]
    taken = {l["number"]: l.get("taken") for l in c.dossier.dead_letters("--all")}
    assert taken[number], "the list of all says where it is now"
    assert c.dossier.cli("dead-letters", "show", "4711", check=False).returncode == 3


def strangers(c):
    """What strangers write into the log itself is stored, called foreign, and harms nobody."""
    event = note(40, "C-3")
    c.produce(b"no event at all", topic="events", partition=0)
    c.produce(json.dumps(event["data"]), binary_headers(event), topic="events", key="customer/C-3", partition=1)
    c.produce(flatbuffer(c, event["data"]), [(n, "customer/C-3" if n == "ce_subject" else v) for n, v in
                                            binary_headers(event, "application/x-flatbuffers")],
              topic="events", key="customer/C-3")
    c.produce(json.dumps(note(41, "C-3")), [STRUCTURED])
    wait_until(lambda: len(c.dossier.entries("C-3")) == 1)
    assert [r["verdict"] for r in c.dossier.records()].count("foreign") == 3
    assert c.dossier.request("GET", "/readyz")[0] == 200
    assert c.dossier.dump() == c.dossier.dump("--from-zero")


def foreign_consumer(c):
    """The log is read with nothing but the .fbs files and flatc."""
    folder = tempfile.mkdtemp(dir=c.folder)
    for file in glob.glob(f"{REPO}/events_schema/fbs/*.fbs"):
        shutil.copy(file, folder)
    seen, known = {}, set()
    for partition, offset, key, headers, value in c.consume("events"):
        attributes = {name: text.decode() for name, text in headers if text}
        if attributes.get("content-type") != "application/x-flatbuffers" or "ce_id" not in attributes:
            continue  # a stranger's
        if attributes["ce_type"] != "dossier.note.added.v1":
            continue
        with open(os.path.join(folder, "record.bin"), "wb") as out:
            out.write(value)
        subprocess.run(["flatc", "--json", "--strict-json", "--raw-binary", "--defaults-json", "-I", folder, "-o",
                        folder, "--root-type", "dossier.event.note.Added", os.path.join(folder, "note.fbs"), "--",
                        os.path.join(folder, "record.bin")], check=True)
        data = json.load(open(os.path.join(folder, "record.json")))
        if "boxes" not in data.get("meta", {}):
            continue  # a stranger's FlatBuffer: no box, no MAC
        assert key.decode() == attributes["ce_subject"]
        assert "text" not in data, "personal fields are in boxes"
        identity = (attributes["ce_subject"], attributes["ce_source"], attributes["ce_id"])
        if identity in known:
            continue  # a void: the first one counts
        known.add(identity)
        seen[attributes["ce_id"]] = data["note_id"]
    assert seen["note-1"] == "N-1" and seen["note-11"] == "N-11" and len(seen) == 18, seen


def byte_scan(c):
    """No secret stands in the log, in dead letters, or in var, in any form; a canary in the open does."""
    topics = os.path.join(c.folder, "topics")
    os.mkdir(topics)
    for topic in ("events", "dead-letters", "control"):
        with open(os.path.join(topics, topic), "wb") as out:
            for _, _, key, headers, value in c.consume(topic):
                out.write((key or b"") + b"\n" + b"".join(n.encode() + (v or b"") + b"\n" for n, v in headers))
                out.write((value or b"") + b"\n")
    c.dossier.stop()
    needles = "\n".join([*SECRETS, "note-1", "CanaryOfTheOpen"]) + "\n"
    done = subprocess.run([SCAN, topics, c.dossier.var], input=needles, capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        needle, where = line.split("\t")
        found.setdefault(needle, []).append(where)
    assert "note-1" in found and any("events" in w for w in found["note-1"]), "the scan sees the log"
    assert any("var" in w for w in found["note-1"]), "the scan sees var"
    for secret in SECRETS:
        assert secret not in found, f"{secret} stands in {found[secret]}"


def main():
    with tempfile.TemporaryDirectory(prefix="dossier-clients-", ignore_cleanup_errors=True) as folder:
        c = Clients(folder)
        refused = c.dossier.cli("serve", "--port", "0", check=False)
        assert refused.returncode == 4 and "dossier topics create" in refused.stderr, refused.stderr
        c.dossier.cli("topics", "create")
        c.dossier.start()
        for case in (publishing, faults, strangers, foreign_consumer, byte_scan):
            case(c)
            print("ok:", case.__doc__, flush=True)


main()
