//! Every link of the texts to a file of the repository, or to a heading in one, leads somewhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::chapters::{Text, all, prose, root};

/// The targets of the links in a text, with the lines that have them.
fn links(text: &str) -> Vec<(usize, String)> {
    let prose = prose(text);
    let lines = prose.lines().enumerate();
    let found = lines.flat_map(|(number, line)| {
        let line = without_code(line);
        let after_each = line.split("](").skip(1);
        let targets = after_each.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()));
        targets
            .map(move |target| (number + 1, target))
            .collect::<Vec<_>>()
    });
    found.collect()
}

/// A line whose code spans are empty.
fn without_code(line: &str) -> String {
    let pieces = line.split('`').enumerate();
    let kept = pieces.map(|(number, piece)| if number % 2 == 0 { piece } else { "" });
    kept.collect()
}

/// What a heading is called in an address: as mdBook and code hosts do it.
fn name(heading: &str) -> String {
    let mut name = String::new();
    for letter in heading.trim().chars() {
        match letter {
            ' ' => name.push('-'),
            '-' | '_' => name.push(letter),
            letter if letter.is_alphanumeric() => name.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    name
}

/// The text of a heading without the addresses of its links.
fn shown(heading: &str) -> String {
    let mut pieces = heading.split("](");
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        shown += piece.split_once(')').map_or("", |(_, after)| after);
    }
    shown
}

/// The names of all headings of a text.
fn headings(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let names = headings.map(|line| name(&shown(line.trim_start_matches('#'))));
    let told_apart = names.map(|name| {
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        if *times == 1 {
            name
        } else {
            format!("{name}-{}", *times - 1)
        }
    });
    told_apart.collect()
}

/// A path without `..` in it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = plain.pop(),
            part => plain.push(part),
        }
    }
    plain
}

/// What is wrong with a link of a text.
fn mistake(from: &Path, link: &str) -> Option<String> {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = match path {
        "" => from.to_owned(),
        path => plain(&from.parent().unwrap_or(Path::new("")).join(path)),
    };
    let place = root().join(&target);
    if !place.exists() {
        return Some(format!("there is no {}", target.display()));
    }
    if from.starts_with("book/src") && !target.starts_with("book/src") {
        return Some(format!("{} is not in the book", target.display()));
    }
    if heading.is_empty() {
        return None;
    }
    let text = fs::read_to_string(place).ok()?;
    let there = headings(&text).iter().any(|one| one == heading);
    (!there).then(|| format!("{} has no heading #{heading}", target.display()))
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for Text { path, text } in all() {
        for (line, link) in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            if let Some(mistake) = mistake(&path, &link) {
                broken.push(format!("{}:{line}: {mistake}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn old_addresses_lead_to_chapters() {
    let settings = fs::read_to_string(root().join("book/book.toml")).expect("the book's settings");
    let (_, redirects) = settings
        .split_once("[output.html.redirect]\n")
        .expect("addresses");
    for line in redirects.lines().filter(|line| line.contains(" = ")) {
        let target = line.split('"').nth(3).expect("an address");
        let chapter = target.replace(".html", ".md");
        assert!(root().join("book/src").join(&chapter).exists(), "{chapter}");
    }
}

#[test]
fn links_and_headings_are_found() {
    let text = "# One `two` (3)\n[`a`](b.md#c) `d[0](e)`\n## One two 3\n```sh\n[x](y)\n```\n";
    assert_eq!(links(text), [(2, "b.md#c".to_owned())]);
    assert_eq!(headings(text), ["one-two-3", "one-two-3-1"]);
    assert!(mistake(Path::new("README.md"), "nowhere.md").is_some());
    assert!(mistake(Path::new("README.md"), "#nowhere").is_some());
    assert_eq!(mistake(Path::new("README.md"), "README.md#coldstart"), None);
}
