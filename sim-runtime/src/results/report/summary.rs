//! The summary as text: a line a figure, and of each list that can be long the first ten.

use std::cmp::Reverse;
use std::fmt;

use indexmap::IndexMap;

use crate::results::analysis::amounts::{ENERGIES, MASSES, decimals, in_thousands};
use crate::results::schema::retries::RetryFigures;
use crate::results::schema::summary::Summary;
use crate::units::SimTime;
use crate::units::spelling::visible;

/// How many lines of a list are shown.
const MOST: usize = 10;

/// The longest text of somebody else's that is shown whole.
const LONGEST: usize = 200;

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_refusals(formatter, &self.refused_registrations)?;
        writeln!(formatter, "invocations  {}", self.invocations)?;
        writeln!(formatter, "succeeded    {}", self.succeeded)?;
        writeln!(formatter, "failed       {}", self.failed)?;
        write_failures(formatter, &self.failures)?;
        if self.unfinished > 0 {
            writeln!(formatter, "unfinished   {}", self.unfinished)?;
        }
        if let Some(retries) = &self.retries {
            write_retries(formatter, retries)?;
        }
        writeln!(formatter, "cold starts  {}", self.cold_starts)?;
        for (cause, count) in &self.cold_causes {
            writeln!(formatter, "  {count:>8} x {cause}")?;
        }
        writeln!(formatter, "hot starts   {}", self.hot_starts)?;
        // Who runs the nodes may sell nothing, and asks what they cost.
        if self.node_cost.is_empty() || self.revenue.values().any(|amount| *amount != 0.0) {
            write_amounts(formatter, "bill", &self.revenue)?;
        }
        write_amounts(formatter, "node cost", &self.node_cost)?;
        let scaled = [
            ("energy", self.energy, ENERGIES),
            ("carbon", self.carbon, MASSES),
        ];
        for (what, amount, units) in scaled {
            if let Some(amount) = amount {
                writeln!(formatter, "{what:<12} {}", in_thousands(amount, units))?;
            }
        }
        let date = |date: Option<SimTime>| {
            date.map_or_else(|| "never".to_owned(), |date| date.to_string())
        };
        writeln!(formatter, "requested    from {}", date(self.first_request))?;
        writeln!(formatter, "first start  {}", date(self.first_start))?;
        writeln!(formatter, "last end     {}", date(self.last_end))?;
        write!(formatter, "final date   {}", self.final_date)
    }
}

/// How many requests there were of those that may be attempted more than once, and what came of them.
fn write_retries(formatter: &mut fmt::Formatter<'_>, retries: &RetryFigures) -> fmt::Result {
    let ratio = retries.attempts_per_request().unwrap_or_default();
    writeln!(
        formatter,
        "requests     {}: {} attempts, {ratio:.3} a request",
        retries.requests, retries.attempts
    )?;
    let parts = [
        (retries.retried, "retried"),
        (retries.exhausted, "failed for good"),
        (retries.dead_letters, "left a dead letter"),
        (retries.unfinished, "unfinished"),
    ];
    for (count, what) in parts.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(formatter, "  {count:>8} x {what}")?;
    }
    Ok(())
}

fn write_refusals(formatter: &mut fmt::Formatter<'_>, refused: &[String]) -> fmt::Result {
    for refusal in refused.iter().take(MOST) {
        writeln!(formatter, "not registered  {}", shown(refusal))?;
    }
    match refused.len().saturating_sub(MOST) {
        0 => Ok(()),
        others => writeln!(formatter, "not registered  and {others} others"),
    }
}

/// The most frequent causes, and how many others there are.
fn write_failures(
    formatter: &mut fmt::Formatter<'_>,
    failures: &IndexMap<String, u64>,
) -> fmt::Result {
    let mut causes: Vec<(&String, u64)> = failures
        .iter()
        .map(|(cause, count)| (cause, *count))
        .collect();
    causes.sort_by_key(|(_, count)| Reverse(*count));
    let (told, others) = causes.split_at(causes.len().min(MOST));
    for (cause, count) in told {
        writeln!(formatter, "  {count:>8} x {}", shown(cause))?;
    }
    if others.is_empty() {
        return Ok(());
    }
    let count: u64 = others.iter().map(|(_, count)| count).sum();
    writeln!(
        formatter,
        "  {count:>8} x other causes: and {} others",
        others.len()
    )
}

fn write_amounts(
    formatter: &mut fmt::Formatter<'_>,
    what: &str,
    amounts: &IndexMap<String, f64>,
) -> fmt::Result {
    for (currency, amount) in amounts.iter().take(MOST) {
        let decimals = decimals(*amount);
        writeln!(
            formatter,
            "{what:<12} {amount:.decimals$} {}",
            shown(currency)
        )?;
    }
    match amounts.len().saturating_sub(MOST) {
        0 => Ok(()),
        others => writeln!(formatter, "{what:<12} and {others} other currencies"),
    }
}

/// Somebody else's text, on one line and not longer than a few of a terminal's.
fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => visible(text).into_owned(),
        Some((end, _)) => format!("{}..", visible(&text[..end])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_amount_is_not_nothing() {
        let told = |amount: f64| format!("{amount:.*}", decimals(amount));
        assert_eq!(told(0.0), "0.000000");
        assert_eq!(told(12.5), "12.500000");
        assert_eq!(told(0.000_246_4), "0.000246");
        assert_eq!(told(2.464e-7), "0.00000025");
        assert_eq!(told(1e-300), "0.000000000000000");
    }

    #[test]
    fn energy_is_told_in_the_unit_that_suits_it() {
        let summary = Summary {
            energy: Some(1_234_567.0),
            carbon: Some(0.0625),
            ..Summary::default()
        };
        let lines = told(&summary);
        assert!(
            lines.contains(&"energy       1.235 MJ".to_owned()),
            "{lines:?}"
        );
        assert!(
            lines.contains(&"carbon       0.062 g".to_owned()),
            "{lines:?}"
        );
        assert!(
            !told(&Summary::default())
                .iter()
                .any(|line| line.starts_with("energy"))
        );
    }

    fn told(summary: &Summary) -> Vec<String> {
        summary.to_string().lines().map(str::to_owned).collect()
    }

    #[test]
    fn who_sells_nothing_is_told_what_the_nodes_cost_alone() {
        let amounts = |amount: f64| IndexMap::from([("USD".to_owned(), amount)]);
        let bill = |revenue, node_cost| {
            let summary = Summary {
                revenue,
                node_cost,
                ..Summary::default()
            };
            let mut lines = told(&summary);
            lines.retain(|line| line.starts_with("bill") || line.starts_with("node cost"));
            lines
        };
        let nodes = "node cost    2.000000 USD";
        assert_eq!(bill(amounts(0.0), amounts(2.0)), [nodes]);
        assert_eq!(
            bill(amounts(0.5), amounts(2.0)),
            ["bill         0.500000 USD", nodes]
        );
        assert_eq!(
            bill(amounts(0.0), IndexMap::new()),
            ["bill         0.000000 USD"]
        );
    }

    #[test]
    fn ten_causes_are_told_and_the_others_counted() {
        // Cause `n` occurs n times: of 1 to 12 the ten greatest are told, and 1 + 2 are left.
        let failures = (1..=12).map(|count| (format!("cause {count}"), count));
        let summary = Summary {
            failures: failures.collect(),
            refused_registrations: (0..11).map(|index| format!("f{index}: no")).collect(),
            node_cost: (0..13).map(|index| (format!("C{index}"), 0.5)).collect(),
            ..Summary::default()
        };
        let lines = told(&summary);
        let causes: Vec<&String> = lines.iter().filter(|line| line.contains(" x ")).collect();
        assert_eq!(causes.len(), 11);
        assert_eq!(causes[0], "        12 x cause 12");
        assert_eq!(causes[9], "         3 x cause 3");
        assert_eq!(causes[10], "         3 x other causes: and 2 others");
        assert_eq!(lines[10], "not registered  and 1 others");
        assert!(lines.contains(&"node cost    and 3 other currencies".to_owned()));
    }

    #[test]
    fn a_cause_is_one_line_whatever_it_says() {
        let cause = format!("a\nb\u{1b}[31m{}", "x".repeat(1 << 20));
        let summary = Summary {
            failures: [(cause, 1)].into_iter().collect(),
            ..Summary::default()
        };
        let lines = told(&summary);
        let line = &lines[3];
        assert!(
            line.starts_with(r"         1 x a\nb\u{1b}[31mxxx"),
            "{line}"
        );
        assert!(line.ends_with("x..") && line.len() < 240, "{line}");
    }
}
