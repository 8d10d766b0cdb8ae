//! Profiles: `state_file`, `speed_file`, `bandwidth_file`, `latency_file`, `<trace>` and `<trace_connect>`.
//!
//! A profile is lines of a date and a value, both numbers in base units: s, and B/s, s, a share of the speed, or 1 and 0 for up and
//! down. `PERIODICITY 10` lets it begin anew every 10 s, `LOOPAFTER 10` that long after its last date; what begins with `#` or `%`
//! is a comment.

use super::change::{Change, Changing};
use super::element::{Element, Value};
use super::error::XmlProblem;
use super::reader::{Link, Reader};
use crate::platform::zones::Kind;
use crate::platform::{HostId, LinkId, Profile};
use crate::units::SimDuration;
use crate::units::spelling::choices;

const KINDS: [&str; 5] = ["HOST_AVAIL", "SPEED", "LINK_AVAIL", "BANDWIDTH", "LATENCY"];

impl<'a, 'i> Reader<'a, 'i> {
    /// The profiles of the host that was declared last.
    pub(super) fn host_profiles(&mut self, element: Element<'a, 'i>) {
        let host = HostId::from_index(self.platform.hosts().len() - 1);
        self.profile_of(element, "availability_file", Changing::Speed(host));
        self.profile_of(element, "speed_file", Changing::Speed(host));
        self.profile_of(element, "state_file", Changing::HostState(host));
    }

    /// The profiles of a link, in both of its directions.
    pub(super) fn link_profiles(&mut self, element: Element<'a, 'i>, [up, down]: [LinkId; 2]) {
        let both = [Some(up), Some(down).filter(|down| *down != up)];
        for link in both.into_iter().flatten() {
            self.profile_of(element, "bandwidth_file", Changing::Bandwidth(link));
            self.profile_of(element, "latency_file", Changing::Latency(link));
            self.profile_of(element, "state_file", Changing::LinkState(link));
        }
    }

    fn profile_of(&mut self, element: Element<'a, 'i>, attribute: &'static str, what: Changing) {
        let Some(file) = element.value(attribute) else {
            return;
        };
        let text = match self.read_file(file.text) {
            Ok(text) => text,
            Err(reason) => return element.invalid(attribute, file, reason, &mut self.errors),
        };
        match parse(&text, None) {
            Ok(profile) => self.change(file, what, profile),
            Err(Fault::Random) => self.refuse_random(file),
            Err(Fault::Mistake(reason)) => {
                element.invalid(attribute, file, reason, &mut self.errors);
            }
        }
    }

    fn refuse_random(&mut self, at: Value<'_>) {
        let what = format!("STOCHASTIC profile `{}`", at.text);
        let remedy =
            "write the dates and values of one draw, or declare a fault with distributions";
        self.errors.refuse(at.at, what, remedy);
    }

    /// The text of a file that the platform names, from its own folder or from the current directory.
    fn read_file(&self, name: &str) -> Result<String, String> {
        let there = self.folder.join(name);
        let text = std::fs::read_to_string(&there).or_else(|_| std::fs::read_to_string(name));
        text.map_err(|error| {
            format!("cannot be read: {error}; it was looked for beside the platform file and in the current directory")
        })
    }

    /// Notes a profile, if what changes can have its values.
    fn change(&mut self, at: Value<'_>, what: Changing, profile: Profile<f64>) {
        let least = match what {
            Changing::Speed(_) => {
                Some("a speed of 0; let the host be down by a profile of its state")
            }
            Changing::Bandwidth(_) => {
                Some("a bandwidth of 0; let the link be down by a profile of its state")
            }
            _ => None,
        };
        if let Some(least) = least
            && profile.values().any(|value| value <= 0.0)
        {
            return self
                .errors
                .refuse(at.at, format!("profile `{}`", at.text), least);
        }
        self.changes.push(Change { what, profile });
    }

    /// `<trace>`: a profile under a name.
    pub(super) fn trace(&mut self, element: Element<'a, 'i>) {
        element.expect(&["id", "file", "periodicity"], &mut self.errors);
        let Some(id) = element.required("id", "trace", &mut self.errors) else {
            return;
        };
        let period = element.read_if_any("periodicity", seconds, &mut self.errors);
        let text = match element.value("file") {
            None => element.inside(),
            Some(file) => match self.read_file(file.text) {
                Ok(text) => text,
                Err(reason) => return element.invalid("file", file, reason, &mut self.errors),
            },
        };
        match parse(&text, period.filter(|period| *period > 0.0)) {
            Ok(profile) => drop(self.traces.insert(id.text.to_owned(), profile)),
            Err(Fault::Random) => self.refuse_random(id),
            Err(Fault::Mistake(reason)) => {
                let message = format!("trace `{}`: {reason}", id.text);
                self.errors.mismatch(element.at(), message);
            }
        }
    }

    /// `<trace_connect>`: what follows a trace; it may name what is declared after it.
    pub(super) fn trace_connect(&mut self, element: Element<'a, 'i>) {
        element.expect(&["kind", "trace", "element"], &mut self.errors);
        let trace = element.required("trace", "trace", &mut self.errors);
        let name = element.required("element", "host", &mut self.errors);
        let (Some(trace), Some(name)) = (trace, name) else {
            return;
        };
        let Some(profile) = self.traces.get(trace.text).cloned() else {
            // What is wrong with a trace is told there.
            if self.errors.is_empty() {
                self.unknown_name("trace", trace);
            }
            return;
        };
        let kind = element.value("kind");
        let host = || match self
            .points
            .get(name.text)
            .map(|(point, _)| self.network.point(*point).kind)
        {
            Some(Kind::Host(host)) => Some(host),
            _ => None,
        };
        let links = match self.links.get(name.text) {
            Some((Link::Shared(link), _)) => vec![*link],
            Some((Link::Split { up, down }, _)) => vec![*up, *down],
            None => Vec::new(),
        };
        let links = links.iter();
        let all: Vec<Changing> = match kind.map_or("HOST_AVAIL", |kind| kind.text) {
            "HOST_AVAIL" => host().map(Changing::HostState).into_iter().collect(),
            "SPEED" | "POWER" => host().map(Changing::Speed).into_iter().collect(),
            "LINK_AVAIL" => links.map(|link| Changing::LinkState(*link)).collect(),
            "BANDWIDTH" => links.map(|link| Changing::Bandwidth(*link)).collect(),
            "LATENCY" => links.map(|link| Changing::Latency(*link)).collect(),
            other => {
                if let Some(kind) = kind {
                    let reason = format!("unknown kind{}", choices(other, "kinds", &KINDS));
                    element.invalid("kind", kind, reason, &mut self.errors);
                }
                return;
            }
        };
        if all.is_empty() {
            let is_host = kind
                .is_none_or(|kind| !matches!(kind.text, "LINK_AVAIL" | "BANDWIDTH" | "LATENCY"));
            return self.unknown_name(if is_host { "host" } else { "link" }, name);
        }
        for what in all {
            self.change(trace, what, profile.clone());
        }
    }

    fn unknown_name(&mut self, kind: &'static str, name: Value<'_>) {
        let problem = XmlProblem::Unknown {
            kind,
            name: name.text.to_owned(),
            hint: String::new(),
        };
        self.errors.report(name.at, problem);
    }
}

/// Why a text is no profile.
enum Fault {
    /// Its dates or values are drawn.
    Random,
    Mistake(String),
}

fn seconds(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    let number = number.filter(|number| number.is_finite());
    number.ok_or_else(|| "must be a number of seconds".to_owned())
}

/// Reads a profile; its own period goes before the one that is given.
fn parse(text: &str, period: Option<f64>) -> Result<Profile<f64>, Fault> {
    let (mut period, mut after) = (period, None);
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '%']) {
            continue;
        }
        let mistake = |what: &str| Fault::Mistake(format!("line {number}, `{line}`: {what}"));
        let words: Vec<&str> = line.split_whitespace().collect();
        let numbers: Vec<f64> = words.iter().flat_map(|word| word.parse().ok()).collect();
        match (words[0], &numbers[..]) {
            ("STOCHASTIC" | "DET" | "NORM" | "NORMAL" | "GAUSS" | "EXP" | "UNIF", _) => {
                return Err(Fault::Random);
            }
            ("PERIODICITY", &[seconds]) => period = Some(seconds),
            ("LOOPAFTER", &[seconds]) => after = Some(seconds),
            (_, &[date, value]) if words.len() == 2 && date >= 0.0 && value.is_finite() => {
                if steps.last().is_some_and(|(last, _)| *last > date) {
                    return Err(mistake("is before the line above; put the dates in order"));
                }
                if value < 0.0 {
                    return Err(mistake("a value is 0 or more"));
                }
                steps.push((date, value));
            }
            _ => return Err(mistake("write a date and a value, such as 10.0 0.5")),
        }
    }
    let last = steps.last().map_or(0.0, |(date, _)| *date);
    let period = after.map(|after| last + after).or(period);
    let time = |seconds: f64| {
        SimDuration::try_from_secs_f64(seconds)
            .map_err(|_| Fault::Mistake(format!("{seconds} s is no time")))
    };
    let steps = steps
        .into_iter()
        .map(|(date, value)| Ok((time(date)?, value)));
    let profile = Profile::new(steps.collect::<Result<Vec<_>, Fault>>()?);
    let profile = match period {
        Some(period) => profile.every(time(period)?),
        None => profile,
    };
    match profile.mistake() {
        Some(mistake) => Err(Fault::Mistake(mistake)),
        None => Ok(profile),
    }
}
