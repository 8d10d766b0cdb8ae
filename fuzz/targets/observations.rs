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

fn seeds() -> Vec<Vec<u8>> {
    let small = [
        "date,function,duration,cold\n0,f,1.5,true\n1,f,250ms,0\n2.5s,f,0.2,false\n400,f,1.6,1\n",
        "cold,duration,other,function,date\n1,2,x,f,100.25\n0,0.5,y,f,103\n0,0.5,,f,102\n",
        "date,function,duration,cold\n\"0\",\"f\",\"1h\",true\n",
    ];
    small.iter().map(|text| text.as_bytes().to_vec()).collect()
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
