"""Runs a command beside a Kafka broker of its own, named in DOSSIER_TEST_BROKERS.

  with_broker.py COMMAND...
"""
import os
import subprocess
import sys

import kafka_support

broker = kafka_support.Broker()
sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "DOSSIER_TEST_BROKERS": broker.address}).returncode)
