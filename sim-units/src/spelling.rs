//! What was probably meant by a word that is not in a list: for units here, for names wherever a
//! message says "did you mean".

use crate::table::{self, Dimension};

/// Names that no slip of a letter turns into a symbol.
const NAMES: &[(&str, &str)] = &[
    ("nanosecond", "ns"),
    ("microsecond", "us"),
    ("millisecond", "ms"),
    ("msec", "ms"),
    ("second", "s"),
    ("sec", "s"),
    ("m", "min"),
    ("minute", "min"),
    ("hour", "h"),
    ("hr", "h"),
    ("byte", "B"),
    ("b", "B"),
    ("k", "kB"),
    ("ki", "KiB"),
    ("mi", "MiB"),
    ("g", "GB"),
    ("gi", "GiB"),
    ("t", "TB"),
    ("ti", "TiB"),
    ("flops", "flop/s"),
    ("kflops", "kflop/s"),
    ("mflops", "Mflop/s"),
    ("gflops", "Gflop/s"),
    ("tflops", "Tflop/s"),
    ("mhz", "Mflop/s"),
    ("ghz", "Gflop/s"),
    ("percent", "%"),
];

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
            let shorter = written.chars().count().min(candidate.chars().count());
            let distance = edit_distance(&lower, &candidate.to_lowercase());
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

/// The unit that was probably meant, among those of a dimension if one is given.
pub(crate) fn unit_meant(written: &str, dimension: Option<Dimension>) -> Option<&'static str> {
    let fits = |symbol: &&'static str| {
        dimension
            .is_none_or(|wanted| table::unit(symbol).is_some_and(|unit| unit.dimension == wanted))
    };
    let lower = written.to_lowercase();
    let singular = lower.strip_suffix('s').unwrap_or(&lower);
    let named = NAMES
        .iter()
        .find(|(name, _)| *name == lower || *name == singular)
        .map(|(_, symbol)| *symbol);
    // An amount per something else than a second: only seconds divide here.
    let per_second = || {
        written
            .split_once('/')
            .and_then(|(amount, _)| table::rate(amount, "s"))
            .map(|unit| unit.symbol)
    };
    let units = || table::units().map(|unit| unit.symbol).filter(fits);

    (units().find(|symbol| symbol.to_lowercase() == lower))
        .or(named.filter(fits))
        .or_else(|| per_second().filter(fits))
        .or_else(|| closest(written, units()))
}

/// How many letters must be added, removed, replaced or swapped with their neighbour to turn one
/// word into the other.
fn edit_distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, letter) in from.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != other);
            let mut least = replaced.min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && from[row - 1] == *other && to[column - 1] == *letter {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_slips() {
        assert_eq!(edit_distance("", ""), 0);
        assert_eq!(edit_distance("gatway", "gateway"), 1);
        assert_eq!(edit_distance("wroker", "worker"), 1);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }

    #[test]
    fn short_words_need_more_than_a_shared_letter() {
        assert_eq!(closest("ab", ["cb"]), None);
        assert_eq!(closest("f", ["g"]), None);
    }

    #[test]
    fn a_unit_is_meant_whatever_its_case() {
        assert_eq!(unit_meant("GFlop", None), Some("Gflop"));
        assert_eq!(unit_meant("mib", None), Some("MiB"));
        assert_eq!(unit_meant("gbit/s", None), Some("Gbit/s"));
    }

    #[test]
    fn a_unit_is_meant_by_its_name() {
        assert_eq!(unit_meant("sec", None), Some("s"));
        assert_eq!(unit_meant("Minutes", None), Some("min"));
        assert_eq!(unit_meant("flops", Some(Dimension::Speed)), Some("flop/s"));
        assert_eq!(unit_meant("m", None), Some("min"));
    }

    #[test]
    fn a_rate_per_minute_means_one_per_second() {
        assert_eq!(unit_meant("MB/min", None), Some("MB/s"));
    }
}
