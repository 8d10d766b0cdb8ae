//! The texts that are checked: the chapters of the book, and those at the root of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    let book = Path::new(env!("CARGO_MANIFEST_DIR"));
    book.parent().expect("the book is in a folder").to_owned()
}

/// A text of the repository.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Its path from the root.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// A code block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// What stands after the fence, such as `sh`.
    pub(crate) language: String,
    pub(crate) code: String,
    /// The line of its code in the text, from 0.
    pub(crate) line: usize,
    /// The spaces before its fence, as in a list: its code is without them.
    pub(crate) indentation: usize,
    /// The last line before it that is not empty, without the spaces around it.
    pub(crate) before: String,
}

impl Block {
    /// The block as it stands in its text, with other code.
    pub(crate) fn written(&self, code: &str) -> String {
        let margin = " ".repeat(self.indentation);
        let mut written = format!("{margin}```{}\n", self.language);
        for line in code.lines() {
            written += format!("{margin}{line}").trim_end();
            written.push('\n');
        }
        written + &margin + "```\n"
    }
}

/// Those at the root that have links or commands.
const AT_THE_ROOT: [&str; 5] = [
    "README.md",
    "CONTRIBUTING.md",
    "RELEASING.md",
    "CHANGELOG.md",
    "llms.txt",
];

/// All texts, in order of their paths.
pub(crate) fn all() -> Vec<Text> {
    let mut paths: Vec<PathBuf> = AT_THE_ROOT.iter().map(PathBuf::from).collect();
    collect(Path::new("book/src"), &mut paths);
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Text {
    let text = fs::read_to_string(root().join(&path));
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Text { path, text }
}

/// The chapters in a folder and those below it.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(root().join(folder)).expect("a folder of the book");
    for entry in entries {
        let entry = entry.expect("a file of the book");
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
}

/// The code blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut before = "";
    for (line, content) in text.lines().enumerate() {
        let unindented = content.trim_start();
        match (&mut open, unindented.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block {
                    language: language.to_owned(),
                    code: String::new(),
                    line: line + 1,
                    indentation: content.len() - unindented.len(),
                    before: before.to_owned(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                let margin = content.len() - unindented.len();
                block.code += &content[margin.min(block.indentation)..];
                block.code.push('\n');
            }
            (None, None) => {}
        }
        if !content.trim().is_empty() {
            before = content.trim();
        }
    }
    assert!(open.is_none(), "a code block has no end");
    blocks
}

/// The text with nothing but line ends in the place of its code blocks.
pub(crate) fn prose(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().map(|line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        if inside || fence { "" } else { line }
    });
    let lines: Vec<&str> = lines.collect();
    lines.join("\n")
}

#[test]
fn blocks_and_prose_are_told_apart() {
    let text = "One\n\n```sh\nls\n```\nTwo\n";
    let expected = Block {
        language: "sh".to_owned(),
        code: "ls\n".to_owned(),
        line: 3,
        indentation: 0,
        before: "One".to_owned(),
    };
    assert_eq!(blocks(text), [expected]);
    assert_eq!(prose(text), "One\n\n\n\n\nTwo");
}

#[test]
fn blocks_in_lists_are_found() {
    let list = "1. One\n\n   ```sh\n   if true\n\n     then\n   ```\n";
    let [block] = blocks(list).try_into().expect("one block");
    assert_eq!(block.code, "if true\n\n  then\n");
    assert_eq!((block.indentation, &*block.before), (3, "1. One"));
    assert!(list.ends_with(&block.written(&block.code)));
    assert_eq!(prose(list).trim_end(), "1. One");
}

#[test]
fn no_line_of_a_program_is_hidden() {
    for Text { path, text } in all() {
        let blocks = blocks(&text).into_iter();
        for block in blocks.filter(|block| block.language.starts_with("rust")) {
            for (number, line) in block.code.lines().enumerate() {
                let line = line.trim_start();
                assert!(
                    line != "#" && !line.starts_with("# "),
                    "{}:{}: a reader of the book does not see this line, and one on a code host sees the `#`",
                    path.display(),
                    block.line + number + 1
                );
            }
        }
    }
}

#[test]
fn every_example_is_in_the_book() {
    let page = read(PathBuf::from("book/src/reference/examples.md"));
    for entry in fs::read_dir(root().join("examples")).expect("the examples") {
        let name = entry.expect("an example").file_name();
        let name = name.to_string_lossy();
        let example = name.strip_suffix(".rs").unwrap_or(&name);
        let is_example = name != "data" && name != "Cargo.toml";
        assert!(
            !is_example || page.text.contains(&format!("`{example}`")),
            "{example}"
        );
    }
}

#[test]
fn the_readme_has_the_figures_that_were_measured() {
    let chapter = read(PathBuf::from("book/src/explanation/performance.md"));
    let readme = read(PathBuf::from("README.md"));
    let (_, peers) = chapter
        .text
        .split_once("<!-- peers: ")
        .expect("the table of peers");
    for command in [
        "throughput B",
        "simcore_queue --workload B",
        "simpy_queue.py 1000",
    ] {
        let row = peers
            .lines()
            .find(|line| line.starts_with(&format!("| `{command}` |")));
        let seconds = row
            .and_then(|row| row.split('|').nth(4))
            .expect("a row with seconds")
            .trim();
        assert!(
            readme.text.contains(&format!(" {seconds} s ")),
            "README.md: `{command}` takes {seconds} s"
        );
    }
}
