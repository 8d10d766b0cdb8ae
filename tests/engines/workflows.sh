# Workflows for what launches shards by itself.

try_parallel() {
    install_for parallel parallel || { no 'parallel is installed'; return; }
    local out=$ENGINES/parallel
    "$COLDSTART" sweep run study.toml --engine parallel --shards 7 --out "$out" --json "$out.json" --csv "$out.csv" --dry-run > "$out.sh"
    if HOME=$ENGINES sh "$out.sh" > "$out.txt" < /dev/null && same "$out"; then
        ok 'parallel: the bytes are the same'
    else
        no "parallel: $(cat "$out.txt")"
    fi
}

try_snakemake() {
    install_python snakemake || { no 'snakemake is installed'; return; }
    local out=$ENGINES/snakemake
    "$COLDSTART" sweep run study.toml --engine snakemake --shards 7 --out "$out" --json "$out.json" --csv "$out.csv" --dry-run > "$out.smk"
    if HOME=$ENGINES "$VENV/bin/snakemake" --snakefile "$out.smk" --cores 2 --quiet all > "$out.txt" 2>&1 < /dev/null &&
        cmp "$out.json" expected.json && diff -rq "$out.csv" expected; then
        ok 'snakemake: the bytes are the same'
    else
        no "snakemake: $(cat "$out.txt")"
    fi
}
