//! Response times of all invocations and of each function: exact where there are rows, else from the curves of the
//! summaries.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::sample::Sample;
use crate::results::recording::Recording;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::Distribution;

/// The response times of a function, or of all.
#[derive(Clone, Debug)]
pub(in crate::results) struct FunctionTimes {
    /// Service and function; `None` for all.
    pub(in crate::results) name: Option<(Arc<str>, Arc<str>)>,
    pub(in crate::results) cold: Sample,
    pub(in crate::results) hot: Sample,
}

/// The response times of all invocations that completed, and of each function.
#[derive(Clone, Debug)]
pub(in crate::results) struct ResponseTimes {
    pub(in crate::results) all: FunctionTimes,
    /// Most invocations first.
    pub(in crate::results) functions: Vec<FunctionTimes>,
}

impl ResponseTimes {
    pub(in crate::results) fn new(report: &Report) -> Self {
        let mut functions = if report.recording == Recording::Full {
            of_rows(report)
        } else {
            of_summaries(report)
        };
        let mut all = overall(report).unwrap_or_else(|| FunctionTimes {
            name: None,
            cold: Sample::merged(functions.iter().map(|function| &function.cold)),
            hot: Sample::merged(functions.iter().map(|function| &function.hot)),
        });
        for sample in functions
            .iter_mut()
            .flat_map(|function| [&mut function.cold, &mut function.hot])
            .chain([&mut all.cold, &mut all.hot])
        {
            sample.sort();
        }
        functions.sort_by_key(|function| std::cmp::Reverse(function.count()));
        Self { all, functions }
    }

    /// What is not exact, in a sentence.
    pub(in crate::results) fn note(&self) -> Option<String> {
        let several =
            |sample: &Sample| matches!(sample, Sample::Curves(curves) if curves.len() > 1);
        let estimated = if several(&self.all.cold) || several(&self.all.hot) {
            "; quantiles over several functions are estimated from them"
        } else {
            ""
        };
        let binned = matches!(self.all.cold, Sample::Curves(_));
        binned.then(|| {
            format!(
                "Distributions come from histograms, whose values are at most 1 % too large, in steps of 2 %{estimated}."
            )
        })
    }
}

impl FunctionTimes {
    pub(in crate::results) fn count(&self) -> u64 {
        self.cold.count() + self.hot.count()
    }

    /// Those after cold and after hot starts together.
    pub(in crate::results) fn together(&self) -> Sample {
        let mut all = Sample::merged([&self.cold, &self.hot].into_iter());
        all.sort();
        all
    }
}

/// Those of all functions, from the histograms over all of them; `None` if there are rows, which tell more, or if the report
/// is of a version that kept no such histograms.
fn overall(report: &Report) -> Option<FunctionTimes> {
    let (cold, hot) = (&report.overall.response_cold, &report.overall.response_hot);
    let is_known = report.recording != Recording::Full && (cold.is_some() || hot.is_some());
    is_known.then(|| FunctionTimes {
        name: None,
        cold: sample(cold),
        hot: sample(hot),
    })
}

fn sample(distribution: &Option<Distribution>) -> Sample {
    Sample::Curves(distribution.iter().cloned().collect())
}

fn of_rows(report: &Report) -> Vec<FunctionTimes> {
    // By service and function: cold, then hot.
    let mut values = BTreeMap::<_, [Vec<u64>; 2]>::new();
    for row in &report.invocations {
        if let (Some(response), Some(hot)) = (row.response(), row.reused_container) {
            let of_function = values.entry((&row.service, &row.function)).or_default();
            of_function[usize::from(hot)].push(response.as_nanos());
        }
    }
    let functions = values.into_iter();
    functions
        .map(|((service, function), [cold, hot])| FunctionTimes {
            name: Some((service.clone(), function.clone())),
            cold: Sample::Exact(cold),
            hot: Sample::Exact(hot),
        })
        .collect()
}

fn of_summaries(report: &Report) -> Vec<FunctionTimes> {
    let functions = report.functions.iter();
    functions
        .map(|function| FunctionTimes {
            name: Some((function.service.clone(), function.function.clone())),
            cold: sample(&function.response_cold),
            hot: sample(&function.response_hot),
        })
        .collect()
}
