#!/usr/bin/env bash
# Public endpoints of apphub's apps.
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh

function main() {
    cloudmgr helm.$DEPLOY_PHASE -c omegaml-appingress
}

localize_main
