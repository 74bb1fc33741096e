"""A stream of events through the inbox, and what has to stand in the log after it."""
import json

import confluent_kafka
from kafka_support import note

CUSTOMERS = 400


def event(number):
    """Notes and payments: one with a sealed field, one plain."""
    customer = f"K-{number % CUSTOMERS}"
    if number % 2:
        return note(number, customer, f"Called about instalment {number}.")
    return {**note(number, customer), "type": "dossier.payment.failed.v1",
            "data": {"payment_id": f"P-{number}", "loan_id": f"L-{number % CUSTOMERS}",
                     "amount": {"amount": "100.00", "currency": "JMD"}, "value_date": "2026-01-05"}}


def fill_inbox(broker, numbers):
    """Waits out every loss of the broker; a customer's events keep their order."""
    producer = confluent_kafka.Producer({"bootstrap.servers": broker.address, "acks": "all",
                                         "enable.idempotence": True, "message.timeout.ms": 300_000,
                                         "linger.ms": 5, "queue.buffering.max.messages": 200_000})
    for number in numbers:
        while True:
            try:
                one = event(number)
                producer.produce("inbox", json.dumps(one), key=one["subject"],
                                 headers=[("content-type", "application/cloudevents+json")])
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    assert producer.flush(300) == 0


def in_log(dossier):
    count = dossier.metric("dossier_log_records_total")
    return 0 if count is None else count


def check_log(dossier, events):
    """Each event once, in the order of its subject."""
    order, voids = {}, 0
    for record in dossier.records():
        if record["source"] != "/crm":
            continue
        if record["verdict"] == "void":
            voids += 1
            continue
        assert record["verdict"] == "valid", record
        order.setdefault(record["subject"], []).append(int(record["id"].split("-")[1]))
    for subject, numbers in order.items():
        assert numbers == sorted(set(numbers)), f"{subject}: {numbers[:20]}"
    assert sum(map(len, order.values())) == events, f"{sum(map(len, order.values()))} of {events}"
    return voids
