#!/usr/bin/env bash
# One Apache Kafka node (KRaft) without Docker, for development and tests.
#
#   deploy/kafka/kafka.sh up       start it, or say that it runs; data of the last run is kept
#   deploy/kafka/kafka.sh down     stop it; `down --wipe` also deletes its data
#   deploy/kafka/kafka.sh kill     end it at once, as a crash would
#   deploy/kafka/kafka.sh status   exit code 0 if it runs
#
#   VEDETTE_KAFKA_PORT   port for clients (9092); the controller takes the next one up that is free
#   VEDETTE_KAFKA_DIR    data, jars and log (.cache/kafka in the repository)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
port=${VEDETTE_KAFKA_PORT:-9092}
root=${VEDETTE_KAFKA_DIR:-$here/../../.cache/kafka}
mkdir -p "$root"
root=$(cd "$root" && pwd)
jars=$root/jars
node=$root/node-$port
pid_file=$node/pid
log=$node/kafka.log

say() { printf 'kafka: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

runs() {
  [[ -f $pid_file ]] || return 1
  local pid
  pid=$(<"$pid_file")
  # a pid is reused some day; ours is the Java process that was started with our folder
  kill -0 "$pid" 2>/dev/null && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$node/server.properties"
}

need_tools() {
  command -v java >/dev/null || die "Java 17 or newer is missing; on Debian: apt-get install openjdk-17-jre-headless"
  local major
  major=$(java -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')
  ((major >= 17)) || die "Java $major is too old for Kafka 4, it needs 17; on Debian: apt-get install openjdk-17-jre-headless"
}

fetch_jars() {
  cmp -s "$here/pom.xml" "$jars/pom.xml" && return
  command -v mvn >/dev/null || die "Maven is missing and the jars are not here yet; on Debian: apt-get install maven"
  say "fetching the jars from Maven Central into $jars (once)"
  rm -rf "$jars" && mkdir -p "$jars"
  mvn --batch-mode --quiet -Dstyle.color=never --file "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars" >&2 \
    || die "Maven could not fetch the jars; is Maven Central reachable?"
  cp "$here/pom.xml" "$jars/pom.xml"
}

free_port() {
  local candidate=$1
  while answers "$candidate"; do candidate=$((candidate + 1)); done
  echo "$candidate"
}

write_settings() {
  local controller=$1
  cat >"$node/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
controller.quorum.voters=1@127.0.0.1:$controller
log.dirs=$node/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# after a crash the controller waits for the session of the old incarnation
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
# a topic that nobody created is a mistake to be seen
auto.create.topics.enable=false
# one big message must not need a broker setting on top of its topic's
message.max.bytes=33554432
replica.fetch.max.bytes=33554432
PROPERTIES
}

write_logging() {
  cat >"$node/log4j2.yaml" <<'YAML'
Configuration:
  status: error
  Appenders:
    Console:
      name: out
      PatternLayout:
        pattern: "%d{ISO8601} %p %m (%c{1})%n"
  Loggers:
    Root:
      level: warn
      AppenderRef:
        ref: out
YAML
}

up() {
  if runs; then
    say "already runs on 127.0.0.1:$port"
    return
  fi
  answers "$port" && die "port $port is taken by something else; set VEDETTE_KAFKA_PORT"
  need_tools
  fetch_jars
  mkdir -p "$node/data"
  write_settings "$(free_port $((port + 1)))"
  write_logging
  local java=(java -Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$jars/*"
    "-Dlog4j2.configurationFile=$node/log4j2.yaml")
  # -XX:TieredStopAtLevel=1 halves the time to the first answer; a node for development is never hot for long
  [[ -f $node/data/meta.properties ]] ||
    "${java[@]}" kafka.tools.StorageTool format --ignore-formatted --cluster-id 5L6g3nShT-eMCtK--X86sw \
      --config "$node/server.properties" >"$log" 2>&1 || die "formatting failed, see $log"
  setsid nohup "${java[@]}" kafka.Kafka "$node/server.properties" >>"$log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  for _ in $(seq 300); do
    answers "$port" && { say "ready on 127.0.0.1:$port (log: $log)"; return; }
    runs || { tail -n 5 "$log" >&2; die "it ended while starting, see $log"; }
    sleep 0.1
  done
  die "no answer on 127.0.0.1:$port after 30 s, see $log"
}

end() {
  local signal=$1
  if runs; then
    local pid
    pid=$(<"$pid_file")
    kill "-$signal" "$pid"
    for _ in $(seq 200); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
    kill -0 "$pid" 2>/dev/null && kill -9 "$pid"
    say "stopped"
  else
    say "does not run"
  fi
  rm -f "$pid_file"
}

case ${1:-} in
  up) up ;;
  down)
    end TERM
    if [[ ${2:-} == --wipe ]]; then rm -rf "$node"; fi
    ;;
  kill) end KILL ;;
  status) if runs; then say "runs on 127.0.0.1:$port"; else say "does not run"; exit 1; fi ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
