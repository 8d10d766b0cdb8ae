//! The progress of a run and of a study, on standard error if it is a terminal.

use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use sim_runtime::results::Progress;

/// How often the line is redrawn.
const REDRAW: Duration = Duration::from_millis(100);

/// A line on standard error with the simulated date, events per second and invocations done; nothing if standard error is
/// not a terminal.
pub fn line() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{spinner} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar
}

/// A bar on standard error with the runs that are made, and when all will be; nothing if standard error is not a terminal.
pub fn runs() -> ProgressBar {
    bar("{bar:40} {pos}/{len} runs, {eta} left")
}

/// A bar on standard error with the shards that are over; nothing if standard error is not a terminal.
pub fn shards() -> ProgressBar {
    bar("{bar:40} {pos}/{len} shards")
}

/// A bar on standard error with the known answers that have been tried; nothing if standard error is not a terminal.
pub fn answers() -> ProgressBar {
    bar("{bar:40} {pos}/{len} known answers")
}

fn bar(template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// Redraws the line while a run is in progress.
pub fn watch(bar: ProgressBar) -> impl FnMut(Progress) {
    let started = Instant::now();
    let mut drawn = started;
    move |progress| {
        let now = Instant::now();
        if bar.is_hidden() || now - drawn < REDRAW {
            return;
        }
        drawn = now;
        let seconds = (now - started).as_secs_f64();
        let rate = progress.events as f64 / seconds.max(1e-9);
        bar.set_message(format!(
            "{:.3} s simulated, {} invocations done, {} events/s",
            progress.date.as_secs_f64(),
            HumanCount(progress.invocations),
            HumanCount(rate as u64),
        ));
        bar.tick();
    }
}
