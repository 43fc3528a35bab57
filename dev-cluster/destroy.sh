#!/usr/bin/env bash
# capstan dev destroy, of this checkout: ./dev-cluster/destroy.sh --help
set -euo pipefail
self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  link="$(readlink -- "$self")"
  case "$link" in /*) self="$link" ;; *) self="$(dirname -- "$self")/$link" ;; esac
done
root="$(CDPATH= cd -P -- "$(dirname -- "$self")/.." && pwd)"
export PATH="$root/node_modules/.bin:$PATH"
exec node "$root/src/cli/main.ts" dev destroy --dir "$root/dev-cluster/.sync" "$@"
