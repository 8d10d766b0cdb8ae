//! The book's chapters as documentation, so that their code blocks are compiled and run as tests; and what else in them can be
//! checked.

#[doc = include_str!("src/introduction.md")]
pub mod introduction {}

#[doc = include_str!("src/tutorial/1-first-call.md")]
pub mod tutorial_1_first_call {}

#[doc = include_str!("src/tutorial/2-cold-starts.md")]
pub mod tutorial_2_cold_starts {}

#[doc = include_str!("src/tutorial/3-images-and-network.md")]
pub mod tutorial_3_images_and_network {}

#[doc = include_str!("src/tutorial/4-storage-and-chains.md")]
pub mod tutorial_4_storage_and_chains {}

#[doc = include_str!("src/tutorial/5-trace.md")]
pub mod tutorial_5_trace {}

#[doc = include_str!("src/tutorial/6-policy.md")]
pub mod tutorial_6_policy {}

#[doc = include_str!("src/tutorial/7-study.md")]
pub mod tutorial_7_study {}

#[doc = include_str!("src/tutorial/8-decision.md")]
pub mod tutorial_8_decision {}

#[doc = include_str!("src/how-to/spill-over.md")]
pub mod spill_over {}

#[doc = include_str!("src/how-to/capacity.md")]
pub mod capacity {}

#[doc = include_str!("src/how-to/studies.md")]
pub mod studies {}

#[doc = include_str!("src/how-to/write-a-scheduler.md")]
pub mod write_a_scheduler {}

#[doc = include_str!("src/how-to/retry-and-cancel.md")]
pub mod retry_and_cancel {}

#[doc = include_str!("src/how-to/cloudwatch.md")]
pub mod cloudwatch {}

#[doc = include_str!("src/how-to/snapshot-tests.md")]
pub mod snapshot_tests {}

#[doc = include_str!("src/how-to/ci-gate.md")]
pub mod ci_gate {}

#[doc = include_str!("src/how-to/playground.md")]
pub mod playground {}

#[doc = include_str!("src/how-to/python.md")]
pub mod python {}

#[doc = include_str!("src/how-to/slurm.md")]
pub mod slurm {}

#[doc = include_str!("src/how-to/simgrid-platform.md")]
pub mod simgrid_platform {}

#[doc = include_str!("src/reference/in-200-lines.md")]
pub mod in_200_lines {}

#[doc = include_str!("src/reference/language.md")]
pub mod language {}

#[doc = include_str!("src/reference/fields.md")]
pub mod fields {}

#[doc = include_str!("src/reference/context.md")]
pub mod context {}

#[doc = include_str!("src/reference/without-macros.md")]
pub mod without_macros {}

#[doc = include_str!("src/reference/scenario-files.md")]
pub mod scenario_files {}

#[doc = include_str!("src/reference/command.md")]
pub mod command {}

#[doc = include_str!("src/reference/results.md")]
pub mod results {}

#[doc = include_str!("src/reference/html-report.md")]
pub mod html_report {}

#[doc = include_str!("src/reference/policies.md")]
pub mod policies {}

#[doc = include_str!("src/reference/limits.md")]
pub mod limits {}

#[doc = include_str!("src/reference/scaling.md")]
pub mod scaling {}

#[doc = include_str!("src/reference/instances.md")]
pub mod instances {}

#[doc = include_str!("src/reference/memory-and-layers.md")]
pub mod memory_and_layers {}

#[doc = include_str!("src/reference/load.md")]
pub mod load {}

#[doc = include_str!("src/reference/distributions.md")]
pub mod distributions {}

#[doc = include_str!("src/reference/traces.md")]
pub mod traces {}

#[doc = include_str!("src/reference/workflows.md")]
pub mod workflows {}

#[doc = include_str!("src/reference/retries.md")]
pub mod retries {}

#[doc = include_str!("src/reference/faults.md")]
pub mod faults {}

#[doc = include_str!("src/reference/prices.md")]
pub mod prices {}

#[doc = include_str!("src/reference/providers.md")]
pub mod providers {}

#[doc = include_str!("src/reference/examples.md")]
pub mod examples {}

#[doc = include_str!("src/explanation/first-simulation.md")]
pub mod first_simulation {}

#[doc = include_str!("src/explanation/models.md")]
pub mod models {}

#[doc = include_str!("src/explanation/semantics.md")]
pub mod semantics {}

#[doc = include_str!("src/explanation/known-answers.md")]
pub mod known_answers {}

#[doc = include_str!("src/explanation/trust.md")]
pub mod trust {}

#[doc = include_str!("src/explanation/coming-from.md")]
pub mod coming_from {}

#[doc = include_str!("src/explanation/design.md")]
pub mod design {}

#[doc = include_str!("src/explanation/performance.md")]
pub mod performance {}

#[doc = include_str!("src/explanation/robustness.md")]
pub mod robustness {}

#[doc = include_str!("src/glossary.md")]
pub mod glossary {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// The text of a file of the workspace.
    fn read(place: &str) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        fs::read_to_string(root.join(place)).unwrap_or_else(|error| panic!("{place}: {error}"))
    }

    /// The Rust blocks of a text.
    fn blocks(text: &str) -> impl Iterator<Item = &str> {
        let opened = text.split("\n```rust\n").skip(1);
        opened.map(|block| block.split("\n```").next().unwrap_or(block))
    }

    /// Asserts that a block leaves lines out of a program, and does nothing else to it.
    fn assert_excerpt(block: &str, program: &str) {
        let mut rest = program.lines();
        for line in block.lines() {
            let elided = line.trim().is_empty() || line.trim_start().starts_with("// ..");
            assert!(
                elided || rest.any(|other| other == line),
                "not there, or not in this order: {line}"
            );
        }
    }

    #[test]
    fn the_readme_shows_an_excerpt_of_the_basic_example() {
        let readme = read("README.md");
        let heart = blocks(&readme).next().expect("the README has a Rust block");
        assert_excerpt(heart, &read("examples/basic.rs"));
    }

    #[test]
    fn the_whole_program_of_the_first_chapter_is_the_basic_example() {
        let example = read("examples/basic.rs");
        let (_, program) = example.split_once("\n\n").expect("a header and a program");
        let chapter = read("book/src/explanation/first-simulation.md");
        assert!(blocks(&chapter).any(|block| block.trim() == program.trim()));
    }

    #[test]
    fn the_design_chapter_gives_a_reason_for_every_dependency() {
        let manifest = read("Cargo.toml");
        let (_, dependencies) = manifest
            .split_once("[workspace.dependencies]\n")
            .expect("the dependencies");
        let dependencies = dependencies.split("\n[").next().unwrap_or(dependencies);
        let design = read("book/src/explanation/design.md");
        for line in dependencies
            .lines()
            .filter(|line| !line.contains("path = "))
        {
            let Some((name, _)) = line.split_once(" = ") else {
                continue;
            };
            let listed = design
                .lines()
                .any(|row| row.starts_with('|') && row.contains(&format!("`{name}`")));
            assert!(
                listed,
                "add `{name}` to the table of dependencies in book/src/explanation/design.md"
            );
        }
    }

    #[test]
    fn the_language_chapter_lists_every_unit() {
        use coldstart::units::Dimension;
        use coldstart::units::table::symbols;

        let chapter = read("book/src/reference/language.md");
        for symbol in Dimension::ALL.into_iter().flat_map(symbols) {
            assert!(chapter.contains(&format!("`{symbol}`")), "{symbol}");
        }
    }

    /// The chapters that a file names, as paths from `book/src`.
    fn named<'a>(text: &'a str, before: &str, after: char) -> BTreeSet<&'a str> {
        let after_each = text.split(before).skip(1);
        let names = after_each.filter_map(|rest| rest.split(after).next());
        names.filter(|name| name.ends_with(".md")).collect()
    }

    /// The chapters that there are, as paths from `book/src`.
    fn chapters(folder: &str) -> BTreeSet<String> {
        let place = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(folder);
        let entries = fs::read_dir(&place).expect("a folder of chapters");
        let entries = entries.map(|entry| entry.expect("a chapter"));
        entries
            .flat_map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if folder.is_empty() {
                    name
                } else {
                    format!("{folder}/{name}")
                };
                match entry.path().is_dir() {
                    true => chapters(&path),
                    false => BTreeSet::from([path]),
                }
            })
            .filter(|path| path.ends_with(".md") && path != "SUMMARY.md")
            .collect()
    }

    #[test]
    fn every_chapter_is_in_the_summary_and_is_tested() {
        let there = chapters("");
        let there: BTreeSet<&str> = there.iter().map(String::as_str).collect();
        assert_eq!(named(&read("book/src/SUMMARY.md"), "](", ')'), there);
        assert_eq!(
            named(&read("book/chapters.rs"), "include_str!(\"src/", '"'),
            there
        );
    }
}
