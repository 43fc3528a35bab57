#!/usr/bin/env bash
# capstan install, out of the archive of tools: ./installer.sh --help. It needs Node.js 24 or newer.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
exec node "$here/lib/capstan.js" install "$@"
