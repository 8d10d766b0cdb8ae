//! All anchors, and those with some ids.

use sim_runtime::units::spelling;

use super::anchor::Anchor;
use super::anchors::{
    caching, distributions, hybrid_histogram, impatience, instances, keep_alive, lambda, loss,
    measurements, order, prices, providers, published, queueing, retries, reuse, scaling,
    shortest_queue,
};

/// All anchors, in the order of their numbers.
#[must_use]
pub fn all() -> Vec<Anchor> {
    let themes = [
        caching::ANCHORS,
        distributions::ANCHORS,
        hybrid_histogram::ANCHORS,
        impatience::ANCHORS,
        instances::ANCHORS,
        keep_alive::ANCHORS,
        lambda::ANCHORS,
        loss::ANCHORS,
        measurements::ANCHORS,
        order::ANCHORS,
        prices::ANCHORS,
        providers::ANCHORS,
        published::ANCHORS,
        queueing::ANCHORS,
        retries::ANCHORS,
        reuse::ANCHORS,
        scaling::ANCHORS,
        shortest_queue::ANCHORS,
    ];
    let mut all = themes.concat();
    all.sort_by_key(Anchor::number);
    all
}

/// The anchors with these ids, such as `V3`, in the order of their numbers.
///
/// # Errors
///
/// If there is none with one of the ids.
pub fn with_ids(ids: &[String]) -> Result<Vec<Anchor>, String> {
    let all = all();
    let mut known: Vec<String> = all.iter().map(Anchor::id).collect();
    known.dedup();
    for id in ids {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(id)) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let written = id.to_ascii_uppercase();
            return Err(format!(
                "there is no known answer `{}`{}",
                spelling::visible(&spelling::cut(id)),
                spelling::choices(&written, "known answers", &known)
            ));
        }
    }
    let is_asked = |anchor: &Anchor| ids.iter().any(|id| anchor.id().eq_ignore_ascii_case(id));
    Ok(all.into_iter().filter(is_asked).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_one_anchor_each_and_begin_with_an_id() {
        let all = all();
        let mut names: Vec<&str> = all.iter().map(|one| one.name).collect();
        assert!(all.iter().all(|one| one.number() > 0));
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn texts_fit_into_a_table() {
        for one in all() {
            for text in [one.model, one.source] {
                assert!(!text.is_empty() && !text.contains(['|', '\n']), "{text}");
                assert!(!text.contains("  ") && text.trim() == text, "{text}");
            }
        }
    }
}
