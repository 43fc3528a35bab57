/** uninstaller.sh of a settings folder. @param program the command line that starts this program, as a shell reads it, for machines that have no `capstan` on PATH */
export function uninstallerText(program: string): string {
  return `#!/usr/bin/env bash
# Takes the application of this settings folder off its cluster; data stay.
#   --hard   everything, the data included; asks before it begins
#   --yes    does not ask
set -euo pipefail
self="\${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  link="$(readlink -- "$self")"
  case "$link" in /*) self="$link" ;; *) self="$(dirname -- "$self")/$link" ;; esac
done
settings="$(CDPATH= cd -P -- "$(dirname -- "$self")" && pwd)"
program=(${program})
for word in "\${program[@]}"; do
  case "$word" in /*) [ -e "$word" ] || program=(capstan) ;; esac
done
[ -z "\${CAPSTAN:-}" ] || program=("$CAPSTAN")
command -v "\${program[0]}" > /dev/null || {
  echo "error: there is no \${program[0]} on PATH; set CAPSTAN to where it is" >&2
  exit 1
}
exec "\${program[@]}" install --remove --settings "$settings" "$@"
`;
}
