#!/usr/bin/env bash
# Prints what it was given. A parameter is text: none is ever run.
set -eu

greeting=hello times=1 fail=false

echo "phase: $DEPLOY_PHASE"
echo "user: $DEPLOY_USER"
echo "deployment: $DEPLOY_NAME"
echo "params: $DEPLOY_PARAMS"

# A comma within a value is written \,
IFS=, read -r -d '' -a pairs < <(printf '%s' "${DEPLOY_PARAMS//\\,/$'\x1f'}") || true
for pair in "${pairs[@]}"; do
  pair=${pair//$'\x1f'/,}
  echo "  ${pair%%=*} = ${pair#*=}"
  case ${pair%%=*} in
    greeting) greeting=${pair#*=} ;;
    times) times=${pair#*=} ;;
    fail) fail=${pair#*=} ;;
  esac
done

[[ $times =~ ^[0-9]+$ ]] || { echo "times has to be a number: $times" >&2; exit 2; }
for ((i = 1; i <= 10#$times; i++)); do
  printf '%s, %s\n' "$greeting" "$DEPLOY_USER"
done

if [[ $fail == true ]]; then
  echo "failing, as asked" >&2
  exit 1
fi
