//! The header becomes a struct: fields, defaults, documentation, and values from text.
#![deny(warnings)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx, pause: SimDuration, label: String) {
    ctx.sleep(pause).await;
    ctx.log(label);
}

simulation! {
    /// What the command line says.
    ///
    /// In two paragraphs.
    #[derive(Clone, Debug, PartialEq)]
    #[allow(dead_code)]
    pub(crate) struct Parameters {
        /// How long to wait.
        pause: SimDuration = 1.5s,
        pub label: String = format!("{}", 3),
        pub(crate) cores: u32 = if cfg!(test) { 1 } else { 2 },
        size: Bytes = 250MB,
        rate: Bandwidth = 10Mbit/s,
        speed: Speed = 1Gflop/s,
        work: Flops = 2Gflop,
        share: f64 = 50%,
        flag: bool = false,
    }

    /// With the speed of the parameter.
    host user { cores: cores, speed: speed * share, ram: size }
    link _spare { bandwidth: rate }
    #[allow(unused_variables)]
    host other[2] { speed: if flag { speed } else { 2Gflop/s } }
    if work > 1Gflop { controller client(pause, label) on user; }
}

fn main() {
    let mut parameters = Parameters::default();
    assert_eq!(parameters.share, 0.5);
    assert_eq!(Parameters::NAME, "Parameters");
    assert_eq!(Parameters::DOC, "What the command line says.\n\nIn two paragraphs.");
    assert_eq!(Parameters::PARAMETERS[0].doc, "How long to wait.");
    parameters.set("pause", "250 ms").expect("it is a length");
    parameters.set("label", "hello").expect("it is a text");
    assert!(parameters.set("paus", "1s").is_err());
    let report = parameters.run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.final_date, SimTime::ZERO + millis(250));
    assert_eq!(report.log[0].text, "hello");
}
