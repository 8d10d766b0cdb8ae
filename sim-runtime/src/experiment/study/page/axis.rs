//! Where the values of a factor stand on an axis.

use serde::Serialize;
use serde_json::Value;

use crate::experiment::study::factor::Factor;
use crate::units::{Bandwidth, Bytes, SimDuration};

/// From which ratio of the greatest to the least value on an axis is logarithmic.
const WIDE: f64 = 30.0;

/// A factor as an axis.
#[derive(Debug, Serialize)]
pub(super) struct Axis<'a> {
    name: &'a str,
    /// Its values as texts.
    labels: Vec<String>,
    /// Where each of them stands.
    places: Vec<f64>,
    /// The numbers of the values in the order of their places.
    order: Vec<usize>,
    kind: Kind,
}

/// What the places mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Numbers.
    Even,
    /// Logarithms of numbers.
    Logarithmic,
    /// Nothing: the values are names.
    Names,
}

impl<'a> Axis<'a> {
    pub(super) fn new(factor: &'a Factor) -> Self {
        let numbers: Option<Vec<f64>> = factor.values.iter().map(number).collect();
        // Two values of one size would stand on each other.
        let numbers = numbers.filter(|numbers| all_differ(numbers));
        let (kind, places) = match numbers {
            Some(numbers) if is_wide(&numbers) => {
                let places = numbers.iter().map(|number| libm::log10(*number));
                (Kind::Logarithmic, places.collect())
            }
            Some(numbers) => (Kind::Even, numbers),
            None => {
                let places = (0..factor.values.len()).map(|index| index as f64);
                (Kind::Names, places.collect())
            }
        };
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by(|one, other| places[*one].total_cmp(&places[*other]));
        Self {
            name: &factor.name,
            labels: factor.texts().collect(),
            places,
            order,
            kind,
        }
    }
}

/// A value as a number, in the unit of its quantity.
fn number(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Number(number) => return number.as_f64(),
        Value::String(text) => text,
        _ => return None,
    };
    // What has no unit is a name, such as that of a version.
    text.parse::<f64>().is_err().then_some(())?;
    let bytes = || text.parse().ok().map(Bytes::as_f64);
    let time = || text.parse().ok().map(SimDuration::as_secs_f64);
    let bandwidth = || text.parse::<Bandwidth>().ok().map(Bandwidth::get);
    bytes().or_else(time).or_else(bandwidth)
}

fn all_differ(numbers: &[f64]) -> bool {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.windows(2).all(|pair| pair[0] < pair[1])
}

fn is_wide(numbers: &[f64]) -> bool {
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = numbers.iter().copied().fold(0.0, f64::max);
    numbers.len() > 2 && least > 0.0 && greatest / least > WIDE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(text: &str) -> (Kind, Vec<f64>, Vec<usize>) {
        let factor: Factor = text.parse().unwrap();
        let axis = Axis::new(&factor);
        (axis.kind, axis.places, axis.order)
    }

    #[test]
    fn values_stand_where_their_sizes_are() {
        assert_eq!(
            axis("nodes=4,1,2"),
            (Kind::Even, vec![4.0, 1.0, 2.0], vec![1, 2, 0])
        );
        let sizes = axis("memory=128MB,1GB");
        assert_eq!(sizes, (Kind::Even, vec![128e6, 1e9], vec![0, 1]));
        let times = axis("timeout=500ms,1min");
        assert_eq!(times, (Kind::Even, vec![0.5, 60.0], vec![0, 1]));
        let wide = axis("rate=1,10,1000");
        assert_eq!(
            wide,
            (Kind::Logarithmic, vec![0.0, 1.0, 3.0], vec![0, 1, 2])
        );
    }

    #[test]
    fn names_stand_beside_each_other() {
        let names = axis("scheduler=fcfs,least_loaded");
        assert_eq!(names, (Kind::Names, vec![0.0, 1.0], vec![0, 1]));
        let mixed = axis("keep=10s,never");
        assert_eq!(mixed, (Kind::Names, vec![0.0, 1.0], vec![0, 1]));
        // One size, written in two ways.
        assert_eq!(axis("memory=1GB,1000MB").0, Kind::Names);
    }
}
