#!/usr/bin/env bash
# Sends mail through Postfix → Postern → Postfix on this machine, with an outage in the middle, and counts in = out.
#
#   sudo tools/postfix-sandwich.sh [MAILS] [PATH]    500 mails of its own mix; PATH is a message, mbox or folder instead
#
# Debian, as root. Postfix is installed when it is missing. Both instances live in a temporary folder and on free
# loopback ports: a Postfix already running is not touched. POSTERN_KEEP=1 leaves the folder. Exit 0 when all is well,
# 1 when something was lost, doubled or changed, 2 when it could not run.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/bin/set-up.sh"

count="${1:-500}"
path="${2:-}"
[ "$(id -u)" = 0 ] || fail "Postfix instances are started by root; run this with sudo"

install_postfix() {
  command -v postfix >/dev/null && return
  # Without a configuration Debian's package starts no server of its own.
  command -v debconf-set-selections >/dev/null &&
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  debian_packages postfix && command -v postfix >/dev/null || fail "Postfix could not be installed: apt-get install postfix"
}

free_ports() {
  node -e '
    const { createServer } = require("node:net");
    const servers = [1, 2, 3].map(() => createServer().listen(0, "127.0.0.1"));
    Promise.all(servers.map((s) => new Promise((r) => s.on("listening", r)))).then(() => {
      console.log(servers.map((s) => s.address().port).join(" "));
      for (const s of servers) s.close();
    });'
}

install_postfix
folder="$(mktemp -d "${TMPDIR:-/tmp}/postern-postfix-XXXXXX")"
chmod 755 "$folder"
clean_up() {
  for side in front behind; do
    [ -f "$folder/$side/main.cf" ] && postfix -c "$folder/$side" abort >/dev/null 2>&1 || true
  done
  if [ -n "${POSTERN_KEEP:-}" ]; then say "kept $folder"; else rm -rf "$folder"; fi
}
trap clean_up EXIT
trap 'exit 2' INT TERM

read -r from_outside from_inside behind < <(free_ports)
arguments=(--folder "$folder" --outside "$from_outside" --inside "$from_inside" --behind "$behind" --count "$count")
[ -n "$path" ] && arguments+=(--path "$path")
status=0
node --disable-warning=ExperimentalWarning "$root/tools/postfix/sandwich.ts" "${arguments[@]}" || status=$?
exit "$status"
