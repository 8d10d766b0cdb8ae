//! Short constructors, for declarations and tests that read like prose: `secs(60)`, `mb(250)`,
//! `gflop_per_sec(10)`.
//!
//! Those of times and of work take fractions too: `secs(0.5)`, `gflop(2.5)`. Those of sizes, speeds and bandwidths take whole
//! numbers and are `const`, because images and disks are constants; a constant time is written [`SimDuration::from_secs`], constant
//! work [`Flops::new`]. Times and sizes that are too large saturate.
//!
//! ```
//! use sim_units::Bytes;
//! use sim_units::short::{gib, mb, millis, secs};
//!
//! const IMAGE: Bytes = mb(250);
//! assert!(IMAGE < gib(1));
//! assert_eq!(secs(0.5), millis(500));
//! ```

use crate::number::{Number, Scalar};
use crate::{Bandwidth, Bytes, Flops, SimDuration, Speed, Watts};

/// Constructors of what hardware does in a second: whole numbers, in constants too.
macro_rules! rates {
    ($($name:ident: $type:ident, $symbol:literal, $factor:literal;)*) => {
        $(
            #[doc = concat!("A number of `", $symbol, "`.")]
            pub const fn $name(count: u64) -> $type {
                $type::new(count as f64 * $factor)
            }
        )*
    };
}

/// Constructors of work, of any number.
macro_rules! work {
    ($($name:ident: $symbol:literal, $factor:literal;)*) => {
        $(
            #[doc = concat!("A number of `", $symbol, "`, whole or not. Not in a constant: there it is [`Flops::new`].")]
            ///
            /// # Panics
            ///
            /// If the number is negative, infinite or not a number.
            #[track_caller]
            pub fn $name(count: impl Number) -> Flops {
                Flops::new(Scalar::of(count).real() * $factor)
            }
        )*
    };
}

macro_rules! sizes {
    ($($name:ident: $symbol:literal, $factor:expr;)*) => {
        $(
            #[doc = concat!("A number of `", $symbol, "`.")]
            pub const fn $name(count: u64) -> Bytes {
                Bytes::new(count.saturating_mul($factor))
            }
        )*
    };
}

macro_rules! times {
    ($($name:ident: $symbol:literal, $from:ident;)*) => {
        $(
            #[doc = concat!("A number of `", $symbol, "`, whole or not, to the nearest nanosecond.")]
            #[doc = concat!("Not in a constant: there it is [`SimDuration::", stringify!($from), "`], of a whole number.")]
            ///
            /// # Panics
            ///
            /// If the number is negative or not a number.
            #[track_caller]
            pub fn $name(count: impl Number) -> SimDuration {
                duration(count, SimDuration::$from(1))
            }
        )*
    };
}

times! {
    nanos: "ns", from_nanos;
    us: "us", from_micros;
    millis: "ms", from_millis;
    secs: "s", from_secs;
    mins: "min", from_mins;
    hours: "h", from_hours;
}

sizes! {
    bytes: "B", 1;
    kb: "kB", 1_000;
    mb: "MB", 1_000_000;
    gb: "GB", 1_000_000_000;
    tb: "TB", 1_000_000_000_000;
    kib: "KiB", 1 << 10;
    mib: "MiB", 1 << 20;
    gib: "GiB", 1 << 30;
    tib: "TiB", 1 << 40;
}

work! {
    flop: "flop", 1.0;
    kflop: "kflop", 1e3;
    mflop: "Mflop", 1e6;
    gflop: "Gflop", 1e9;
    tflop: "Tflop", 1e12;
}

rates! {
    flop_per_sec: Speed, "flop/s", 1.0;
    mflop_per_sec: Speed, "Mflop/s", 1e6;
    gflop_per_sec: Speed, "Gflop/s", 1e9;
    tflop_per_sec: Speed, "Tflop/s", 1e12;

    bytes_per_sec: Bandwidth, "B/s", 1.0;
    kb_per_sec: Bandwidth, "kB/s", 1e3;
    mb_per_sec: Bandwidth, "MB/s", 1e6;
    gb_per_sec: Bandwidth, "GB/s", 1e9;
    mib_per_sec: Bandwidth, "MiB/s", 1_048_576.0;
    gib_per_sec: Bandwidth, "GiB/s", 1_073_741_824.0;
    mbit_per_sec: Bandwidth, "Mbit/s", 125e3;
    gbit_per_sec: Bandwidth, "Gbit/s", 125e6;

    watts: Watts, "W", 1.0;
    kilowatts: Watts, "kW", 1e3;
}

/// So many times a unit of time, to the nearest nanosecond.
#[track_caller]
fn duration(count: impl Number, unit: SimDuration) -> SimDuration {
    let message = "a number of units of time is not negative and not NaN";
    let seconds = unit.as_nanos() / 1_000_000_000;
    match Scalar::of(count) {
        // Through seconds, whose fraction is rounded by itself.
        Scalar::Real(number) if seconds > 0 => {
            assert!(number >= 0.0, "{message}");
            SimDuration::from_secs_f64(number * seconds as f64)
        }
        number => SimDuration::from_nanos(number.times(unit.as_nanos(), message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts that each constructor agrees with the table of units.
    macro_rules! agree {
        ($($name:ident: $symbol:literal,)*) => {
            $(assert_eq!(Ok($name(3)), concat!("3", $symbol).parse(), stringify!($name));)*
        };
    }

    #[test]
    fn every_constructor_agrees_with_the_table() {
        agree! {
            nanos: "ns", us: "us", millis: "ms", secs: "s", mins: "min", hours: "h",
            bytes: "B", kb: "kB", mb: "MB", gb: "GB", tb: "TB", kib: "KiB", mib: "MiB", gib: "GiB", tib: "TiB",
            flop: "flop", kflop: "kflop", mflop: "Mflop", gflop: "Gflop", tflop: "Tflop",
            flop_per_sec: "flop/s", mflop_per_sec: "Mflop/s", gflop_per_sec: "Gflop/s", tflop_per_sec: "Tflop/s",
            bytes_per_sec: "B/s", kb_per_sec: "kB/s", mb_per_sec: "MB/s", gb_per_sec: "GB/s", mib_per_sec: "MiB/s",
            gib_per_sec: "GiB/s", mbit_per_sec: "Mbit/s", gbit_per_sec: "Gbit/s",
            watts: "W", kilowatts: "kW",
        }
    }
}
