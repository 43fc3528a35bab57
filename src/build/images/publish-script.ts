import type { BuildPlan } from '../plan/index.ts';

/**
 * bin/images/publish.sh: pushes what this build has made. It stays right when the folder is moved, as long as it lies beside it.
 * @param program the command line of the program that builds, as a shell reads it: tried when no CAPSTAN names one and before one of the PATH
 */
export function publishScript({ mode, version, registry, repository }: BuildPlan, program: string): string {
  return `#!/usr/bin/env bash
# Pushes the images of the ${mode} build ${version}: each architecture, then the list of all of them.
#
#   IMAGE_REGISTRY   host[:port]${registry === '' ? ', needed unless --registry is given' : `; ${registry} when it is not set`}
#   REPOSITORY       path of the images in the registry; ${repository} when it is not set
#   CAPSTAN          the program that pushes
#
# Flags are those of capstan publish: --registry, --plain-http, --ca-file, --dry-run …
set -euo pipefail

self="\${BASH_SOURCE[0]}"
while [ -L "\${self}" ]; do
  link="$(readlink -- "\${self}")"
  case "\${link}" in /*) self="\${link}" ;; *) self="$(dirname -- "\${self}")/\${link}" ;; esac
done
here="$(CDPATH= cd -P -- "$(dirname -- "\${self}")" && pwd)"
export IMAGE_REGISTRY="\${IMAGE_REGISTRY:-${registry}}"
export REPOSITORY="\${REPOSITORY:-${repository}}"

own=(${program})
if [ -n "\${CAPSTAN:-}" ]; then
  program=("\${CAPSTAN}")
elif [ -e "\${own[0]}" ] && [ -e "\${own[\${#own[@]}-1]}" ]; then
  program=("\${own[@]}")
elif command -v capstan >/dev/null; then
  program=(capstan)
else
  echo "error: capstan is needed, and not found on the PATH" >&2
  exit 1
fi

exec "\${program[@]}" publish --images "\${here}/${mode}" "$@"
`;
}
