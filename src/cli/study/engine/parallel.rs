//! GNU parallel: a list of commands for it.

use std::fmt::Write;

use super::launch::{Launch, SHARD};
use crate::cli::failed::Failed;

/// A script that hands a line for each shard to `parallel`, and puts them together.
pub(super) fn script(launch: &Launch) -> Result<String, Failed> {
    let line = launch.shard_line(launch.threads())?;
    let mut lines = String::new();
    for number in 1..=launch.shards {
        // A text takes whatever is written into it.
        let _ = writeln!(lines, "{SHARD}={number}; {line}");
    }
    Ok(format!(
        "#!/bin/sh\n\
         # The shards of a study for GNU parallel, and what puts them together. Its options may be in the variable PARALLEL.\n\
         set -e\n\
         parallel --retries {} <<'SHARDS'\n\
         {lines}SHARDS\n\
         {}\n",
        u64::from(launch.retries) + 1,
        launch.merge_line()?,
    ))
}
