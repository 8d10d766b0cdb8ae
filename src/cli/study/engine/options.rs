//! What is asked of an engine.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};

use super::known::{KNOWN, Known};
use crate::cli::whole_number::whole_number;

/// How often a shard that failed is launched again, unless it is said.
const RETRIES: &str = "2";

/// The most shards: more than any system takes in one array.
const MOST: u64 = 1_000_000;

/// The options.
pub(in crate::cli::study) fn options() -> [Arg; 4] {
    [
        Arg::new("engine")
            .long("engine")
            .value_name("ENGINE")
            .value_parser(PossibleValuesParser::new(KNOWN.map(|known| known.name)))
            .requires("shards")
            .requires("out")
            .conflicts_with("shard")
            .help("Launch the shards with this, launch again those that fail, and put all together; FOLDER is one that all workers see"),
        Arg::new("shards")
            .long("shards")
            .value_name("N")
            .value_parser(whole_number(1..=MOST))
            .allow_negative_numbers(true)
            .requires("engine")
            .help("Divide the runs into so many shards for --engine; --jobs is of each of them then, by default 1, but of all with `local`"),
        Arg::new("retries")
            .long("retries")
            .value_name("N")
            .value_parser(whole_number(0_u32..=100))
            .allow_negative_numbers(true)
            .default_value(RETRIES)
            .requires("engine")
            .help("Launch a shard that failed again, so often"),
        Arg::new("dry-run")
            .long("dry-run")
            .action(ArgAction::SetTrue)
            .requires("engine")
            .help("Run nothing, and print what --engine would do as a script, or a workflow for `snakemake` and GNU `parallel`"),
    ]
}

/// What is asked.
pub(super) struct Asked {
    pub(super) known: &'static Known,
    pub(super) is_dry: bool,
}

impl Asked {
    /// What a command line asks, if it does.
    pub(super) fn of(matches: &ArgMatches) -> Option<Self> {
        let name = matches.get_one::<String>("engine")?;
        let known = KNOWN.iter().find(|known| known.name == name)?;
        Some(Self {
            known,
            is_dry: matches.get_flag("dry-run"),
        })
    }
}
