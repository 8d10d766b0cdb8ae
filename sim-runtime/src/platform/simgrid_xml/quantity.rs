//! Quantities as SimGrid writes them: `98.095Mf`, `41.279125MBps`, `59.904us`, `5000GiB`.
//!
//! The units are SimGrid's own, prefixes before a base: `m` is a minute and `10Mbps` are bits. A number is brought to base
//! units in decimal, so that `59.904us` is the same quantity here as in a declaration.

use crate::units::{Bandwidth, Bytes, Latency, SimDuration, Speed};

/// Powers of ten: the prefix of a symbol, that of a word, the exponent.
const DECIMAL: [(&str, &str, i32); 9] = [
    ("", "", 0),
    ("k", "kilo", 3),
    ("M", "mega", 6),
    ("G", "giga", 9),
    ("T", "tera", 12),
    ("P", "peta", 15),
    ("E", "exa", 18),
    ("Z", "zetta", 21),
    ("Y", "yotta", 24),
];

/// Powers of 1024, from the first.
const BINARY: [&str; 8] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

/// Units of time: a number of seconds and a power of ten.
const TIME: [(&str, f64, i32); 9] = [
    ("w", 604_800.0, 0),
    ("d", 86_400.0, 0),
    ("h", 3_600.0, 0),
    ("m", 60.0, 0),
    ("s", 1.0, 0),
    ("ms", 1.0, -3),
    ("us", 1.0, -6),
    ("ns", 1.0, -9),
    ("ps", 1.0, -12),
];

/// How much one of a unit is: a factor, exact in `f64`, times a power of ten.
type Scale = (f64, i32);

/// Reads `1Gf`, `2megaflops` or `1e9`; at least some.
pub(super) fn speed(text: &str) -> Result<Speed, String> {
    positive(any_speed(text)?.get(), SPEED).map(Speed::new)
}

const SPEED: &str = "a speed such as 1Gf (units: f, kf, Mf, Gf, Tf, Pf)";

/// The same, or `0`.
pub(super) fn any_speed(text: &str) -> Result<Speed, String> {
    let value = measure(text, SPEED, |unit| match unit.strip_suffix("flops") {
        Some(word) => decimal(|_, prefix| prefix == word),
        None => decimal(|prefix, _| Some(prefix) == unit.strip_suffix('f')),
    })?;
    Ok(Speed::new(value))
}

/// Reads `125MBps` (bytes), `10Mbps` (bits) or `1e6` (bytes); at least some.
pub(super) fn bandwidth(text: &str) -> Result<Bandwidth, String> {
    if text.contains(',') {
        return Err("not supported: several bandwidths, which are the rates of a WIFI link; write one such as 125MBps".to_owned());
    }
    let expected = "a bandwidth such as 125MBps (bytes: kBps, MBps, GBps, KiBps; bits: Mbps, Gbps)";
    let value = measure(text, expected, |unit| bytes_or_bits(unit, "Bps", "bps"))?;
    positive(value, expected).map(Bandwidth::new)
}

/// Reads `59.904us`, `1ms` or `0`.
pub(super) fn latency(text: &str) -> Result<Latency, String> {
    let expected = "a time such as 20us (units: ns, us, ms, s, m, h, d)";
    let seconds = measure(text, expected, |unit| {
        let (_, factor, exponent) = TIME.iter().find(|(symbol, ..)| *symbol == unit)?;
        Some((*factor, *exponent))
    })?;
    SimDuration::try_from_secs_f64(seconds)
        .map_err(|_| "too large; the longest time is about 584 years".to_owned())?;
    Ok(Latency::new(seconds))
}

/// Reads `5000GiB`, `64GB` or `1e9`, to the nearest byte.
pub(super) fn size(text: &str) -> Result<Bytes, String> {
    let expected = "a size such as 64GB (units: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)";
    let value = measure(text, expected, |unit| bytes_or_bits(unit, "B", "b"))?;
    if value >= Bytes::MAX.as_f64() {
        return Err("too large; the largest size is 18 EB".to_owned());
    }
    Ok(Bytes::new(value.round() as u64))
}

/// A number of a unit in base units; without a unit it is in base units already.
fn measure(
    text: &str,
    expected: &str,
    scale: impl Fn(&str) -> Option<Scale>,
) -> Result<f64, String> {
    let (digits, unit) = split(text.trim());
    let (factor, exponent) = match unit {
        "" => (1.0, 0),
        unit => scale(unit).ok_or_else(|| format!("unknown unit `{unit}`; write {expected}"))?,
    };
    let value = shifted(digits, exponent).map(|value| value * factor);
    value
        .filter(|value| value.is_finite() && *value >= 0.0)
        .ok_or_else(|| format!("`{digits}` is not a number, 0 or more; write {expected}"))
}

fn positive(value: f64, expected: &str) -> Result<f64, String> {
    if value > 0.0 {
        return Ok(value);
    }
    Err(format!("must be more than zero; write {expected}"))
}

/// The power of ten whose prefixes are accepted.
fn decimal(accept: impl Fn(&str, &str) -> bool) -> Option<Scale> {
    let (.., exponent) = DECIMAL
        .iter()
        .find(|(symbol, word, _)| accept(symbol, word))?;
    Some((1.0, *exponent))
}

/// The scale of a unit that ends like bytes or like bits, with a prefix of ten or of two.
fn bytes_or_bits(unit: &str, bytes: &str, bits: &str) -> Option<Scale> {
    let (prefix, part) = match unit.strip_suffix(bytes) {
        Some(prefix) => (prefix, 1.0),
        None => (unit.strip_suffix(bits)?, 0.125),
    };
    if let Some(power) = BINARY.iter().position(|known| *known == prefix) {
        return Some((part * 1024_f64.powi(power as i32 + 1), 0));
    }
    let (_, exponent) = decimal(|symbol, _| symbol == prefix)?;
    Some((part, exponent))
}

/// The number and the unit of a text. An `E` is an exponent if a number follows, and a prefix if not.
fn split(text: &str) -> (&str, &str) {
    let is_part = |at: usize, letter: char| match letter {
        '0'..='9' | '.' => true,
        '+' | '-' => at == 0 || text[..at].ends_with(['e', 'E']),
        'e' | 'E' => text[at + 1..]
            .trim_start_matches(['+', '-'])
            .starts_with(|next: char| next.is_ascii_digit()),
        _ => false,
    };
    let end = text
        .char_indices()
        .find(|(at, letter)| !is_part(*at, *letter));
    let (digits, unit) = text.split_at(end.map_or(text.len(), |(at, _)| at));
    (digits, unit.trim())
}

/// The nearest number to the digits times a power of ten.
fn shifted(digits: &str, exponent: i32) -> Option<f64> {
    let (mantissa, own) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let exponent = own.parse::<i32>().ok()?.checked_add(exponent)?;
    format!("{mantissa}e{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{
        gb, gb_per_sec, gflop_per_sec, gib, kb, mb_per_sec, millis, mins, nanos, us,
    };

    #[test]
    fn speeds() {
        assert_eq!(speed("1Gf"), Ok(gflop_per_sec(1)));
        assert_eq!(speed("98.095Mf"), Ok(Speed::new(98_095_000.0)));
        assert_eq!(speed("2gigaflops"), Ok(gflop_per_sec(2)));
        assert_eq!(speed("3flops"), speed("3f"));
        assert_eq!(speed("1e9"), Ok(gflop_per_sec(1)));
    }

    #[test]
    fn bandwidths_are_in_bytes_or_in_bits() {
        assert_eq!(bandwidth("1.25GBps"), Ok(gb_per_sec(1) * 1.25));
        assert_eq!(bandwidth("41.279125MBps"), Ok(Bandwidth::new(41_279_125.0)));
        assert_eq!(bandwidth("80Mbps"), Ok(mb_per_sec(10)));
        assert_eq!(bandwidth("1KiBps"), Ok(Bandwidth::new(1024.0)));
        assert_eq!(bandwidth("8Kibps"), Ok(Bandwidth::new(1024.0)));
        assert_eq!(bandwidth("1000EBps"), Ok(Bandwidth::new(1e21)));
        assert_eq!(bandwidth("1.25e3"), Ok(Bandwidth::new(1250.0)));
    }

    #[test]
    fn latencies_are_not_rounded() {
        assert_eq!(latency("59.904us"), Ok(nanos(59_904).into()));
        assert_eq!(latency("1.461517ms"), Ok(nanos(1_461_517).into()));
        assert_eq!(latency("1ms"), Ok(millis(1).into()));
        assert_eq!(latency("5E-5"), Ok(us(50).into()));
        assert_eq!(latency("2m"), Ok(mins(2).into()));
        assert_eq!(latency("0"), Ok(Latency::ZERO));
        assert_eq!(latency("700ps"), Ok(Latency::new(7e-10)));
    }

    #[test]
    fn sizes() {
        assert_eq!(size("5000GiB"), Ok(gib(5000)));
        assert_eq!(size("64GB"), Ok(gb(64)));
        assert_eq!(size("8kb"), Ok(kb(1)));
        assert_eq!(size("1000"), Ok(kb(1)));
    }

    #[test]
    fn what_is_not_a_quantity_is_told_with_what_would_be() {
        assert_eq!(
            speed("1GHz").unwrap_err(),
            "unknown unit `GHz`; write a speed such as 1Gf (units: f, kf, Mf, Gf, Tf, Pf)"
        );
        assert!(
            bandwidth("10MB")
                .unwrap_err()
                .starts_with("unknown unit `MB`")
        );
        assert!(
            bandwidth("0")
                .unwrap_err()
                .starts_with("must be more than zero")
        );
        assert!(
            latency("-1s")
                .unwrap_err()
                .starts_with("`-1` is not a number")
        );
        assert!(latency("").unwrap_err().starts_with("`` is not a number"));
        assert!(size("99EB").unwrap_err().starts_with("too large"));
        assert!(latency("1e300").unwrap_err().starts_with("too large"));
        for nonsense in ["nan", "inf", "-1", "1e999", "NaNs", "-infMf"] {
            assert!(speed(nonsense).is_err(), "{nonsense}");
            assert!(bandwidth(nonsense).is_err(), "{nonsense}");
            assert!(latency(nonsense).is_err(), "{nonsense}");
            assert!(size(nonsense).is_err(), "{nonsense}");
        }
    }
}
