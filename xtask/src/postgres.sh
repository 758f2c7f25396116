# Keeps one temporary PostgreSQL alive for as long as standard input stays open.
#
#   sh postgres.sh PROGRAMS FOLDER PORT
#
# The first line of standard input is the password. "ready" on standard output means that the server takes
# connections. This is a process of its own, so that the server is stopped and its folder removed however the
# program that asked for it ends, be it by kill -9: the kernel closes the pipe then.
set -eu
programs=$1 folder=$2 port=$3
data=$folder/data

clean() {
  if [ -f "$data/postmaster.pid" ]; then
    "$programs/pg_ctl" stop --silent --pgdata "$data" --mode immediate || :
  fi
  rm -rf "$folder"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
# Whoever asked may be gone before the server is ready; writing to them must not kill us before we clean.
trap '' PIPE

complain() {
  echo "PostgreSQL did not start; its log ends with:" >&2
  tail -n 15 "$folder/log" >&2
  exit 1
}

read -r password
printf '%s\n' "$password" > "$folder/password"
"$programs/initdb" --pgdata "$data" --username postgres --pwfile "$folder/password" --auth password \
  --encoding UTF8 --no-locale --no-sync > "$folder/log" 2>&1 || complain

# Nothing here has to survive a power cut, and only this machine may connect.
cat >> "$data/postgresql.conf" <<CONF
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 400
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
"$programs/pg_ctl" start --silent --wait --timeout 60 --pgdata "$data" --log "$folder/log" || complain
echo ready 2> /dev/null || :

# Whatever arrives is of no interest; the end of input is the signal.
cat > /dev/null
