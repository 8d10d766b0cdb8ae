#!/usr/bin/env bash
# The command at its edges: where results go, what ends it early, and what it prints. Each case is run as root and as nobody
# (with root's rights nothing is read-only), or else as whoever runs this; a line says `ok NAME` or `not ok NAME`.
#
#     tests/face.sh             build the command, and try everything
#     tests/face.sh BINARY      try this one
set -uo pipefail

cases=$(dirname "${BASH_SOURCE[0]}")/face
for part in support places ends prints; do
    # shellcheck source=/dev/null
    . "$cases/$part.sh"
done

# One case, in its folder.
if [ "${1:-}" = --case ]; then
    cd "$3" || exit 1
    "case_$2"
    exit
fi

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
if [ $# -gt 0 ]; then
    binary=$1
else
    cargo build --quiet --features parquet --bin coldstart || exit 1
    binary=${CARGO_TARGET_DIR:-target}/debug/coldstart
fi

FACE=$(mktemp -d)
trap 'rm -rf "$FACE"' EXIT
chmod 755 "$FACE"
cp "$binary" "$FACE/coldstart"
cp tests/reference/basic_10_3.scenario.json "$FACE/basic.scenario.json"
# Others than root may not be able to read this folder.
cp -r tests/face.sh tests/face "$FACE"
chmod -R a+rX "$FACE"
chmod 755 "$FACE/coldstart"
export COLDSTART=$FACE/coldstart SCENARIO=$FACE/basic.scenario.json LONG=$FACE/long.scenario.json
export EXPECTED=$FACE/expected.json NODES=$FACE/nodes LOGS
unset NO_COLOR CLICOLOR_FORCE

"$COLDSTART" run "$SCENARIO" --quiet --json "$EXPECTED" || exit 1
# The same with so many invocations that it takes a while.
awk -v many=30000 '
    /"timeline"/ {
        print " \"timeline\": ["
        for (i = 0; i < many; i++) printf "  {\"invoke\": \"my_function\", \"id\": \"j%d\", \"sleep\": 1}%s\n", i, i + 1 < many ? "," : ""
        print " ]\n}"
        exit
    }
    { print }
' "$SCENARIO" > "$LONG"
chmod 644 "$EXPECTED" "$LONG"

mkdir "$NODES"
if mknod -m 666 "$NODES/null" c 1 3 2> /dev/null; then
    mknod -m 666 "$NODES/full" c 1 7
    mknod -m 600 "$NODES/closed" c 1 3
    # Where devices cannot be opened, such as on some mounts, they are of no use.
    { : > "$NODES/null"; } 2> /dev/null || rm -f "$NODES"/*
fi
chmod 755 "$NODES"

failed=0

# Runs one case as a user, in a folder of the user's own.
try() {
    local user=$1 name=$2 folder told code as=()
    folder=$FACE/$user.$name
    LOGS=$FACE/$user.$name.logs
    mkdir "$folder" "$LOGS"
    if is_root && [ "$user" = nobody ]; then
        chown 65534:65534 "$folder" "$LOGS"
        as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    fi
    told=$("${as[@]}" timeout 30 bash "$FACE/face.sh" --case "$name" "$folder" 2>&1)
    code=$?
    case $code in
        0) printf 'ok %s, as %s\n' "$name" "$user" ;;
        77) printf 'ok %s, as %s # %s\n' "$name" "$user" "$told" ;;
        *)
            printf 'not ok %s, as %s\n' "$name" "$user"
            printf '%s\n' "$told" | sed 's/^/    /'
            failed=1
            ;;
    esac
}

if ! is_root; then
    users=("$(id -un)")
    printf '# not run by root: no case is tried as root\n'
elif command -v setpriv > /dev/null; then
    users=(root nobody)
else
    users=(root)
    printf '# no setpriv: no case is tried as nobody\n'
fi
for user in "${users[@]}"; do
    for name in $(compgen -A function case_); do
        try "$user" "${name#case_}"
    done
done
exit "$failed"
