//! What a run prints: its log if that is wanted, and its summary.

use std::io::{self, Write};
use std::time::Duration;

use sim_runtime::results::Report;
use sim_runtime::units::spelling::{cut, visible};

use super::checks;
use super::console::{self, Channel, HEADING};
use super::failed::Failed;

/// Which parts are printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) log: bool,
    pub(super) summary: bool,
}

/// Prints the parts, the log first.
pub(super) fn print(
    channel: Channel,
    report: &Report,
    wall: Duration,
    parts: Parts,
) -> Result<(), Failed> {
    console::print_with(channel, |out| write(out, report, wall, parts))
}

fn write(out: &mut dyn Write, report: &Report, wall: Duration, parts: Parts) -> io::Result<()> {
    if parts.log {
        write_log(out, report)?;
    }
    if parts.log && parts.summary {
        writeln!(out)?;
    }
    if parts.summary {
        write_summary(out, report, wall)?;
    }
    Ok(())
}

fn write_log(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    report.log.iter().try_for_each(|line| {
        let (process, text) = (visible(&line.process), visible(&line.text));
        writeln!(out, "{:>22}  {process}: {text}", line.date)
    })
}

fn write_summary(out: &mut dyn Write, report: &Report, wall: Duration) -> io::Result<()> {
    let shown = |text: &str| visible(&cut(text)).into_owned();
    let parameters = report.parameters.iter();
    let mut parameters: Vec<String> = parameters
        .map(|(name, value)| format!("{name} {}", shown(&value.to_string())))
        .collect();
    parameters.push(format!("seed {}", report.seed));
    let (name, parameters) = (shown(&report.simulation), parameters.join(", "));
    writeln!(out, "{HEADING}{name}{HEADING:#}: {parameters}\n")?;
    writeln!(out, "{report:#}")?;
    writeln!(
        out,
        "verdict      {}",
        visible(&report.verdict().to_string())
    )?;
    writeln!(out, "wall time    {:.6} s", wall.as_secs_f64())?;
    write!(out, "{}", checks::told(report))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_runtime::prelude::*;

    fn printed(parts: Parts) -> String {
        let mut sim = Builder::new();
        let user = HostSpec {
            speed: gflop_per_sec(1),
            ..HostSpec::default()
        };
        let user = sim.host("user", user);
        sim.controller("cli\u{1b}ent", user, async |ctx: &mut Ctx| {
            ctx.log("one\ntwo");
            ctx.sleep(secs(1)).await;
        });
        let report = sim.run(Seed(7)).unwrap();
        let mut out = Vec::new();
        write(&mut out, &report, Duration::from_secs(3), parts).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn quiet_leaves_the_log_alone() {
        let log = printed(Parts {
            log: true,
            summary: false,
        });
        assert_eq!(log, "         0.000000000 s  cli\\u{1b}ent: one\\ntwo\n");
        let nothing = printed(Parts {
            log: false,
            summary: false,
        });
        assert_eq!(nothing, "");
        let both = printed(Parts {
            log: true,
            summary: true,
        });
        assert!(both.starts_with(&format!("{log}\n")), "{both}");
        assert!(both.contains("seed 7"), "{both}");
        assert!(both.ends_with("wall time    3.000000 s\n"), "{both}");
    }
}
