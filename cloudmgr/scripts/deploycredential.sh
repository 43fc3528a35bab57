#!/usr/bin/env bash
# Rancher's credentials for a third-party cloud account. The keys stand in the component's secrets file.
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    export TF_VAR_revision=$(date +%s) # keys that were changed are applied, though nothing of them is kept to compare with
    cloudmgr terraform.$DEPLOY_PHASE -c credential
}

localize_main
