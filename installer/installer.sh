#!/usr/bin/env bash
# capstan install, from this checkout: ./installer/installer.sh --help
# Without CHART_VERSION and CHART_REPOSITORY_ROOT, --prepare takes the checkout's VERSION and charts/release.
set -euo pipefail
self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  link="$(readlink -- "$self")"
  case "$link" in /*) self="$link" ;; *) self="$(dirname -- "$self")/$link" ;; esac
done
root="$(CDPATH= cd -P -- "$(dirname -- "$self")/.." && pwd)"
export CAPSTAN_CHECKOUT="$root" PATH="$root/node_modules/.bin:$PATH"
exec node "$root/src/cli/main.ts" install "$@"
