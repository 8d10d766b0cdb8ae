//! Snakemake: a file of its rules.

use super::launch::{Launch, SHARD};
use crate::cli::failed::Failed;

/// Where files mark what is done, in the folder of the rows: hidden, since Snakemake makes it before there are rows.
const DONE: &str = ".done";

/// A rule for a shard, and one that puts all together.
pub(super) fn snakefile(launch: &Launch) -> Result<String, Failed> {
    let threads = launch.threads();
    let shard = literal(&escaped(&launch.shard_line(threads)?));
    let merge = literal(&escaped(&launch.merge_line()?));
    let out = std::path::absolute(&launch.out).unwrap_or_else(|_| launch.out.clone());
    let done = |name: &str| {
        let path = out.join(DONE).join(name);
        literal(&path.display().to_string())
    };
    Ok(format!(
        r#"# The shards of a study, and what puts them together.

SHARDS = range(1, {count} + 1)


rule merge:
    default_target: True
    input:
        expand({each}, shard=SHARDS)
    output:
        touch({all})
    shell:
        {merge}


rule shard:
    output:
        touch({each})
    threads: {threads}
    retries: {retries}
    shell:
        "{SHARD}={{wildcards.shard}}; " {shard}
"#,
        count = launch.shards,
        each = done("{shard}"),
        all = done("all"),
        retries = launch.retries,
    ))
}

/// Braces that stand for themselves.
fn escaped(line: &str) -> String {
    line.replace('{', "{{").replace('}', "}}")
}

/// A text as Python has it, whose escapes are those of JSON.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
