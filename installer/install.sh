#!/usr/bin/env bash
# installer.sh by its other name
set -euo pipefail
self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  link="$(readlink -- "$self")"
  case "$link" in /*) self="$link" ;; *) self="$(dirname -- "$self")/$link" ;; esac
done
exec "$(CDPATH= cd -P -- "$(dirname -- "$self")" && pwd)/installer.sh" "$@"
