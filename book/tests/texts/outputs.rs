//! What the texts say that commands print is what they print.
//!
//! A block of commands (`sh`) that a block of text follows is run, and must print that text on standard output; a line `..` of the
//! text stands for any lines, and one that ends with ` ..` for any line that begins so. A block after `<!-- file: NAME -->` is written to
//! that file first, and one after `<!-- change: NAME -->` [changes](crate::changes) it for the commands that follow. Commands after
//! `<!-- not run -->` are not run, and those after `<!-- in the repository -->` are run there. Each text has a folder of its own, which is
//! a crate if it shows the `src/main.rs` of one; but the tutorial: its chapters share a crate, as its reader has one.
//!
//! `BOOK_OUTPUTS=overwrite` writes what commands print into the texts, but for blocks with a line `..`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::changes::changed;
use crate::chapters::{Block, Text, all, blocks, root};
use crate::steps::{Shown, Step, file, steps};

/// The manifest of the crate that a reader makes. Crates of one name would take each other's place in the folder of what is built.
const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.1.0"
edition = "2024"

[dependencies]
coldstart = { path = "ROOT" }
serde = { version = "1", features = ["derive"] }

[workspace]
"#;

/// What stands before commands that use files of the repository.
const IN_THE_REPOSITORY: &str = "<!-- in the repository -->";

/// Whether lines are those that are expected, where `..` stands for any lines.
fn agree(expected: &[&str], lines: &[&str]) -> bool {
    match (expected.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((&"..", rest)), _) => (0..=lines.len()).any(|skipped| agree(rest, &lines[skipped..])),
        (Some((first, rest)), Some((line, others))) => is(first, line) && agree(rest, others),
        _ => false,
    }
}

/// Whether a line is the one that is expected, which may end with ` ..`.
fn is(expected: &str, line: &str) -> bool {
    match expected.strip_suffix(" ..") {
        Some(beginning) => line.starts_with(beginning),
        None => expected.trim_end() == line.trim_end(),
    }
}

/// What commands have printed, as a text shows it: without what differs from run to run.
fn shown(printed: &str) -> String {
    let lines = printed
        .trim_end()
        .lines()
        .map(|line| match line.strip_prefix("wall time ") {
            Some(_) => "wall time ..\n".to_owned(),
            None => format!("{}\n", line.trim_end()),
        });
    lines.collect()
}

/// A folder in which the commands of a text are run.
struct Folder {
    path: PathBuf,
    /// Whether it is a crate, whose commands are of itself and not of the repository.
    own_crate: bool,
}

impl Folder {
    fn of(text: &Text) -> Self {
        let is_main = |block: &Block| file(block).is_some_and(|name| name == "src/main.rs");
        let own_crate = blocks(&text.text).iter().any(is_main);
        let path = &text.path;
        let name = match path.starts_with("book/src/tutorial") {
            true => "photo".to_owned(),
            false => path.with_extension("").to_string_lossy().replace('/', "-"),
        };
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("outputs")
            .join(&name);
        fs::create_dir_all(&path).expect("a folder for what commands write");
        if own_crate {
            let manifest = MANIFEST.replace("NAME", &name);
            let manifest = manifest.replace("ROOT", &root().display().to_string());
            fs::write(path.join("Cargo.toml"), manifest).expect("the crate of the text");
            fs::copy(root().join("Cargo.lock"), path.join("Cargo.lock")).expect("the versions");
        }
        Self { path, own_crate }
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of a file");
        fs::write(path, content).expect("a file of a text");
    }

    /// What commands print, and what they say besides.
    fn run(&self, commands: &Block) -> (String, String) {
        let manifest = root().join("Cargo.toml");
        let cargo = format!(
            "command cargo \"$1\" --manifest-path '{}' \"${{@:2}}\"",
            manifest.display()
        );
        let mut script = format!(
            "coldstart() {{ set -- run --quiet --release --bin coldstart -- \"$@\"; {cargo}; }}\n"
        );
        if !self.own_crate {
            script += &format!("cargo() {{ {cargo}; }}\n");
        }
        script += &commands.code;
        let there = match commands.before.as_str() {
            IN_THE_REPOSITORY => root(),
            _ => self.path.clone(),
        };
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("the folder of what is built");
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(there)
            .env("CARGO_TARGET_DIR", target)
            .env("NO_COLOR", "1")
            .output()
            .expect("bash starts");
        let [printed, said] = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (printed, said)
    }
}

/// A text with other code in these blocks, which are in order.
fn mended(text: &str, places: &[(Block, String)]) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let written: Vec<String> = places
        .iter()
        .map(|(block, code)| block.written(code))
        .collect();
    for ((block, _), written) in places.iter().zip(&written).rev() {
        // With its fences.
        let end = block.line + block.code.lines().count() + 1;
        lines.splice(block.line - 1..end, [written.as_str()]);
    }
    lines.concat()
}

/// What is wrong with what a text says, after doing what it says.
fn differences(text: &Text) -> Vec<String> {
    let steps = steps(&text.text);
    if !steps.iter().any(|step| matches!(step, Step::Run(_))) {
        return Vec::new();
    }
    let folder = Folder::of(text);
    let mut differences = Vec::new();
    let mut places = Vec::new();
    let mut files = BTreeMap::new();
    let mut to_restore = None;
    for step in steps {
        match step {
            Step::File { name, content } => {
                folder.write(&name, &content);
                files.insert(name, content);
            }
            Step::Change { name, diff } => {
                let content = changed(&files[&name], &diff).expect("a change of what is shown");
                folder.write(&name, &content);
                to_restore = Some(name);
            }
            Step::Run(Shown { commands, printed }) => {
                let (found, said) = folder.run(&commands);
                if let Some(name) = to_restore.take() {
                    folder.write(&name, &files[&name]);
                }
                let expected: Vec<&str> = printed.code.trim_end().lines().collect();
                let lines: Vec<&str> = found.trim_end().lines().collect();
                if agree(&expected, &lines) {
                    continue;
                }
                let place = format!("{}:{}", text.path.display(), printed.line + 1);
                differences.push(format!("{place}\n{found}{said}"));
                if !expected.contains(&"..") && !found.trim().is_empty() {
                    places.push((printed, shown(&found)));
                }
            }
        }
    }
    let is_mended = std::env::var_os("BOOK_OUTPUTS").is_some_and(|value| value == "overwrite");
    if is_mended && !places.is_empty() {
        let mended = mended(&text.text, &places);
        fs::write(root().join(&text.path), mended).expect("the text is written");
    }
    differences
}

/// Needs a release build, and `BOOK_TEXT=tutorial` chooses the texts whose paths contain it.
#[test]
#[ignore = "builds and runs the commands of the book"]
fn commands_print_what_the_texts_say() {
    let chosen = std::env::var("BOOK_TEXT").unwrap_or_default();
    let texts = all()
        .into_iter()
        .filter(|text| text.path.to_string_lossy().contains(&chosen));
    let differences: Vec<String> = texts.flat_map(|text| differences(&text)).collect();
    assert!(
        differences.is_empty(),
        "these print something else, here with what is on standard error:\n{}",
        differences.join("\n")
    );
}

#[test]
fn every_output_that_is_shown_has_its_command() {
    let texts = all().into_iter();
    let shown: BTreeSet<PathBuf> = texts
        .filter(|text| {
            steps(&text.text)
                .iter()
                .any(|step| matches!(step, Step::Run(_)))
        })
        .map(|text| text.path)
        .collect();
    let tutorial = all()
        .into_iter()
        .filter(|text| text.path.starts_with("book/src/tutorial"));
    for text in tutorial {
        assert!(
            shown.contains(&text.path),
            "{}: shows nothing that is run",
            text.path.display()
        );
    }
    assert!(shown.contains(Path::new("README.md")));
}

#[test]
fn a_file_of_the_examples_that_a_text_shows_is_the_same_there() {
    let chapter = all()
        .into_iter()
        .find(|text| text.path.ends_with("how-to/capacity.md"));
    let shown = steps(&chapter.expect("the chapter").text);
    let shown = shown.into_iter().find_map(|step| match step {
        Step::File { name, content } if name == "my_load.toml" => Some(content),
        _ => None,
    });
    let file = fs::read_to_string(root().join("examples/my_load.toml"));
    assert_eq!(shown.expect("it is shown"), file.expect("it is there"));
}

#[test]
fn outputs_are_written_where_they_are_shown() {
    let text = "```text\n1\n```\n\n  ```text\n  1\n  2\n  ```\nEnd\n";
    let [one, other] = blocks(text).try_into().expect("two blocks");
    let second = [(other.clone(), "3\n".to_owned())];
    assert_eq!(
        mended(text, &second),
        "```text\n1\n```\n\n  ```text\n  3\n  ```\nEnd\n"
    );
    let both = [(one, "4\n5\n".to_owned()), (other, "6\n".to_owned())];
    assert_eq!(
        mended(text, &both),
        "```text\n4\n5\n```\n\n  ```text\n  6\n  ```\nEnd\n"
    );
}

#[test]
fn two_points_stand_for_anything() {
    let lines = ["a", "b", "c"];
    for expected in [
        &["a", "b", "c"][..],
        &[".."],
        &["a", ".."],
        &["..", "c"],
        &["..", "b", ".."],
    ] {
        assert!(agree(expected, &lines), "{expected:?}");
    }
    assert!(agree(&["wall time ..", ".."], &["wall time    1 s"]));
    for expected in [&["a", "b"][..], &["..", "b"], &["a", "..", "b"], &[]] {
        assert!(!agree(expected, &lines), "{expected:?}");
    }
}
