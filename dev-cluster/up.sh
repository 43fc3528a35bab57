#!/usr/bin/env bash
# capstan dev up, of this checkout: ./dev-cluster/up.sh --help
set -euo pipefail
self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  link="$(readlink -- "$self")"
  case "$link" in /*) self="$link" ;; *) self="$(dirname -- "$self")/$link" ;; esac
done
root="$(CDPATH= cd -P -- "$(dirname -- "$self")/.." && pwd)"
export PATH="$root/node_modules/.bin:$PATH"
exec node "$root/src/cli/main.ts" dev up --dir "$root/dev-cluster/.sync" "$@"
