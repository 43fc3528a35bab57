#!/usr/bin/env bash
# Backs up one account's database and restores it into another's: PostgreSQL or MongoDB, as the URL says.
#
#   source=NAME, target=NAME   entries of `databases` in the component's secrets file, each a URL
#   action=migrate             backup | restore | migrate, which is both
#   backup=NAME                which backup to restore (default: the newest of the source)
#
# A backup is written beside and renamed, so that none is half a one. A restore is all or nothing (PostgreSQL).
script_dir=$(dirname "$0")
. $script_dir/utils.sh
. utils/env.sh
set -o pipefail
umask 077

function main() {
    backups="$COMPONENT_BASE/backups"
    case "$DEPLOY_PHASE" in
    install | update) migrate ;;
    *) rm -rf "$backups" && log "the backups are deleted" ;;
    esac
}

function migrate() {
    local action=${VAR_ACTION:-migrate} kind
    case "$action" in backup | restore | migrate) ;; *) fail "action=$action: is any of backup, restore, migrate" ;; esac
    check_name source "${VAR_SOURCE:-}"
    kind=$(kind_of "$VAR_SOURCE") || exit 1
    if [ "$action" != backup ]; then
        check_name target "${VAR_TARGET:-}"
        [ "$VAR_SOURCE" != "$VAR_TARGET" ] || [ "$action" = restore ] || fail "source and target are the same account"
        [ "$VAR_SOURCE" = "$VAR_TARGET" ] || [ "$(url_of "$VAR_SOURCE")" != "$(url_of "$VAR_TARGET")" ] ||
            fail "source and target are the same database: $VAR_SOURCE and $VAR_TARGET have one URL"
        [ "$kind" = "$(kind_of "$VAR_TARGET")" ] || fail "$VAR_TARGET has another kind of database than $VAR_SOURCE"
    fi
    file=
    if [ "$action" != restore ]; then backup "$kind"; fi
    if [ "$action" != backup ]; then restore "$kind"; fi
}

function backup() {
    local name part
    name="$VAR_SOURCE-$(date -u +%Y%m%dT%H%M%SZ).$1"
    part="$backups/.$name.partial"
    mkdir -p "$backups"
    "dump_$1" "$VAR_SOURCE" "$part" || { rm -f "$part"; fail "the backup of $VAR_SOURCE failed: nothing was restored"; }
    mv "$part" "$backups/$name"
    file="$backups/$name"
    log "backup $name: $(wc -c < "$file") bytes"
}

function restore() {
    [ -n "$file" ] || file=$(chosen_backup "$1") || exit 1
    [ -s "$file" ] || fail "there is no backup of $VAR_SOURCE to restore"
    "restore_$1" "$VAR_TARGET" "$file" || fail "the restore into $VAR_TARGET failed"
    log "restored $(basename "$file") into $VAR_TARGET"
}

function chosen_backup() {
    local name=${VAR_BACKUP:-}
    if [ -n "$name" ]; then
        [[ "$name" =~ ^[A-Za-z0-9][A-Za-z0-9@._-]*\.$1$ ]] || fail "backup=$name: names no backup of this kind"
    else
        name=$(ls -1 "$backups" 2> /dev/null | grep -E "^${VAR_SOURCE//./\\.}-[0-9]{8}T[0-9]{6}Z\.$1$" | sort | tail -1)
    fi
    printf '%s' "$backups/$name"
}

# PostgreSQL's client reads the password from its environment: it is on no command line.
function dump_postgres() {
    needs pg_dump
    as_postgres "$1" pg_dump --format=custom --no-owner --no-privileges --file "$2"
}

function restore_postgres() {
    needs pg_restore
    as_postgres "$1" restore_archive "$2"
}

# What has = in it would be read as words of a connection, not as a database's name.
function restore_archive() {
    local name=${PGDATABASE//\\/\\\\}
    pg_restore --dbname "dbname='${name//\'/\\\'}'" --clean --if-exists --no-owner --no-privileges --single-transaction --exit-on-error "$1"
}

function as_postgres() (
    url=$(url_of "$1")
    shift
    [[ "$url" =~ ^postgres(ql)?://(([^:@/]*)(:([^@/]*))?@)?(\[[^]]*\]|[^:/?]*)(:([0-9]+))?/([^?]+)(\?(.*))?$ ]] ||
        fail "a URL of PostgreSQL is postgres://USER:PASSWORD@HOST:PORT/DATABASE"
    export PGUSER PGPASSWORD PGHOST PGPORT PGDATABASE PGSSLMODE
    PGUSER=$(decoded "${BASH_REMATCH[3]}")
    PGPASSWORD=$(decoded "${BASH_REMATCH[5]}")
    PGHOST=${BASH_REMATCH[6]//[\[\]]/}
    PGPORT=${BASH_REMATCH[8]:-5432}
    PGDATABASE=$(decoded "${BASH_REMATCH[9]}")
    PGSSLMODE=prefer
    if [[ "${BASH_REMATCH[11]}" =~ (^|&)sslmode=([a-z-]+) ]]; then PGSSLMODE=${BASH_REMATCH[2]}; fi
    "$@"
)

# MongoDB's tools read the URL from a pipe: it is on no command line and in no file.
function dump_mongodb() {
    needs mongodump
    as_mongodb "$1" mongodump --archive="$2" --gzip
}

function restore_mongodb() {
    local from to
    needs mongorestore
    from=$(database_of "$VAR_SOURCE") || exit 1
    to=$(database_of "$1") || exit 1
    as_mongodb "$1" mongorestore --archive="$2" --gzip --drop --stopOnError --nsInclude "$from.*" --nsFrom "$from.*" --nsTo "$to.*"
}

function as_mongodb() {
    local uri
    uri=$(url_of "$1" | sed 's/[\\"]/\\&/g')
    "$2" --config <(printf 'uri: "%s"\n' "$uri") --quiet "${@:3}"
}

function database_of() {
    [[ "$(url_of "$1")" =~ ^mongodb(\+srv)?://[^/]+/([^?]+) ]] || fail "the URL of $1 names no database"
    decoded "${BASH_REMATCH[2]}"
}

# The URLs are databases.NAME of the secrets file.
function url_of() {
    local variable
    variable="SECRET_DATABASES_$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]' | tr -c 'A-Z0-9' '_')"
    [ -n "${!variable:-}" ] || fail "the secrets file has no databases.$1"
    printf '%s' "${!variable}"
}

function kind_of() {
    case "$(url_of "$1")" in
    postgres://* | postgresql://*) printf postgres ;;
    mongodb://* | mongodb+srv://*) printf mongodb ;;
    *) fail "databases.$1 is neither a URL of PostgreSQL nor of MongoDB" ;;
    esac
}

function check_name() {
    [[ "$2" =~ ^[A-Za-z0-9][A-Za-z0-9@._-]{0,62}$ ]] || fail "$1: name an account of the secrets file, not \"$2\""
    url_of "$2" > /dev/null || exit 1
}

function decoded() {
    local text=${1//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}

function needs() {
    command -v "$1" > /dev/null || fail "$1 is not installed: it is needed for this kind of database"
}

localize_main
