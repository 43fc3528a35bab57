# What every script of a service begins with:
#
#   script_dir=$(dirname "$0")
#   . $script_dir/utils.sh
#   . utils/env.sh
#
# It needs a folder `utils` where it runs. A worker and `cloudmgr run` make one; here it is made for a script that is
# started by hand, in a fresh folder that goes when the script ends.

# log TEXT: a line of the task's output
log() {
    printf '%s\n' "$*"
}

# fail TEXT: the script ends, and the task with it
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# spec NAME [DEFAULT]: a parameter as the user gave it, character by character
spec() {
    local name
    name=SPEC_$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]' | tr -c 'A-Z0-9' '_')
    printf '%s' "${!name-${2:-}}"
}

# localize_main [WORD…]: runs main for the user and the phase that are asked for; its failure is the script's
localize_main() {
    case "$DEPLOY_PHASE" in
    install | update | remove | uninstall) ;;
    *) fail "DEPLOY_PHASE=$DEPLOY_PHASE is no phase" ;;
    esac
    mkdir -p -m 700 "$COMPONENT_BASE"
    set -e -o pipefail
    main "$@"
}

if [ ! -e utils/env.sh ]; then
    work_dir=$(mktemp -d) || exit 1
    trap 'rm -rf "$work_dir"' EXIT
    script_dir=$(cd "$script_dir" && pwd)
    ln -s "$script_dir/utils" "$work_dir/utils"
    cd "$work_dir" || exit 1
fi
