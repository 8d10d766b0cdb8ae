//! What AWS Lambda reports of an invocation, as a line of text or of JSON.

/// The report of an invocation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Report {
    /// How long the handler ran \[ms\].
    pub(super) duration: Option<f64>,
    /// The memory that is configured \[MB\].
    pub(super) memory: Option<f64>,
    /// The memory that was used \[MB\].
    pub(super) used: Option<f64>,
    /// How long the initialisation, or the restoration of a snapshot, took \[ms\], if there was one.
    pub(super) initialised: Option<f64>,
}

impl Report {
    /// Reads what follows `REPORT`: `Duration: 3.45 ms`, with tabs or spaces in between.
    pub(super) fn of_text(text: &str) -> Self {
        let field = |name: &str| number_after(text, name);
        Self {
            // `Billed Duration` and `Init Duration` end in the same word.
            duration: text
                .match_indices("Duration:")
                .find(|(at, _)| {
                    let before = text[..*at].trim_end();
                    !["Billed", "Init", "Restore"]
                        .iter()
                        .any(|word| before.ends_with(word))
                })
                .and_then(|(at, name)| leading_number(&text[at + name.len()..])),
            memory: field("Memory Size:"),
            used: field("Max Memory Used:"),
            initialised: match (field("Init Duration:"), field("Restore Duration:")) {
                (None, restored) => restored,
                (initialised, _) => initialised,
            },
        }
    }

    /// Reads an event of the type `platform.report`.
    pub(super) fn of_json(event: &serde_json::Value) -> Self {
        let metrics = event.pointer("/record/metrics");
        let field = |name: &str| metrics.and_then(|metrics| metrics.get(name)?.as_f64());
        Self {
            duration: field("durationMs"),
            memory: field("memorySizeMB"),
            used: field("maxMemoryUsedMB"),
            initialised: field("initDurationMs").or_else(|| field("restoreDurationMs")),
        }
    }
}

fn number_after(text: &str, name: &str) -> Option<f64> {
    let at = text.find(name)?;
    leading_number(&text[at + name.len()..])
}

/// The number that a text begins with.
fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// The last date in a text, after 1970 \[s\]: `2026-11-26T22:41:59.123Z`, with a space for the `T` as well, or milliseconds as 13
/// digits.
pub(super) fn date(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let starts = (0..bytes.len())
        .rev()
        .filter(|at| bytes[*at].is_ascii_digit());
    let mut starts = starts.filter(|at| *at == 0 || !bytes[at - 1].is_ascii_digit());
    starts.find_map(|at| calendar(&bytes[at..]).or_else(|| milliseconds(&bytes[at..])))
}

fn milliseconds(bytes: &[u8]) -> Option<f64> {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits != 13 {
        return None;
    }
    let text = str::from_utf8(&bytes[..digits]).ok()?;
    text.parse::<f64>().ok().map(|number| number / 1e3)
}

/// A date and a time of the calendar. What stands after the seconds is their part, and then the zone, which is UTC in these logs.
fn calendar(bytes: &[u8]) -> Option<f64> {
    let is_shaped = bytes.len() >= 19
        && (bytes[4], bytes[7], bytes[13], bytes[16]) == (b'-', b'-', b':', b':')
        && [b'T', b' '].contains(&bytes[10]);
    if !is_shaped {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = &bytes[from..to];
        let is_number = digits.iter().all(u8::is_ascii_digit);
        let fold = |sum, digit: &u8| sum * 10 + i64::from(digit - b'0');
        is_number.then(|| digits.iter().fold(0, fold))
    };
    let days = days(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
    let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let rest = &bytes[19..];
    let digits: &[u8] = match rest.first() {
        Some(b'.' | b',') => &rest[1..],
        _ => &[],
    };
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    let mut part = 0.0;
    let mut unit = 0.1;
    for digit in digits.take(9) {
        part += f64::from(digit - b'0') * unit;
        unit /= 10.0;
    }
    Some((days * 86_400 + seconds) as f64 + part)
}

/// Days after 1970-01-01 of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have their leap day at the end.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let leap_days = year / 4 - year / 100 + year / 400;
    Some(year * 365 + leap_days + day_of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        // `date -u -d 2026-11-26T22:41:59 +%s`
        assert_eq!(date("2026-11-26T22:41:59.250Z x"), Some(1_795_732_919.25));
        assert_eq!(date("2000-02-29 00:00:00 "), Some(951_782_400.0));
        assert_eq!(date("1970-01-01T00:00:01Z"), Some(1.0));
        assert_eq!(
            date("\"timestamp\": 1466263061409,"),
            Some(1_466_263_061.409)
        );
        assert_eq!(date("2026-13-26T22:41:59Z"), None);
        assert_eq!(date("no date, 12345"), None);
    }

    #[test]
    fn reports_are_read_with_tabs_and_with_spaces() {
        let warm = Report::of_text(
            "RequestId: 1 Duration: 718.65 ms Billed Duration: 800 ms Memory Size: 128 MB Max Memory Used: 14 MB",
        );
        let expected = Report {
            duration: Some(718.65),
            memory: Some(128.0),
            used: Some(14.0),
            initialised: None,
        };
        assert_eq!(warm, expected);
        let cold = Report::of_text(
            "RequestId: 1\tDuration: 2 ms\tBilled Duration: 3 ms\tInit Duration: 155.5 ms\t",
        );
        assert_eq!((cold.duration, cold.initialised), (Some(2.0), Some(155.5)));
    }
}
