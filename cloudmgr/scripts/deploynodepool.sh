#!/usr/bin/env bash
# A pool of nodes for runtimes: machines that Rancher makes, or nodes of a plain cluster that are set apart (provider=k8s).
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    if [ "$CLUSTER_PROVIDER" = k8s ]; then
        label_nodes
    else
        cloudmgr terraform.$DEPLOY_PHASE -c nodepool
    fi
}

function label_nodes() {
    local words=(--pool "$VAR_NAME" --size "$VAR_SIZE" --role "$VAR_ROLE" --owner "$(as_label "$DEPLOY_USER")")
    local pair
    while IFS= read -r -d ';' pair; do
        [ -z "$pair" ] || words+=(--label "$pair")
    done <<< "${VAR_LABEL:-};"
    [ -z "${VAR_AMONG:-}" ] || words+=(--among "$VAR_AMONG")
    local phase=$DEPLOY_PHASE empty="$COMPONENT_BASE/empty-pool"
    # A pool that was made smaller until it had no nodes is nowhere in the cluster, and may grow again.
    if [ "$phase" = update ] && [ "$(cat "$empty" 2> /dev/null)" = "$VAR_NAME" ]; then phase=install; fi
    cloudmgr nodes.$phase "${words[@]}"
    rm -f "$empty"
    case "$phase/$VAR_SIZE" in install/0 | update/0) printf '%s' "$VAR_NAME" > "$empty" ;; esac
}

# Not every user's name can be the value of a label.
function as_label() {
    if [[ "$1" =~ ^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$ ]]; then
        printf '%s' "$1"
    else
        printf '%s' "$1" | sha256sum | cut -c1-16
    fi
}

localize_main
