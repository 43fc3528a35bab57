#!/usr/bin/env bash
# A user's cluster: made by Rancher at a provider, or one that is there already (provider=k8s).
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    if [ "$CLUSTER_PROVIDER" = k8s ]; then
        adopt_cluster
    else
        make_cluster
    fi
}

function adopt_cluster() {
    case "$DEPLOY_PHASE" in
    install | update)
        [ -s "$CLUSTER_BASE/kubeconfig.yml" ] ||
            fail "$CLUSTER_BASE has no kubeconfig.yml: store it by cloudmgr shell -c cluster --specs provider=k8s"
        cloudmgr preflight --advice
        ;;
    *) log "the cluster is not cloudmgr's: it stays, and so does its kubeconfig.yml" ;;
    esac
}

function make_cluster() {
    cloudmgr terraform.$DEPLOY_PHASE -c cluster
    case "$DEPLOY_PHASE" in
    install | update) fetch_kubeconfig ;;
    *) rm -f "$CLUSTER_BASE/kubeconfig.yml" "$CLUSTER_BASE/storage" ;;
    esac
}

# Rancher writes it once the first node is up.
function fetch_kubeconfig() {
    local secret part
    secret=$(cat "$COMPONENT_BASE/kubeconfig-secret")
    part="$CLUSTER_BASE/.kubeconfig.yml.partial"
    (
        umask 077
        cloudmgr objects.read "$secret" --key value --wait "${VAR_WAIT:-30m}" --kubeconfig "$RANCHER_KUBECONFIG" > "$part"
    )
    mv "$part" "$CLUSTER_BASE/kubeconfig.yml"
    log "the kubeconfig is $CLUSTER_BASE/kubeconfig.yml"
}

localize_main
