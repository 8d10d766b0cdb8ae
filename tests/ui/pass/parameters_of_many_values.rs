//! A parameter may be a list, may be absent, and may be of any type that serde knows.
#![deny(warnings)]

use coldstart::prelude::*;
use coldstart::simulation::ParameterValue;

#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    Fast,
    VerySlow,
}

#[controller]
async fn client(ctx: &mut Ctx, levels: Vec<u64>, pause: Option<SimDuration>, mode: Mode) {
    ctx.sleep(pause.unwrap_or(1s)).await;
    ctx.log(format!("{levels:?} {mode:?}"));
}

simulation! {
    #[derive(Clone, Debug, PartialEq)]
    struct Many {
        levels: Vec<u64> = vec![1, 2],
        pause: Option<SimDuration> = None,
        pauses: Vec<SimDuration> = vec![1s, 500ms],
        mode: Mode = Mode::Fast,
        modes: Vec<Mode> = vec![],
        last: Option<Mode> = None,
    }

    host user { speed: 1Gflop/s }
    controller client(levels, pause, mode) on user;
    if !pauses.is_empty() && modes.is_empty() && last.is_none() { controller client(levels, None, mode) on user; }
}

fn main() {
    let mut many = Many::default();
    for (name, text) in [
        ("levels", "[3,4]"),
        ("pause", "2s"),
        ("pauses", "1min, 2ms"),
        ("mode", "very-slow"),
        ("modes", "fast,very-slow"),
        ("last", "fast"),
    ] {
        many.set(name, text).expect(name);
    }
    let expected = Many {
        levels: vec![3, 4],
        pause: Some(secs(2)),
        pauses: vec![mins(1), millis(2)],
        mode: Mode::VerySlow,
        modes: vec![Mode::Fast, Mode::VerySlow],
        last: Some(Mode::Fast),
    };
    assert_eq!(many, expected);
    let wrong = many.set("mode", "slow").expect_err("it is none").to_string();
    assert_eq!(wrong, "`slow` is not a value of this parameter: unknown variant `slow`, expected `fast` or `very-slow`");
    // What a report shows reads back.
    let mut again = Many::default();
    for (parameter, value) in Many::PARAMETERS.iter().zip(many.values()) {
        again.set(parameter.name, &value.to_string()).expect(parameter.name);
    }
    assert_eq!(again, many);
    let report = many.run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.parameters["modes"], ParameterValue::List(vec![ParameterValue::Text("fast".to_owned()), ParameterValue::Text("very-slow".to_owned())]));
    assert_eq!(report.log[0].text, "[3, 4] VerySlow");
    assert_eq!(report.final_date, SimTime::ZERO + secs(2));
}
