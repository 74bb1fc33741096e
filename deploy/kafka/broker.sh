#!/usr/bin/env bash
# One Apache Kafka broker (KRaft) on 127.0.0.1, from the jars that pom.xml pins.
#
#   broker.sh start|stop|status|kill [PORT] [FOLDER]      defaults: 9092 ./var/kafka
#
# PORT+1 is the controller's. FOLDER holds data, log and pid; jars lie in build/kafka-jars. It ends only
# the process whose pid it wrote down. `kill` is for tests: no chance to flush or to say goodbye.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
action=${1:-}
port=${2:-9092}
folder=${3:-$root/var/kafka}
jars=$root/build/kafka-jars

say() { printf '%s\n' "$*" >&2; }

fetch_jars() {
  # Remade where the pins have changed; moved into place as a whole.
  cmp -s "$here/pom.xml" "$jars/pom.xml" && return
  say "fetching Kafka's jars into $jars"
  local fresh=$jars.$$
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$fresh" -DincludeScope=runtime >&2
  cp "$here/pom.xml" "$fresh/pom.xml"
  rm -rf "$jars"
  mv "$fresh" "$jars" 2>/dev/null || rm -rf "$fresh"
}

# The pid of the broker of this folder; fails where it does not run. A pid may have been given to another
# process since: the command line tells.
running() {
  local pid
  pid=$(cat "$folder/pid" 2>/dev/null) || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "kafka.Kafka $folder/server.properties" || return 1
  printf '%s' "$pid"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

java_run() { java -Xshare:auto -XX:TieredStopAtLevel=1 -cp "$jars/*" -Dlog4j2.configurationFile="$here/log4j2.properties" "$@"; }

start() {
  if pid=$(running); then say "runs already: pid $pid, 127.0.0.1:$port"; return; fi
  for ((i = 0; i < 50; i++)); do answers || break; sleep 0.1; done  # a killed one lets go of its port a moment later
  if answers; then say "port $port is taken by another program: name another, as in \`broker.sh start 19092 FOLDER\`"; exit 1; fi
  fetch_jars
  mkdir -p "$folder"
  sed -e "s|@port@|$port|g; s|@controller_port@|$((port + 1))|g; s|@data@|$folder/data|g" \
    "$here/server.properties" >"$folder/server.properties"
  [[ -f $folder/data/meta.properties ]] ||
    java_run kafka.tools.StorageTool format -t "$(java_run kafka.tools.StorageTool random-uuid)" \
      -c "$folder/server.properties" >"$folder/format.log" 2>&1 || { cat "$folder/format.log" >&2; exit 1; }
  setsid nohup java -Xms256m -Xmx512m -XX:+UseG1GC -cp "$jars/*" -Dkafka.logs.dir="$folder" \
    -Dlog4j2.configurationFile="$here/log4j2.properties" \
    kafka.Kafka "$folder/server.properties" >>"$folder/broker.log" 2>&1 </dev/null &
  local started=$!
  echo "$started" >"$folder/pid"
  for ((i = 0; i < 300; ++i)); do
    kill -0 "$started" 2>/dev/null || { tail -20 "$folder/broker.log" >&2; say "the broker ended; see $folder/broker.log"; exit 1; }
    answers && { say "Kafka answers on 127.0.0.1:$port, data in $folder"; return; }
    sleep 0.1
  done
  say "no answer within 30 s; see $folder/broker.log"
  exit 1
}

# end SIGNAL
end() {
  local pid
  if ! pid=$(running); then say "no broker runs in $folder"; return; fi
  kill "-$1" "$pid"
  for ((i = 0; i < 300; ++i)); do
    running >/dev/null || { rm -f "$folder/pid"; say "stopped"; return; }
    sleep 0.1
  done
  say "the broker (pid $pid) does not end"
  exit 1
}

case $action in
  jars) fetch_jars ;;
  start) start ;;
  stop) end TERM ;;
  kill) end KILL ;;
  status)
    if pid=$(running); then say "runs: pid $pid, 127.0.0.1:$port, data in $folder"; else say "no broker runs in $folder"; exit 3; fi
    ;;
  *) say 'usage: broker.sh start|stop|status|kill|jars [PORT] [FOLDER]'; exit 2 ;;
esac
