#!/usr/bin/env bash
# omega-ml for a user: in the cluster that is there, or in a fresh one that Rancher makes first.
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    case "$DEPLOY_PHASE" in
    install | update)
        make_cluster_once
        [ "${VAR_PREFLIGHT:-true}" = false ] || cloudmgr preflight -c omegaml-tenant --phase "$DEPLOY_PHASE"
        cloudmgr helm.$DEPLOY_PHASE -c omegaml-tenant --specs "$(with_storage)"
        ;;
    *) cloudmgr helm.$DEPLOY_PHASE -c omegaml-tenant ;;
    esac
}

function make_cluster_once() {
    [ "$CLUSTER_PROVIDER" = k8s ] && return
    [ -s "$CLUSTER_BASE/kubeconfig.yml" ] && return
    DEPLOY_PHASE=install cloudmgr run -c cluster
    export KUBECONFIG="$CLUSTER_BASE/kubeconfig.yml"
}

# A cluster that was made with storage=cluster has its volumes from Longhorn, unless the tenant is told otherwise. An update
# keeps what the tenant was installed with.
function with_storage() {
    if [ "$DEPLOY_PHASE" = install ] && [ -z "${VAR_STORAGE:-}" ] && [ -s "$CLUSTER_BASE/storage" ]; then
        printf '%s' "${DEPLOY_PARAMS:+$DEPLOY_PARAMS,}storage=$(cat "$CLUSTER_BASE/storage")"
    else
        printf '%s' "$DEPLOY_PARAMS"
    fi
}

localize_main
