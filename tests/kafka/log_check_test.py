"""A log that was changed behind Dossier's back: cut, made anew, cut into other partitions, unsafe topics.
What is hurt stops and says how to mend it; `dossier log repair` does; nothing is written over other records.

  log_check_test.py BINARY
"""
import json
import os
import re
import shutil
import sys
import tempfile

import kafka_support
from kafka_support import Broker, Dossier, note, wait_until

kafka_support.use_venv()
import confluent_kafka  # noqa: E402
from confluent_kafka.admin import AdminClient, NewPartitions  # noqa: E402


def publish(dossier, numbers):
    _, _, answers = dossier.publish(*(note(n, f"C-{n % 20}") for n in numbers))
    return [answer["status"] for answer in answers]


def told(dossier):
    """What `dossier doctor` says."""
    return dossier.cli("doctor", check=False).stdout


def stopped_says(dossier, *words):
    """The parts that stopped are told, with what to do."""
    wait_until(lambda: dossier.request("GET", "/readyz")[0] == 503, 90)
    assert "partitions stopped" in dossier.request("GET", "/readyz?verbose")[2]
    doctor = dossier.cli("doctor", check=False)
    assert doctor.returncode == 1
    for word in words:
        assert word in doctor.stdout, doctor.stdout


def look(dossier, times=1):
    """Reads of the audit trail: each is an entry of the access log, and is answered once that stands. Statuses."""
    return [dossier.request("GET", "/api/customers/C-1/audit")[0] for _ in range(times)]


def access_entries(dossier):
    """The ids of C-1's entries of the access log."""
    entries = dossier.get("/api/customers/C-1/audit?limit=200&action=access")["entries"]
    return {entry["id"] for entry in entries}


def records_in(broker, topic, partition=0):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": broker.address, "group.id": "looks"})
    try:
        return consumer.get_watermark_offsets(confluent_kafka.TopicPartition(topic, partition), 30)[1]
    finally:
        consumer.close()


def make_anew(dossier, admin, *topics):
    for gone in admin.delete_topics(list(topics)).values():
        gone.result()
    wait_until(lambda: not set(topics) & set(admin.list_topics().topics))
    dossier.cli("topics", "create")


def cut(broker, dossier, folder):
    """The broker comes back with an older state of its disk: what it lost is appended again."""
    assert publish(dossier, range(50)) == [201] * 50
    assert look(dossier, 3) == [200] * 3
    dossier.stop()
    broker.run("stop")
    shutil.copytree(os.path.join(broker.folder, "data"), os.path.join(folder, "older"))
    broker.start()
    dossier.start()
    assert publish(dossier, range(50, 60)) == [201] * 10
    assert look(dossier, 3) == [200] * 3
    seen = access_entries(dossier)  # itself the seventh
    assert len(seen) == records_in(broker, "access") == 7
    whole = dossier.dump()
    dossier.stop()
    broker.run("stop")
    shutil.rmtree(os.path.join(broker.folder, "data"))
    shutil.move(os.path.join(folder, "older"), os.path.join(broker.folder, "data"))
    broker.start()
    dossier.start()
    stopped_says(dossier, "it was cut, or made anew", "dossier log repair")
    assert records_in(broker, "access") == 3
    wait_until(lambda: re.search("access log.*the log ends at offset 3, and 7 records are known", told(dossier)))
    assert look(dossier) == [503], "nothing is shown without its entry"
    statuses = publish(dossier, range(100, 120))
    assert 503 in statuses, "a partition that was cut takes nothing"
    assert dossier.entries("C-1"), "reads go on"
    busy = dossier.cli("log", "repair", check=False)
    assert busy.returncode == 5 and "stop it" in busy.stderr, busy.stderr
    dossier.stop()
    said = dossier.cli("log", "repair").strip()
    print(said)
    assert "the access log: 4 records appended again" in said.splitlines(), said
    assert dossier.cli("log", "repair").strip() == "the logs have all that these copies have"
    dossier.start()
    assert dossier.request("GET", "/readyz")[0] == 200
    assert len(access_entries(dossier) - seen) == 1 and seen < access_entries(dossier)
    assert records_in(broker, "access") == 9
    assert set(publish(dossier, range(100, 120))) <= {200, 201}
    assert dossier.dump() == dossier.dump("--from-zero") != whole


def recreated(broker, dossier, admin):
    """The topic is made anew while Dossier runs: it stops, and is filled again."""
    before = dossier.dump()
    entries = records_in(broker, "access")
    make_anew(dossier, admin, "events", "access")
    stopped_says(dossier, "dossier log repair")
    dossier.stop()
    dossier.start()
    stopped_says(dossier, "it was cut, or made anew")
    dossier.stop()
    repaired = json.loads(dossier.cli("--json", "log", "repair"))["repaired"]
    assert {"log": "access", "partition": "0", "records": entries} in repaired, repaired
    dossier.start()
    assert dossier.request("GET", "/readyz")[0] == 200
    assert dossier.dump() == before
    assert look(dossier) == [200] and records_in(broker, "access") == entries + 1
    assert publish(dossier, range(50)) == [200] * 50, "all are known still"


def partitioned_anew(broker, dossier, admin):
    """More partitions: everything stops once it is seen, and a start is refused."""
    list(admin.create_partitions([NewPartitions("events", 8)]).values())[0].result()
    broker.kill()
    wait_until(lambda: dossier.metric("dossier_kafka_up") == 0, 60)
    broker.start()
    stopped_says(dossier, "the log was made with 4 partitions, and events has 8 now")
    assert publish(dossier, [200]) == [503]
    dossier.stop()
    refused = dossier.cli("serve", "--port", "0", check=False)
    assert refused.returncode == 4 and "8 partitions" in refused.stderr, refused.stderr
    refused = dossier.cli("log", "repair", check=False)
    assert refused.returncode == 4 and "8 partitions" in refused.stderr, refused.stderr


def other_records(broker, dossier, admin):
    """A repair never writes over, or behind, records that are not the log's own."""
    make_anew(dossier, admin, "events")
    producer = confluent_kafka.Producer({"bootstrap.servers": broker.address})
    for partition in range(4):
        producer.produce("events", b"another log", partition=partition)
    assert producer.flush(30) == 0
    refused = dossier.cli("log", "repair", check=False)
    assert refused.returncode == 4 and "events holds another record" in refused.stderr, refused.stderr
    make_anew(dossier, admin, "events", "access")
    producer.produce("access", b"another log", partition=0)
    assert producer.flush(30) == 0
    refused = dossier.cli("log", "repair", check=False)
    assert refused.returncode == 4 and "access holds another record" in refused.stderr, refused.stderr
    assert [records_in(broker, "events", partition) for partition in range(4)] == [0] * 4


def unsafe(broker, dossier, admin):
    """Topics that could lose records: a start is refused, with what to do."""
    make_anew(dossier, admin, "events", "access")
    dossier.cli("log", "repair")
    for setting in ("retention.ms=86400000", "cleanup.policy=compact", "message.timestamp.type=LogAppendTime",
                    "unclean.leader.election.enable=true"):
        name = setting.split("=")[0]
        alter = ("org.apache.kafka.tools.ConfigCommand" if os.environ.get("KAFKA_NEW") else "kafka.admin.ConfigCommand",
                 "--bootstrap-server", broker.address, "--alter", "--entity-type", "topics", "--entity-name", "events")
        broker.java(*alter, "--add-config", setting)
        found = dossier.cli("topics", "check", check=False)
        assert found.returncode == 1 and name in found.stdout, found.stdout
        refused = dossier.cli("serve", "--port", "0", check=False)
        assert refused.returncode == 4 and name in refused.stderr, refused.stderr
        safe = {"retention.ms": "-1", "cleanup.policy": "delete", "message.timestamp.type": "CreateTime",
                "unclean.leader.election.enable": "false"}[name]
        broker.java(*alter, "--add-config", f"{name}={safe}")
    assert "all topics are there" in dossier.cli("topics", "check")
    without = [f for f in dossier.flags if f != "--allow-unreplicated"]
    dossier.flags, kept = without, dossier.flags
    refused = dossier.cli("serve", "--port", "0", check=False)
    dossier.flags = kept
    assert refused.returncode == 4 and "one replica" in refused.stderr, refused.stderr


def main():
    with tempfile.TemporaryDirectory(prefix="dossier-check-", ignore_cleanup_errors=True) as folder:
        broker = Broker()
        admin = AdminClient({"bootstrap.servers": broker.address})
        dossier = Dossier(os.path.abspath(sys.argv[1]), broker, os.path.join(folder, "var"))
        dossier.cli("topics", "create")
        dossier.start()
        # The log's own first record stands in every partition: it comes two seconds late, and would come into a
        # topic that was just made anew.
        wait_until(lambda: all(records_in(broker, "events", partition) for partition in range(4)))
        cut(broker, dossier, folder)
        print("ok:", cut.__doc__, flush=True)
        for case in (recreated, partitioned_anew, other_records, unsafe):
            case(broker, dossier, admin)
            print("ok:", case.__doc__, flush=True)


main()
