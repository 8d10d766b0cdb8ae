#!/usr/bin/env bash
# Builds the playground: one page that needs nothing beside itself. It goes to target/playground/index.html, and into the book if that has been
# built to book/book. Needs the target wasm32-unknown-unknown of rustup, or Debian's packages `rustc-web` and `rust-web-src`.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
out=$target/playground
wasm32=wasm32-unknown-unknown

fail() {
    printf '%s\n' "$@" >&2
    exit 2
}

# Whether there is Debian's compiler for the web, with the source of its standard library.
has_debian() {
    [ -x /usr/bin/rustc ] && [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ] &&
        [ "$(/usr/bin/rustc --version | cut -d . -f 2)" -ge 95 ]
}

# A linker for WebAssembly: that of a toolchain of rustup, or LLVM's.
linker() {
    local found
    for found in "$(rustc --print sysroot)"/lib/rustlib/*/bin/rust-lld; do
        if [ -x "$found" ]; then
            printf '%s' "$found"
            return
        fi
    done
    command -v wasm-ld || fail 'no linker for WebAssembly: install the Debian package `lld`'
}

options=()
if command -v rustup > /dev/null && rustup target list --installed | grep -qx "$wasm32"; then
    compiler=$(rustc --version)
elif has_debian; then
    compiler="$(/usr/bin/rustc --version), with a standard library of its own"
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(linker)
    # The compiler of a release builds its standard library only if it is told that this is what the library is for.
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    options=(-Zbuild-std=std,panic_abort)
else
    fail "no compiler for WebAssembly: rustup target add $wasm32, or install Debian's packages \`rustc-web\` and \`rust-web-src\`"
fi
printf 'with %s\n' "$compiler"

# No place of this machine is in what is built.
export RUSTFLAGS="--remap-path-prefix=$root=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
cargo build --quiet --locked --release --manifest-path playground/Cargo.toml --target "$wasm32" --target-dir "$out/build" ${options[@]+"${options[@]}"}
cp "$out/build/$wasm32/release/coldstart_playground.wasm" "$out/playground.wasm"
if command -v wasm-opt > /dev/null; then
    wasm-opt --all-features -Oz "$out/playground.wasm" -o "$out/playground.wasm"
fi

# What a line `<!-- NAME -->` of the page stands for.
part() {
    local pages=playground/page file
    case $1 in
        style) cat $pages/style.css ;;
        schema) sed 's/</\\u003c/g' schemas/scenario.json ;;
        runner) gzip --best --no-name --stdout "$out/playground.wasm" | base64 --wrap=0 ;;
        worker) cat $pages/worker.js ;;
        script) cat $pages/{runner,scanner,schema,completion,share,main}.js ;;
        examples)
            for file in playground/examples/*; do
                printf '<script type="text/plain" data-name="%s">\n' "${file##*/}"
                cat "$file"
                printf '</script>\n'
            done
            ;;
        *) return 1 ;;
    esac
}

while IFS= read -r line; do
    case $line in
        '<!-- '*' -->')
            name=${line#<!-- }
            part "${name% -->}"
            printf '\n'
            ;;
        *) printf '%s\n' "$line" ;;
    esac
done < playground/page/page.html > "$out/index.html.part"
mv "$out/index.html.part" "$out/index.html"
printf '%s: %s bytes\n' "$out/index.html" "$(wc -c < "$out/index.html")"

if [ -d book/book ]; then
    mkdir -p book/book/playground
    cp "$out/index.html" book/book/playground/index.html
    printf 'book/book/playground/index.html\n'
fi
