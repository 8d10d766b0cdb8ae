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
        let mut all = FunctionTimes {
            name: None,
            cold: Sample::merged(functions.iter().map(|function| &function.cold)),
            hot: Sample::merged(functions.iter().map(|function| &function.hot)),
        };
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
        let binned = matches!(self.all.cold, Sample::Curves(_));
        binned.then(|| {
            "Distributions come from histograms and steps of 2 %; quantiles over several functions are estimated from them."
                .to_owned()
        })
    }
}

impl FunctionTimes {
    pub(in crate::results) fn count(&self) -> u64 {
        self.cold.count() + self.hot.count()
    }
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
    let sample = |distribution: &Option<Distribution>| {
        Sample::Curves(distribution.iter().cloned().collect())
    };
    let functions = report.functions.iter();
    functions
        .map(|function| FunctionTimes {
            name: Some((function.service.clone(), function.function.clone())),
            cold: sample(&function.response_cold),
            hot: sample(&function.response_hot),
        })
        .collect()
}
