//! Words in messages: what was probably meant by one that is not in a list, and how one is echoed that may be anything.

use std::borrow::Cow;
use strsim::osa_distance;

/// How long a word may be that another one is taken for: comparing takes the product of their lengths.
const LONGEST: usize = 100;

/// The candidate that was probably meant by `written`: the same letters in another case, or the
/// nearest within a slip or two. Among equally near candidates the first one wins.
///
/// ```
/// use sim_units::spelling::closest;
///
/// let hosts = ["user", "gateway", "worker1"];
/// assert_eq!(closest("gatway", hosts), Some("gateway"));
/// assert_eq!(closest("Worker1", hosts), Some("worker1"));
/// assert_eq!(closest("database", hosts), None);
/// ```
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            // Letters added, removed, replaced or swapped with their neighbour.
            let lengths = [written, candidate].map(|word| word.chars().count());
            let [shorter, longer] = [lengths[0].min(lengths[1]), lengths[0].max(lengths[1])];
            if longer > LONGEST || longer - shorter > shorter / 3 {
                return None;
            }
            let distance = osa_distance(&lower, &candidate.to_lowercase());
            (distance <= shorter / 3).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters of a word a message echoes.
const ECHOED: usize = 80;

/// A word as a message echoes it: as it is, or the beginning of a long one.
///
/// ```
/// use sim_units::spelling::cut;
///
/// assert_eq!(cut("gatway"), "gatway");
/// let long = "x".repeat(1000);
/// assert_eq!(cut(&long), format!("{}.. (1000 characters)", "x".repeat(80)));
/// ```
pub fn cut(word: &str) -> Cow<'_, str> {
    match word.char_indices().nth(ECHOED) {
        None => visible(word),
        Some((end, _)) => {
            let letters = word.chars().count();
            Cow::Owned(format!(
                "{}.. ({letters} characters)",
                visible(&word[..end])
            ))
        }
    }
}

/// A message, with what it quotes between backquotes and quotation marks [cut] where that is long.
///
/// ```
/// use sim_units::spelling::echo;
///
/// let message = format!("unknown host `{}`; did you mean `user`?", "x".repeat(1000));
/// let cut = format!("unknown host `{}.. (1000 characters)`; did you mean `user`?", "x".repeat(80));
/// assert_eq!(echo(&message), cut);
/// ```
pub fn echo(message: &str) -> String {
    let parts: Vec<_> = message.split('`').map(cut_quoted).collect();
    parts.join("`")
}

fn cut_quoted(part: &str) -> String {
    // What stands between two quotations is ours, and is longer than a word.
    if part.contains(' ') && part.len() < 1000 {
        return part.to_owned();
    }
    part.split('"').map(cut).collect::<Vec<_>>().join("\"")
}

/// A text as it is shown on one line of a terminal: what would begin a new line, move the cursor, change the terminal or
/// turn the direction of writing is escaped as in Rust.
///
/// ```
/// use sim_units::spelling::visible;
///
/// assert_eq!(visible("größer"), "größer");
/// assert_eq!(visible("a\n\u{1b}[31mb"), r"a\n\u{1b}[31mb");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_no_letter) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_no_letter(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// A text of several lines, each of them [visible].
///
/// ```
/// use sim_units::spelling::visible_lines;
///
/// assert_eq!(visible_lines("a\nb\r\n"), "a\nb\\r\n");
/// ```
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    lines.join("\n")
}

/// Whether a terminal would do something else than show it.
fn is_no_letter(letter: char) -> bool {
    let ends_a_line = matches!(letter, '\u{2028}' | '\u{2029}');
    let turns_the_direction = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || ends_a_line || turns_the_direction
}

/// How many names a message lists.
const LISTED: usize = 12;

/// The end of a message about an unknown word: what was probably meant, and what there is.
///
/// ```
/// use sim_units::spelling::choices;
///
/// let hosts = ["user", "gateway"];
/// assert_eq!(choices("gatway", "hosts", &hosts), "; did you mean `gateway`? (hosts: user, gateway)");
/// assert_eq!(choices("database", "hosts", &[]), " (there are no hosts)");
/// ```
pub fn choices(written: &str, plural: &str, names: &[&str]) -> String {
    let meant = closest(written, names.iter().copied()).map_or(String::new(), |name| {
        format!("; did you mean `{}`?", cut(name))
    });
    if names.is_empty() {
        return format!("{meant} (there are no {plural})");
    }
    let listed: Vec<_> = names.iter().take(LISTED).map(|name| cut(name)).collect();
    let listed = listed.join(", ");
    let more = match names.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{meant} ({plural}: {listed}{more})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_slips() {
        assert_eq!(osa_distance("", ""), 0);
        assert_eq!(osa_distance("gatway", "gateway"), 1);
        assert_eq!(osa_distance("wroker", "worker"), 1);
        assert_eq!(osa_distance("kitten", "sitting"), 3);
    }

    #[test]
    fn words_beyond_all_measure_are_not_compared() {
        let [long, longer] = [LONGEST, LONGEST + 1].map(|letters| "x".repeat(letters));
        assert_eq!(closest(&"x".repeat(LONGEST - 1), [&*long]), Some(&*long));
        assert_eq!(closest(&long, [&*longer]), None);
    }

    #[test]
    fn short_words_need_more_than_a_shared_letter() {
        assert_eq!(closest("ab", ["cb"]), None);
        assert_eq!(closest("f", ["g"]), None);
    }
}
