#!/usr/bin/env bash
# MongoDB in a user's cluster.
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    cloudmgr helm.$DEPLOY_PHASE -c mongodb
}

localize_main
