//! What was probably meant by a word that is not in a list, wherever a message says "did you mean".

use strsim::osa_distance;

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
            let shorter = written.chars().count().min(candidate.chars().count());
            let distance = osa_distance(&lower, &candidate.to_lowercase());
            (distance <= shorter / 3).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
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
    let meant = closest(written, names.iter().copied())
        .map_or(String::new(), |name| format!("; did you mean `{name}`?"));
    if names.is_empty() {
        return format!("{meant} (there are no {plural})");
    }
    let listed = names[..names.len().min(LISTED)].join(", ");
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
    fn short_words_need_more_than_a_shared_letter() {
        assert_eq!(closest("ab", ["cb"]), None);
        assert_eq!(closest("f", ["g"]), None);
    }
}
