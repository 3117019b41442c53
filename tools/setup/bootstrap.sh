#!/bin/sh
# Stage 0: npm packages as locked, Node 22 in front on PATH; then runs the given TypeScript file under tsx.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/node_modules/.bin

give_up() { printf '%s\n  fix: %s\n' "$1" "$2" >&2; exit 1; }

command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 ||
  give_up "Node.js (20 or newer) and npm are needed to begin." "install Node.js from https://nodejs.org/en/download"

if ! node "$root/tools/setup/lockDrift.js" "$root"; then
  printf '..    npm packages        npm ci\n' >&2
  log=$root/.cordillera/npm.log
  mkdir -p "$root/.cordillera"
  begun=$(date +%s)
  (cd "$root" && npm ci --no-audit --no-fund --loglevel=error >"$log" 2>&1) &
  npm=$!
  # A line at least every ten seconds, so that nobody takes a slow network for a hang.
  (while sleep 8 && kill -0 $npm 2>/dev/null; do printf '..    npm packages        npm ci  %ss\n' $(($(date +%s) - begun)) >&2; done) &
  if ! wait $npm; then
    tail -n 15 "$log" >&2
    give_up "npm ci failed." "cd $root && npm ci"
  fi
  printf 'ok    npm packages        installed as locked  %ss\n' $(($(date +%s) - begun)) >&2
fi

PATH=$root/.cordillera/bin:$bin:$PATH
export PATH
[ "$(node -p 'process.versions.node.split(".")[0] >= 22')" = true ] ||
  give_up "Node.js 22 or newer is needed; npm carries one for linux-x64 only." "install Node.js 22 from https://nodejs.org/en/download"

[ $# -gt 0 ] || exit 0
cd "$root"
exec "$bin/tsx" "$@"
