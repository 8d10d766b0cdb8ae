//! Changes that a text makes to a program which it has shown, for one exercise or one question.
//!
//! A block `diff` after `<!-- change: NAME -->` says which lines go (`-`), which come (`+`) and which stand around them; a line `@@`
//! begins another place of the file. Only the commands that follow next see it: after them the file is again what the text has shown.

/// The file with the change in it.
pub(crate) fn changed(content: &str, diff: &str) -> Result<String, String> {
    let mut lines: Vec<&str> = content.lines().collect();
    let mut places: Vec<Vec<&str>> = vec![Vec::new()];
    for line in diff.lines() {
        match line.starts_with("@@") {
            true => places.push(Vec::new()),
            false => places.last_mut().expect("there is a first").push(line),
        }
    }
    for place in places {
        let [before, after] = ['-', '+'].map(|sign| side(&place, sign));
        let length = before.len();
        let found: Vec<usize> = match length {
            0 => Vec::new(),
            _ => (0..(lines.len() + 1).saturating_sub(length))
                .filter(|start| lines[*start..start + length] == before)
                .collect(),
        };
        let [start] = found[..] else {
            let times = found.len();
            return Err(format!("stands there {times} times, not once: {before:#?}"));
        };
        lines.splice(start..start + length, after);
    }
    Ok(lines.join("\n") + "\n")
}

/// The lines of a place before its change (`-`) or after it (`+`).
fn side<'a>(place: &[&'a str], sign: char) -> Vec<&'a str> {
    let lines = place.iter().filter_map(|line| match line.chars().next() {
        None => Some(""),
        Some(' ') => Some(&line[1..]),
        Some(first) => (first == sign).then(|| &line[1..]),
    });
    lines.collect()
}

#[test]
fn lines_go_and_come_where_the_lines_around_them_are() {
    let content = "a\n  b\nc\n  b\n";
    let diff = " c\n-  b\n+  d\n@@\n a\n+\n+e\n";
    assert_eq!(
        changed(content, diff).as_deref(),
        Ok("a\n\ne\n  b\nc\n  d\n")
    );
    for wrong in ["-  b\n", "-x\n", "+x\n", "-c\n-  b\n-  b\n"] {
        assert!(changed(content, wrong).is_err(), "{wrong:?}");
    }
}
