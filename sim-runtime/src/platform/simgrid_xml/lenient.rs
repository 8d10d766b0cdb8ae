//! What SimGrid's reader of XML lets pass and XML does not: a declaration after blank lines, and hyphens in comments.

use std::borrow::Cow;

/// The text without comments, and without an XML declaration that is not at its beginning. All else stays at its place.
pub(super) fn as_simgrid_reads(text: &str) -> Cow<'_, str> {
    let begin = text.len() - text.trim_start().len();
    let is_late = begin > 0 && text[begin..].starts_with("<?xml ");
    let mut read = Cow::Borrowed(text);
    if is_late && let Some(end) = text.find("?>") {
        blank(&mut read, begin, end + 2);
    }
    let mut from = 0;
    while let Some(open) = text[from..].find("<!--").map(|at| from + at) {
        // A comment without an end is told by the reader.
        let Some(close) = text[open + 4..].find("-->").map(|at| open + 4 + at) else {
            break;
        };
        if text[open + 4..close].contains("--") || text[open + 4..close].ends_with('-') {
            blank(&mut read, open + 4, close);
        }
        from = close + 3;
    }
    read
}

/// Puts blanks in the place of a part, but for its ends of lines.
fn blank(text: &mut Cow<'_, str>, from: usize, to: usize) {
    // As many bytes as there were, so that all else keeps its place.
    let blanks = text[from..to].bytes();
    let blanks = blanks.map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    let blanks: String = blanks.collect();
    text.to_mut().replace_range(from..to, &blanks);
}

#[cfg(test)]
mod tests {
    use super::as_simgrid_reads;

    #[test]
    fn what_is_read_keeps_its_place() {
        assert_eq!(
            as_simgrid_reads("<?xml version='1.0'?><a/>"),
            "<?xml version='1.0'?><a/>"
        );
        assert_eq!(as_simgrid_reads("\n<?xml v?><a/>"), "\n         <a/>");
        assert_eq!(
            as_simgrid_reads("<a/><!-- one - two -->"),
            "<a/><!-- one - two -->"
        );
        assert_eq!(
            as_simgrid_reads("<!-- é --\n><!-- x -->b"),
            "<!--      \n        -->b"
        );
        assert_eq!(as_simgrid_reads("<!---- no end"), "<!---- no end");
    }
}
