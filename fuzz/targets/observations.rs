//! Observations of a real platform: read, and a scenario calibrated from them.

use std::process::ExitCode;

use coldstart::experiment::calibration::Calibrate;
use coldstart::results::observed::Observed;
use coldstart::scenario::load::{Format, parse};
use coldstart_fuzz::{Outcome, Target, corpus};

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "observations",
        seeds,
        words: &[
            "date",
            "function",
            "duration",
            "cold",
            "f",
            "true",
            "2026-11-26T12:00:05Z",
        ],
        read,
    })
}

/// Two tables, as long as a calibration needs them.
fn seeds() -> Vec<Vec<u8>> {
    let mut one = "date,function,duration,cold\n".to_owned();
    let mut other = "cold,duration,other,function,date\n".to_owned();
    for number in 0..40u32 {
        let is_cold = number % 5 == 0;
        let millis = 200 + 7 * (number % 11) + if is_cold { 900 } else { 0 };
        let date = f64::from(number * number) / 4.0;
        one += &format!("{date},f,{millis}ms,{is_cold}\n");
        let (seconds, cold) = (f64::from(millis) / 1e3, u8::from(is_cold));
        other += &format!("{cold},{seconds},,f,{}\n", 1e6 - date);
    }
    vec![one.into_bytes(), other.into_bytes()]
}

fn read(input: &[u8]) -> Outcome {
    let observed = match Observed::read(input, "observed.csv") {
        Ok(observed) => observed,
        Err(error) => return Outcome::Refused(error.to_string()),
    };
    let shop = corpus::files(&["tests/engines"], "shop.json");
    let text = String::from_utf8_lossy(&shop[0]);
    let scenario = parse(&text, Format::Json, "shop.json");
    let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
    Outcome::of(Calibrate::new(scenario, observed).fit())
}
