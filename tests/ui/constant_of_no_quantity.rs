use coldstart::prelude::*;

const LINK: Bandwidth = Bandwidth::new(f64::NAN);
const WAIT: SimDuration = SimDuration::from_secs_f64(-4.0);

fn main() {
    println!("{LINK} {WAIT}");
}
