#!/usr/bin/env bash
# A user's runtime and its workers, on the nodes of a pool.
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    case "$DEPLOY_PHASE" in
    install | update)
        cloudmgr helm.$DEPLOY_PHASE -c omegaml-runtime
        cloudmgr helm.$DEPLOY_PHASE -c omegaml-worker
        ;;
    *)
        cloudmgr helm.$DEPLOY_PHASE -c omegaml-worker
        cloudmgr helm.$DEPLOY_PHASE -c omegaml-runtime
        ;;
    esac
}

localize_main
