//! What a reader of a text does: writes files, changes them, and runs commands.

use crate::changes::changed;
use crate::chapters::{Block, all, blocks};

/// Commands, what they print, and where that is said.
pub(crate) struct Shown {
    pub(crate) commands: Block,
    pub(crate) printed: Block,
}

/// What comes of a block of a text.
pub(crate) enum Step {
    File { name: String, content: String },
    Change { name: String, diff: String },
    Run(Shown),
}

/// What a reader of a text does, in order.
pub(crate) fn steps(text: &str) -> Vec<Step> {
    let blocks = blocks(text);
    let mut steps = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        if let Some(name) = file(block) {
            let content = block.code.clone();
            steps.push(Step::File { name, content });
        }
        if let Some(name) = named(block, "change") {
            let diff = block.code.clone();
            steps.push(Step::Change { name, diff });
        }
        let next = blocks.get(number + 1);
        let is_printed =
            |next: &&Block| next.language == "text" && next.indentation == block.indentation;
        let Some(printed) = next.filter(is_printed) else {
            continue;
        };
        if block.language == "sh" && block.before != "<!-- not run -->" {
            steps.push(Step::Run(Shown {
                commands: block.clone(),
                printed: printed.clone(),
            }));
        }
    }
    steps
}

/// The file that a block is the content of.
pub(crate) fn file(block: &Block) -> Option<String> {
    named(block, "file")
}

/// The file that a comment before a block names, and says to be this of it.
fn named(block: &Block, kind: &str) -> Option<String> {
    let comment = block.before.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let name = comment.strip_prefix(kind)?.strip_prefix(": ")?;
    Some(name.to_owned())
}

#[test]
fn changes_fit_what_the_texts_show_and_are_run() {
    for text in all() {
        let mut shown = Vec::new();
        let steps = steps(&text.text);
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::File { name, content } => shown.push((name, content)),
                Step::Run(_) => {}
                Step::Change { name, diff } => {
                    let place = text.path.display();
                    let file = shown.iter().rfind(|(other, _)| *other == name);
                    let (_, content) =
                        file.unwrap_or_else(|| panic!("{place} does not show {name}"));
                    changed(content, diff).unwrap_or_else(|error| panic!("{place}: {error}"));
                    let next = steps.get(number + 1);
                    assert!(
                        matches!(next, Some(Step::Run(_))),
                        "{place}: not run: {diff}"
                    );
                }
            }
        }
    }
}

#[test]
fn solutions_of_exercises_are_run() {
    let texts = all().into_iter();
    for text in texts.filter(|text| text.path.starts_with("book/src/tutorial")) {
        let solutions = text.text.split("<details>").skip(1);
        for solution in solutions.map(|rest| rest.split("</details>").next().unwrap_or(rest)) {
            let run = steps(solution)
                .iter()
                .any(|step| matches!(step, Step::Run(_)));
            assert!(run, "{}: nothing is run in{solution}", text.path.display());
        }
    }
}
