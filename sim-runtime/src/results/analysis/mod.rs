//! Statistics over what happened, each computed in one place for the recorder, the page and the trace.
//!
//! * `time_weighted`, `time_bins`: quantities over time: means, peaks, histories;
//! * `duration_stats`, `sample`: distributions of durations, added one by one, and all at hand: quantiles and shares;
//! * `response_times`, `ecdf`: the response times of a report, by function; their distributions as curves;
//! * `backlog`: whether the number that waits grows while requests come;
//! * `step_counts`: how many invocations wait, how many cores are busy;
//! * `slots`, `lanes`: places for what overlaps in time, and invocations in lanes by node and container;
//! * `density`: how busy nodes were, in bins of time; `cold_starts`: cold starts by cause and time;
//! * `intervals`: equal intervals of time; `over_time`: requests, outcomes and response times by interval; `histogram`: response
//!   times in bins; `reserved`: memory that containers reserve over time;
//! * `ratio`, `rounding`, `amounts`: shares, numbers as long as people need them, and in the unit that suits them.
//!
//! It must not know any form in which a report is written.

pub(super) mod amounts;
pub(super) mod backlog;
#[cfg(test)]
pub(super) mod by_hand;
pub(super) mod cold_starts;
pub(super) mod density;
pub(super) mod duration_stats;
pub(super) mod ecdf;
pub(super) mod histogram;
pub(super) mod intervals;
pub(super) mod lanes;
pub(super) mod over_time;
pub(super) mod ratio;
pub(super) mod reserved;
pub(super) mod response_times;
pub(super) mod rounding;
pub(super) mod sample;
pub(super) mod slots;
pub(super) mod step_counts;
pub(super) mod time_bins;
pub(super) mod time_weighted;
