#!/usr/bin/env bash
# tools/nightly.sh [--short] [FOLDER]: what takes too long for every change: half an hour of damaged input, hostile files and mails,
# faults and kills, and ten times the mail that the gateway takes. FOLDER holds mails and files to begin with, in archives (.tar.gz)
# or as they are. --short: a little of each, to see that all of it runs. Exit 1 when anything is wrong; inputs that brought a process
# down lie in .cache/fuzz-faults, to become cases of tests/corpus.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
source "$root/bin/set-up.sh"
cd "$root"

fuzz_seconds=1800 fault_runs=500 kill_runs=100 load_seconds=300
if [ "${1-}" = --short ]; then
  fuzz_seconds=60 fault_runs=40 kill_runs=10 load_seconds=20
  shift
fi

seeds="$(mktemp -d)"
trap 'rm -rf "$seeds"' EXIT
if [ $# -gt 0 ]; then
  for archive in "$1"/*.tar.gz; do
    [ -f "$archive" ] || continue
    mkdir "$seeds/$(basename "$archive" .tar.gz)"
    tar -xzf "$archive" -C "$seeds/$(basename "$archive" .tar.gz)" --no-same-owner --no-same-permissions
  done
  find "$1" -maxdepth 1 -type f ! -name '*.tar.gz' -exec cp {} "$seeds" \;
  find "$1" -mindepth 1 -maxdepth 1 -type d -exec cp -r {} "$seeds" \;
fi

failed=0
step() {
  printf '\n== %s\n' "$1"
  shift
  "$@" || failed=1
}
today="$(date +%s)"
step 'damaged input' node tools/fuzz.ts --seconds "$fuzz_seconds" --seed "$today" --keep .cache/fuzz-faults "$seeds" tests/corpus
step 'hostile mails' node tools/hostile.ts mails
step 'much text' node tools/hostile.ts texts
step 'hostile files' node tools/hostile.ts bombs
step 'larger ones' node tools/hostile.ts files
step 'faults' npm run --silent faults -- "$fault_runs" "$today"
step 'kills' npm run --silent kills -- "$kill_runs" "$today"
step 'ten times too much mail' node tools/load.ts --seconds "$load_seconds" tests/corpus
exit "$failed"
