//! Seeds: files of the repository where they are, and several files in one input.

use std::fs;
use std::path::{Path, PathBuf};

/// How long a file may be that is a seed, in bytes: the shorter, the more of them are tried in the same time.
const LONGEST: u64 = 32 * 1024;

/// Stands before each file of an input that has several, with the name of the file.
const MARK: &str = "==== ";

/// A place in the repository.
pub fn place(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("a folder in the repository").join(path)
}

/// All files of these folders, and below, whose names end so, in order of their names; none that are long.
///
/// # Panics
///
/// If there are none.
pub fn files(folders: &[&str], ends: &str) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    for folder in folders {
        gather(&place(folder), ends, &mut paths);
    }
    paths.sort();
    let texts = paths.iter().filter_map(|path| fs::read(path).ok());
    let texts: Vec<Vec<u8>> = texts.collect();
    assert!(!texts.is_empty(), "no *{ends} in {folders:?}");
    texts
}

fn gather(folder: &Path, ends: &str, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder);
    let entries = entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, ends, paths);
        } else if path.to_string_lossy().ends_with(ends)
            && entry.metadata().is_ok_and(|facts| facts.len() <= LONGEST)
        {
            paths.push(path);
        }
    }
}

/// Files as one input.
pub fn joined<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, text) in files {
        all.extend_from_slice(format!("{MARK}{name}\n").as_bytes());
        all.extend_from_slice(text);
    }
    all
}

/// The files of an input. Names that do not stay in a folder are left out.
pub fn parted(input: &[u8]) -> Vec<(String, &[u8])> {
    let mark = MARK.as_bytes();
    let is_mark = |at: &usize| input[*at..].starts_with(mark);
    let starts: Vec<usize> = (0..input.len()).filter(is_mark).collect();
    let ends = starts.iter().skip(1).copied().chain([input.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| {
        let part = &input[start + mark.len()..end];
        let line = part.iter().position(|byte| *byte == b'\n')?;
        let name = std::str::from_utf8(&part[..line]).ok()?;
        let is_safe = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let stays = name.len() < 100 && name.split('/').all(is_safe);
        stays.then(|| (name.to_owned(), &part[line + 1..]))
    });
    parts.collect()
}

/// Writes the files of an input into a folder, each as long as its place is free.
pub fn unpack(input: &[u8], folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for (name, text) in parted(input) {
        let path = folder.join(name);
        let made = path.parent().map(fs::create_dir_all);
        if made.is_some_and(|made| made.is_ok()) && fs::write(&path, text).is_ok() {
            paths.push(path);
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_joined_and_parted_again() {
        let files = [("a/b.csv", &b"1,2\n"[..]), ("c", b"\0\xff"), ("d", b"")];
        let text = joined(files);
        let parted = parted(&text).into_iter();
        let parted: Vec<(String, Vec<u8>)> =
            parted.map(|(name, text)| (name, text.to_vec())).collect();
        assert_eq!(parted.len(), 3);
        for ((name, text), (parted_name, parted_text)) in files.iter().zip(&parted) {
            assert_eq!((*name, *text), (parted_name.as_str(), &parted_text[..]));
        }
    }

    #[test]
    fn no_file_leaves_its_folder() {
        for name in ["../a", "/a", "a/../../b", "a//b", "", ".", "a\\b", "\u{e9}"] {
            assert!(parted(&joined([(name, &b"x"[..])])).is_empty(), "{name:?}");
        }
    }
}
