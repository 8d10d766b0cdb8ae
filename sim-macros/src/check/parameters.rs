//! A parameter becomes an option of the command line, next to those that every simulation has.

use crate::ast::Simulation;
use crate::diagnostics::Diagnostics;

/// What the command line means by itself, now or in a next release.
const RESERVED: [&str; 28] = [
    "help",
    "version",
    "seed",
    "horizon",
    "replications",
    "sweep",
    "record",
    "json",
    "csv",
    "parquet",
    "perfetto",
    "report",
    "progress",
    "quiet",
    "color",
    "log",
    "check",
    "replication",
    "figure",
    "compare",
    "precision",
    "most_replications",
    "confidence",
    "warm_up",
    "out",
    "shard",
    "jobs",
    "observed",
];

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    let parameters = simulation
        .header
        .iter()
        .flat_map(|header| &header.parameters);
    for name in parameters.map(|parameter| &parameter.name) {
        let text = name.to_string();
        if RESERVED.contains(&text.trim_start_matches("r#")) {
            diagnostics.at(
                name.span(),
                format!(
                    "`{name}` is an option of every simulation's command line; give the parameter another name, such as `{name}_value`"
                ),
            );
        }
    }
}
