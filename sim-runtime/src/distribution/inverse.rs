//! The inverse of a function that does not decrease.

/// The least number of a range at which a function reaches a level, to the last bit; the function does not decrease, and
/// reaches the level at the end of the range.
pub(super) fn inverse(level: f64, range: (f64, f64), function: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (rank(range.0), rank(range.1));
    while low < high {
        // Halves the floating-point numbers between them, not the distance: 64 steps, wherever the number is.
        let middle = low + (high.wrapping_sub(low).cast_unsigned() / 2).cast_signed();
        if function(ranked(middle)) >= level {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    ranked(high)
}

/// The place of a number among all floating-point numbers, in order.
fn rank(number: f64) -> i64 {
    // -0 is 0.
    let bits = (number + 0.0).to_bits().cast_signed();
    if bits < 0 {
        i64::MIN.wrapping_sub(bits)
    } else {
        bits
    }
}

fn ranked(rank: i64) -> f64 {
    let bits = if rank < 0 {
        i64::MIN.wrapping_sub(rank)
    } else {
        rank
    };
    f64::from_bits(bits.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_in_order() {
        let numbers = [
            f64::NEG_INFINITY,
            -f64::MAX,
            -1.0,
            -f64::MIN_POSITIVE,
            0.0,
            1e-300,
            1.0,
            f64::INFINITY,
        ];
        for pair in numbers.windows(2) {
            assert!(rank(pair[0]) < rank(pair[1]), "{pair:?}");
        }
        for number in numbers {
            assert_eq!(ranked(rank(number)), number);
        }
    }

    #[test]
    fn the_inverse_is_found_to_the_last_bit() {
        let root = inverse(2.0, (0.0, 2.0), |number| number * number);
        assert!(root * root >= 2.0 && root.next_down() * root.next_down() < 2.0);
        assert_eq!(inverse(-27.0, (-f64::MAX, f64::MAX), |x| x * x * x), -3.0);
        assert_eq!(
            inverse(0.5, (0.0, 9.0), |x| if x < 4.0 { 0.0 } else { 1.0 }),
            4.0
        );
    }
}
