//! Whole numbers of options, within bounds.

use std::ops::RangeInclusive;

/// Reads a whole number within bounds, both of which are possible. Any other text is told what is.
pub fn whole_number<T>(
    bounds: RangeInclusive<T>,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    T: TryFrom<u64> + PartialOrd + std::fmt::Display + Clone + Send + Sync + 'static,
{
    move |text: &str| {
        let number = text.parse::<u64>().ok();
        let number = number.and_then(|number| T::try_from(number).ok());
        number
            .filter(|number| bounds.contains(number))
            .ok_or_else(|| {
                let (least, most) = (bounds.start(), bounds.end());
                format!("expected a whole number from {least} to {most}")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bounds_are_possible_and_nothing_beyond() {
        let read = whole_number(2_u16..=1024);
        assert_eq!(read("2"), Ok(2));
        assert_eq!(read("1024"), Ok(1024));
        for text in [
            "1",
            "1025",
            "65538",
            "-3",
            "2.5",
            "",
            "x",
            "99999999999999999999",
        ] {
            let told = Err("expected a whole number from 2 to 1024".to_owned());
            assert_eq!(read(text), told, "{text}");
        }
    }

    #[test]
    fn the_largest_number_is_read() {
        let read = whole_number(0..=u64::MAX);
        assert_eq!(read("18446744073709551615"), Ok(u64::MAX));
        assert!(read("18446744073709551616").is_err());
    }
}
