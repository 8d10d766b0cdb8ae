//! Numbers in sentences, and sentences about what is left out.

/// A number as the page writes it: with thin spaces between thousands.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// That something is shown for the first of more things, if it is so.
pub(super) fn first_of(
    what: &str,
    shown: usize,
    all: usize,
    things: &str,
    order: &str,
) -> Option<String> {
    (shown < all).then(|| {
        let (shown, all) = (grouped(shown as u64), grouped(all as u64));
        format!("Of {all} {things}, the {shown} {order} have {what}.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let numbers = [0, 999, 1_000, 1_234_567];
        let texts = numbers.map(|number| grouped(number).replace('\u{202f}', " "));
        assert_eq!(texts, ["0", "999", "1 000", "1 234 567"]);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        assert_eq!(first_of("a row", 3, 3, "nodes", "busiest"), None);
        let note = first_of("a row", 1_000, 3_000, "nodes", "busiest").expect("some are left out");
        let note = note.replace('\u{202f}', " ");
        assert_eq!(note, "Of 3 000 nodes, the 1 000 busiest have a row.");
    }
}
