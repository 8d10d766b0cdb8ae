//! What an anchor finds: what is known, what came out, and whether the two agree.

use std::fmt;

use serde::Serialize;

use super::replications::{Comparison, Estimate, RESOLUTION};

/// Takes down what an anchor finds.
#[derive(Debug, Default)]
pub struct Judge {
    findings: Vec<Finding>,
}

/// One thing that is known, and what came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What is looked at, such as `mean wait [s]`.
    pub what: String,
    /// How it is held against what is known.
    pub rule: Rule,
    /// What is known.
    pub expected: Figure,
    /// What came out.
    pub ours: Figure,
    /// Where the known number must be so that it agrees: around ours, by the error that ours has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<[f64; 2]>,
    /// Whether it agrees.
    pub verdict: Verdict,
}

/// A number, or words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Figure {
    /// A number.
    Number(f64),
    /// Words.
    Text(String),
}

/// How what came out is held against what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The known number is in the interval around ours.
    Within,
    /// Both are the same.
    Equal,
    /// Ours is less.
    Below,
    /// Ours is more.
    Above,
}

/// Whether what came out agrees with what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does.
    Holds,
    /// It does not.
    Fails,
    /// The interval is so wide that a wrong model might be in it as well: that says nothing, and counts as a failure.
    Imprecise,
}

impl Judge {
    /// The mean of replications is this number, within four standard errors, which are at most a tenth of it.
    pub fn estimate(&mut self, what: impl Into<String>, ours: Estimate, expected: f64) {
        self.estimate_within(what, ours, expected, (0.0, RESOLUTION));
    }

    /// The same, with standard errors of which four are at most this part of the number.
    pub fn estimate_to(
        &mut self,
        what: impl Into<String>,
        ours: Estimate,
        expected: f64,
        resolution: f64,
    ) {
        self.estimate_within(what, ours, expected, (0.0, resolution));
    }

    /// The same, for a model that is known to differ from what the number is about by at most so much.
    pub fn estimate_within(
        &mut self,
        what: impl Into<String>,
        ours: Estimate,
        expected: f64,
        (difference, resolution): (f64, f64),
    ) {
        let verdict = match ours.compare(expected, difference, resolution) {
            Comparison::Agrees => Verdict::Holds,
            Comparison::Differs => Verdict::Fails,
            Comparison::Imprecise => Verdict::Imprecise,
        };
        self.add_near(what, ours.mean, expected, ours.tolerance() + difference);
        if let Some(last) = self.findings.last_mut() {
            last.verdict = verdict;
        }
    }

    /// A number is this one, with a difference of at most so much.
    pub fn near(&mut self, what: impl Into<String>, ours: f64, expected: f64, tolerance: f64) {
        self.add_near(what, ours, expected, tolerance);
    }

    /// What came out is the same as what is known: both are told by what `Debug` prints of them.
    pub fn equal<T: PartialEq + fmt::Debug>(
        &mut self,
        what: impl Into<String>,
        ours: T,
        expected: T,
    ) {
        let verdict = Verdict::of(ours == expected);
        let text = |value: &T| Figure::Text(format!("{value:?}"));
        self.add(what, Rule::Equal, text(&ours), text(&expected), verdict);
    }

    /// A statement is true: what it says is the same as `yes`.
    pub fn states(&mut self, what: impl Into<String>, is_true: bool) {
        let word = |is_true| Figure::Text(if is_true { "yes" } else { "no" }.to_owned());
        let verdict = Verdict::of(is_true);
        self.add(what, Rule::Equal, word(is_true), word(true), verdict);
    }

    /// A number is less than this one.
    pub fn below(&mut self, what: impl Into<String>, ours: f64, limit: f64) {
        let verdict = Verdict::of(ours < limit);
        let (ours, limit) = (Figure::Number(ours), Figure::Number(limit));
        self.add(what, Rule::Below, ours, limit, verdict);
    }

    /// A number is more than this one.
    pub fn above(&mut self, what: impl Into<String>, ours: f64, limit: f64) {
        let verdict = Verdict::of(ours > limit);
        let (ours, limit) = (Figure::Number(ours), Figure::Number(limit));
        self.add(what, Rule::Above, ours, limit, verdict);
    }

    /// What has been found, in order.
    #[must_use]
    pub fn findings(self) -> Vec<Finding> {
        self.findings
    }

    fn add_near(&mut self, what: impl Into<String>, ours: f64, expected: f64, tolerance: f64) {
        let verdict = Verdict::of((ours - expected).abs() <= tolerance);
        let figures = (Figure::Number(ours), Figure::Number(expected));
        self.add(what, Rule::Within, figures.0, figures.1, verdict);
        if let Some(last) = self.findings.last_mut() {
            last.interval = Some([ours - tolerance, ours + tolerance]);
        }
    }

    fn add(
        &mut self,
        what: impl Into<String>,
        rule: Rule,
        ours: Figure,
        expected: Figure,
        verdict: Verdict,
    ) {
        self.findings.push(Finding {
            what: what.into(),
            rule,
            expected,
            ours,
            interval: None,
            verdict,
        });
    }
}

impl Verdict {
    fn of(agrees: bool) -> Self {
        if agrees { Self::Holds } else { Self::Fails }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Holds => "holds",
            Self::Fails => "FAILS",
            Self::Imprecise => "IMPRECISE",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(judge: Judge) -> Vec<Verdict> {
        let findings = judge.findings().into_iter();
        findings.map(|finding| finding.verdict).collect()
    }

    #[test]
    fn each_rule_can_fail() {
        use Verdict::{Fails, Holds, Imprecise};
        let exact = Estimate::of(&[1.0, 1.01, 0.99]);
        let mut judge = Judge::default();
        judge.estimate("in four errors", exact, 1.02);
        judge.estimate("outside of them", exact, 1.05);
        judge.estimate("of no use", Estimate::of(&[1.0, 3.0]), 2.0);
        judge.estimate_within("allowed for", exact, 1.05, (0.03, 0.1));
        judge.near("near", 1.0, 1.1, 0.2);
        judge.near("not near", 1.0, 1.3, 0.2);
        judge.near("no number", f64::NAN, 1.3, 0.2);
        judge.equal("equal", 3, 3);
        judge.equal("not equal", [3, 4], [4, 3]);
        judge.states("true", true);
        judge.states("false", false);
        judge.below("at the limit", 1.0, 1.0);
        judge.above("above", 1.1, 1.0);
        let expected = [
            Holds, Fails, Imprecise, Holds, Holds, Fails, Fails, Holds, Fails, Holds, Fails, Fails,
            Holds,
        ];
        assert_eq!(verdicts(judge), expected);
    }

    #[test]
    fn the_interval_has_the_known_number_exactly_if_it_agrees() {
        let mut judge = Judge::default();
        judge.near("near", 1.0, 1.1, 0.25);
        let findings = judge.findings();
        assert_eq!(findings[0].interval, Some([0.75, 1.25]));
    }
}
