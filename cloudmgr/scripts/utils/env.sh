# The environment of the component that a script is for: DEPLOY_…, CLUSTER_BASE, COMPONENT_BASE, KUBECONFIG, VAR_… and
# SECRET_…, as `cloudmgr env` prints them. `cloudmgr run` has handed it over already.

export DEPLOY_PHASE=${DEPLOY_PHASE:-install}

# Secrets are among it: a script that is traced (bash -x) does not print them here.
case $- in *x*) cloudmgr_trace=1 && set +x ;; esac
if [ -z "${COMPONENT:-}" ] || [ "${CLOUDMGR_READY:-}" != "$COMPONENT" ]; then
    if [ -n "${COMPONENT:-}" ]; then
        cloudmgr_env=$(cloudmgr env -c "$COMPONENT") || exit 1
    else
        cloudmgr_env=$(cloudmgr env -c "scripts/${0##*/}") || exit 1
    fi
    eval "$cloudmgr_env"
    unset cloudmgr_env
fi
[ -z "${cloudmgr_trace:-}" ] || { unset cloudmgr_trace && set -x; }
