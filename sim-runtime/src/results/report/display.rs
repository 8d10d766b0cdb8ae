//! A report as text: the summary, and tables of its functions that fit into 100 columns. The alternate form, `{:#}`, has
//! its headings in bold, for a terminal.

use std::fmt;

use anstyle::Style;

use crate::results::schema::report::Report;
use crate::results::schema::summaries::FunctionSummary;
use crate::results::schema::workflow::StageSummary;
use crate::units::SimDuration;
use crate::units::spelling::visible;

/// How many functions the tables show.
const MOST: usize = 20;

/// The longest name that is shown whole.
const NAME: usize = 28;

/// The longest name of a stage that is shown whole.
const STAGE: usize = 32;

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary.fmt(formatter)?;
        if self.summary.invocations == 0 {
            return Ok(());
        }
        let functions = self.most_invoked();
        let titles = ["response times", "after a cold start", "after a hot start"];
        let [what, cold, hot] = titles;
        let titles = format!("{what:<NAME$} {:>28} {cold:>19} {hot:>19}", "");
        write_heading(formatter, &titles)?;
        write!(
            formatter,
            "\n{:<NAME$} {:>11} {:>8} {:>7} {:>9} {:>9} {:>9} {:>9}",
            "of function", "invocations", "failed", "cold", "p50", "p99", "p50", "p99"
        )?;
        for function in &functions {
            write_responses(formatter, function)?;
        }
        if functions
            .iter()
            .any(|function| function.counts.starts() > 0)
        {
            let titles = format!(
                "{:<NAME$} {:>19} {:>19} {:>19}",
                "delays until the start",
                "cold, from dispatch",
                "cold, from request",
                "hot, from request",
            );
            write_heading(formatter, &titles)?;
            write!(
                formatter,
                "\n{:<NAME$} {:>19} {:>19} {:>19}",
                "of function", "p50       p99", "p50       p99", "p50       p99",
            )?;
        }
        for function in functions.iter().filter(|one| one.counts.starts() > 0) {
            write_delays(formatter, function)?;
        }
        self.write_stages(formatter)?;
        if self.functions.len() > MOST {
            let others = self.functions.len() - MOST;
            write!(
                formatter,
                "\n.. and {others} functions that were invoked less"
            )?;
        }
        Ok(())
    }
}

impl Report {
    /// The stages of workflows, if there are any.
    fn write_stages(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.stages.is_empty() {
            return Ok(());
        }
        let titles = format!(
            "{:<STAGE$} {:>37} {:>19}",
            "stages of workflows", "", "time"
        );
        write_heading(formatter, &titles)?;
        write!(
            formatter,
            "\n{:<STAGE$} {:>8} {:>11} {:>8} {:>7} {:>9} {:>9} {:>8}",
            "stage of workflow",
            "visits",
            "invocations",
            "failures",
            "retries",
            "p50",
            "p99",
            "critical"
        )?;
        for stage in self.stages.iter().take(MOST) {
            write_stage(formatter, stage)?;
        }
        match self.stages.len().saturating_sub(MOST) {
            0 => Ok(()),
            others => write!(
                formatter,
                "\n.. and {others} stages that were gone through later"
            ),
        }
    }

    /// The functions that were invoked most, in order of declaration.
    fn most_invoked(&self) -> Vec<&FunctionSummary> {
        let mut functions: Vec<(usize, &FunctionSummary)> =
            self.functions.iter().enumerate().collect();
        functions.sort_by_key(|(_, function)| std::cmp::Reverse(function.counts.invocations));
        functions.truncate(MOST);
        functions.sort_by_key(|(index, _)| *index);
        functions
            .into_iter()
            .map(|(_, function)| function)
            .collect()
    }
}

/// The first line of a table, after an empty one.
fn write_heading(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let style = if formatter.alternate() {
        Style::new().bold()
    } else {
        Style::new()
    };
    write!(formatter, "\n\n{style}{text}{style:#}")
}

fn write_responses(formatter: &mut fmt::Formatter<'_>, row: &FunctionSummary) -> fmt::Result {
    let rate = row.counts.cold_rate();
    let rate = rate.map_or_else(String::new, |rate| format!("{:.1} %", rate * 100.0));
    let [cold, hot] = [&row.response_cold, &row.response_hot];
    let [cold_p50, hot_p50] = [cold, hot].map(|one| shown(one.as_ref().map(|one| one.p50)));
    let [cold_p99, hot_p99] = [cold, hot].map(|one| shown(one.as_ref().map(|one| one.p99)));
    write!(
        formatter,
        "\n{:<NAME$} {:>11} {:>8} {rate:>7} {cold_p50:>9} {cold_p99:>9} {hot_p50:>9} {hot_p99:>9}",
        name(row),
        row.counts.invocations,
        row.counts.failed,
    )
}

fn write_delays(formatter: &mut fmt::Formatter<'_>, row: &FunctionSummary) -> fmt::Result {
    write!(formatter, "\n{:<NAME$}", name(row))?;
    let delays = &row.delays;
    for delay in [&delays.startup_cold, &delays.wait_cold, &delays.wait_hot] {
        let p50 = shown(delay.as_ref().map(|one| one.p50));
        let p99 = shown(delay.as_ref().map(|one| one.p99));
        write!(formatter, " {p50:>9} {p99:>9}")?;
    }
    Ok(())
}

fn write_stage(formatter: &mut fmt::Formatter<'_>, row: &StageSummary) -> fmt::Result {
    let critical = row.critical_share;
    let critical =
        critical.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let [p50, p99] = [row.time_p50, row.time_p99].map(shown);
    write!(
        formatter,
        "\n{:<STAGE$} {:>8} {:>11} {:>8} {:>7} {p50:>9} {p99:>9} {critical:>8}",
        fitted(&format!("{} of {}", row.stage, row.workflow), STAGE),
        row.visits,
        row.invocations,
        row.failures,
        row.retries,
    )
}

/// The function, and its service as far as there is room.
fn name(row: &FunctionSummary) -> String {
    fitted(&format!("{} on {}", row.function, row.service), NAME)
}

/// A text as far as there is room.
fn fitted(whole: &str, room: usize) -> String {
    let whole = visible(whole);
    if whole.chars().count() <= room {
        return whole.into_owned();
    }
    let start: String = whole.chars().take(room - 2).collect();
    format!("{start}..")
}

/// A duration in the unit that suits it.
fn shown(duration: Option<SimDuration>) -> String {
    let Some(seconds) = duration.map(SimDuration::as_secs_f64) else {
        return "-".to_owned();
    };
    match seconds {
        0.0 => "0 s".to_owned(),
        seconds if seconds < 0.001 => format!("{:.1} us", seconds * 1e6),
        seconds if seconds < 1.0 => format!("{:.1} ms", seconds * 1e3),
        seconds if seconds < 10_000.0 => format!("{seconds:.2} s"),
        seconds => format!("{seconds:.2e}s"),
    }
}
