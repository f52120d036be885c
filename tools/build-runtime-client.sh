#!/usr/bin/env bash
# Builds the native half of Lambda's own runtime client (aws-lambda-ric) for the tests and the benchmark, once, into .cache/.
# It is made with Debian's libcurl instead of the copy in the package, which would take minutes to configure.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
package="$root/node_modules/aws-lambda-ric"
version="$(node -p "require('$package/package.json').version")-$(node -p process.versions.modules)"
made="$root/.cache/runtime-client/$version"
[ -f "$made/rapid-client.node" ] && { echo "$made"; exit 0; }

source "$root/bin/set-up.sh" >/dev/null
needed=()
command -v cmake >/dev/null || needed+=(cmake)
command -v make >/dev/null || needed+=(make)
command -v g++ >/dev/null || needed+=(g++)
command -v xz >/dev/null || needed+=(xz-utils)
[ -f /usr/include/x86_64-linux-gnu/curl/curl.h ] || needed+=(libcurl4-openssl-dev)
[ ${#needed[@]} -eq 0 ] || debian_packages "${needed[@]}" || {
  echo "the runtime client cannot be built; install ${needed[*]}" >&2
  exit 1
}
[ -d /usr/lib/ccache ] && PATH="/usr/lib/ccache:$PATH"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
{
  mkdir -p "$work/cpp" "$work/artifacts/lib"
  tar xJf "$package/deps/aws-lambda-cpp.tar.xz" --no-same-owner -C "$work/cpp"
  cmake -S "$work/cpp" -B "$work/cpp/build" -DCMAKE_CXX_FLAGS='-fPIC -DBACKWARD_HAS_BACKTRACE=0' \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$work/artifacts"
  make -C "$work/cpp/build" -j "$(nproc)" install
  # What the add-on links as its own curl is the system's.
  curl="$(find /usr/lib -name libcurl.so | head -n 1)"
  echo "INPUT($curl)" >"$work/artifacts/lib/libcurl.a"
  cp -r "$package/src" "$work/src"
  ln -s "$root/node_modules" "$work/node_modules"
  # libaws-lambda-runtime may lie in lib64 elsewhere; the add-on looks in lib.
  [ -f "$work/artifacts/lib/libaws-lambda-runtime.a" ] ||
    cp "$work"/artifacts/lib*/libaws-lambda-runtime.a "$work/artifacts/lib/"
  [ -d "$toolchain" ] && export npm_config_nodedir="$toolchain"
  DEPS_PREFIX="$work/artifacts" node "$package/node_modules/node-gyp/bin/node-gyp.js" rebuild --directory="$work/src/native"
} >"$root/node_modules/.runtime-client.log" 2>&1 || {
  tail -n 15 "$root/node_modules/.runtime-client.log" >&2
  echo "the runtime client could not be built; the end of the log is above" >&2
  exit 1
}
mkdir -p "$made"
cp "$package/index.mjs" "$made/index.mjs"
cp "$work/src/native/build/Release/rapid-client.node" "$made/rapid-client.node"
echo "$made"
