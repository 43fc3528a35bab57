#!/usr/bin/env bash
# A credential for a third-party registry. User and password stand in the component's secrets file.
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    export TF_VAR_revision=$(date +%s) # a password that was changed is applied, though nothing of it is kept to compare with
    cloudmgr terraform.$DEPLOY_PHASE -c registry
}

localize_main
