//! The manual pages of the command, and what shells complete.

use std::fs;

use crate::support::command::{coldstart, text};
use crate::support::files::repository;

#[test]
fn there_are_completions_for_shells_and_manual_pages() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = coldstart(&["completions", shell]);
        assert!(output.status.success());
        assert!(text(&output.stdout).contains("perfetto"), "{shell}");
    }
    for (arguments, parts) in [
        (&["man"][..], [".TH coldstart 1", "completions"]),
        (&["man", "run"][..], [".TH coldstart-run 1", "horizon"]),
    ] {
        let page = text(&coldstart(arguments).stdout);
        assert!(parts.iter().all(|part| page.contains(part)), "{page}");
    }
    for words in [&["man", "rum"][..], &["man", "sweep", "rum"]] {
        let output = coldstart(words);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("did you mean `run`?"));
    }
}

/// The words of a subcommand, and of all below it, as their manual pages name them.
fn subcommands(words: &[String]) -> Vec<Vec<String>> {
    let mut arguments = vec!["man"];
    arguments.extend(words.iter().map(String::as_str));
    let page = text(&coldstart(&arguments).stdout).replace("\\-", "-");
    let name = [&["coldstart".to_owned()], words].concat().join("-");
    assert!(page.contains(&format!(".TH {name} 1")), "{name}: {page}");
    let mut found = vec![words.to_vec()];
    for line in page.lines() {
        let below = (line.strip_suffix("(1)")).and_then(|line| line.strip_prefix(&name));
        if let Some(word) = below.and_then(|rest| rest.strip_prefix('-')) {
            let words = [words, &[word.to_owned()]].concat();
            found.extend(subcommands(&words));
        }
    }
    found
}

#[test]
fn each_subcommand_has_a_manual_page_and_its_options_in_it_and_in_completions() {
    let all = subcommands(&[]);
    let shells = ["bash", "zsh", "fish", "elvish", "powershell"];
    let scripts = shells.map(|shell| text(&coldstart(&["completions", shell]).stdout));
    for expected in ["run", "trace synthesise", "sweep merge", "completions"] {
        let expected: Vec<String> = expected.split(' ').map(str::to_owned).collect();
        assert!(all.contains(&expected), "{expected:?} of {all:?}");
    }
    for words in all {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let help = text(&coldstart(&[&words[..], &["--help"]].concat()).stdout);
        let page = text(&coldstart(&[&["man"], &words[..]].concat()).stdout).replace("\\-", "-");
        let names = help.split_whitespace().filter(|word| {
            let name = word.strip_prefix("--");
            name.is_some_and(|name| {
                name.len() > 1
                    && name
                        .chars()
                        .all(|one| one.is_ascii_lowercase() || one == '-')
            })
        });
        for name in names {
            assert!(page.contains(name), "{words:?}: {name}");
            for (shell, script) in shells.iter().zip(&scripts) {
                assert!(script.contains(&name[2..]), "{shell}: {words:?}: {name}");
            }
        }
        for word in words {
            assert!(scripts.iter().all(|script| script.contains(word)), "{word}");
        }
    }
}

#[test]
fn the_book_installs_the_pages_of_all_subcommands() {
    let chapter = fs::read_to_string(repository("book/src/reference/command.md"));
    let chapter = chapter.expect("the chapter");
    let (_, after) = chapter.split_once("for words in ").expect("the loop");
    let (listed, _) = after.split_once("; do").expect("its body");
    let mut listed = shlex::split(&listed.replace("\\\n", " ")).expect("words");
    let mut all: Vec<String> = subcommands(&[])
        .iter()
        .map(|words| words.join(" "))
        .collect();
    all.sort();
    listed.sort();
    assert_eq!(listed, all);
}
