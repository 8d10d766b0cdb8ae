//! What was found, in words: a table of the points, and one of what was compared.

use std::fmt;

use super::figures::FigureFacts;
use super::plan::Plan;
use super::result::{Comparison, Point, StudyResult};
use super::row::Row;
use super::schedule::values;
use crate::experiment::aligned::write_table;
use crate::experiment::statistics::estimate::Estimate;
use crate::experiment::vary::shown;
use crate::units::spelling::{cut, visible};

impl fmt::Display for StudyResult {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = &self.plan;
        writeln!(formatter, "{}\n", heading(self))?;
        let points = self.points.iter().map(|one| point_cells(plan, one));
        let titles = titles(plan, &["replications"]);
        let rows: Vec<_> = std::iter::once(titles).chain(points).collect();
        write_table(formatter, &rows)?;
        if let Some(compare) = &plan.compare {
            let base = plan.factors.iter().find(|factor| factor.name == *compare);
            let base = base
                .and_then(|factor| factor.texts().next())
                .unwrap_or_default();
            writeln!(
                formatter,
                "\ndifference to {} = {}, in pairs of replications, and as a share of it",
                visible(&cut(compare)),
                visible(&cut(&base))
            )?;
            let lines = self
                .comparisons
                .iter()
                .map(|one| comparison_cells(plan, one));
            let titles = self::titles(plan, &[]);
            let rows: Vec<_> = std::iter::once(titles).chain(lines).collect();
            write_table(formatter, &rows)?;
        }
        Ok(())
    }
}

impl Plan {
    /// What the first replications of a point say of the first figure, in a line.
    pub fn told(&self, point: usize, rows: &[&Row]) -> String {
        let estimate = Estimate::of(&values(rows, 0), self.confidence);
        let figure = &self.figures[0];
        let estimate = estimate.as_ref();
        format!(
            "{}: {} {} ({} replications)",
            visible(&self.described(point)),
            figure.title(),
            estimate.map_or_else(|| "-".to_owned(), |one| interval(figure, one)),
            rows.len()
        )
    }
}

impl FigureFacts {
    /// Its name, and the unit in which it is shown.
    fn title(&self) -> String {
        match (self.is_share, self.unit.as_str()) {
            (true, _) => format!("{} [%]", self.name),
            (false, "") => self.name.clone(),
            (false, unit) => format!("{} [{unit}]", self.name),
        }
    }

    /// By what its values are multiplied for people.
    fn scale(&self) -> f64 {
        if self.is_share { 100.0 } else { 1.0 }
    }
}

fn heading(result: &StudyResult) -> String {
    let plan = &result.plan;
    let mut parts = vec![
        counted(result.points.len(), "point"),
        counted(result.rows.len(), "run"),
        format!("seed {}", plan.seed),
        format!("intervals of {} %", plan.confidence * 100.0),
    ];
    if plan.warm_up != Default::default() {
        parts.push(format!("warm-up {}", plan.warm_up));
    }
    if let Some(precision) = &plan.precision {
        parts.push(format!(
            "precision {precision}, {} replications at most",
            plan.most
        ));
    }
    format!("{}: {}", visible(&cut(&plan.study)), parts.join(", "))
}

fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    }
}

fn titles(plan: &Plan, more: &[&str]) -> Vec<String> {
    let mut titles: Vec<String> = plan.factors.iter().map(|one| one.name.clone()).collect();
    titles.extend(more.iter().map(|title| (*title).to_owned()));
    if !more.is_empty() && plan.warm_up != Default::default() {
        titles.push("warm-up [s]".to_owned());
    }
    titles.extend(plan.figures.iter().map(FigureFacts::title));
    titles
}

fn settings(plan: &Plan, point: usize) -> Vec<String> {
    let settings = plan.settings(point).into_iter();
    settings
        .map(|(_, value)| cut(&shown(value)).into_owned())
        .collect()
}

fn point_cells(plan: &Plan, point: &Point) -> Vec<String> {
    let mut cells = settings(plan, point.point);
    let mark = if point.is_precise { "" } else { " !" };
    cells.push(format!("{}{mark}", point.replications));
    if plan.warm_up != Default::default() {
        cells.push(format!("{:.1}", point.warm_up_s));
    }
    let figures = plan.figures.iter().zip(&point.figures);
    cells.extend(figures.map(|(figure, estimate)| match estimate {
        Some(estimate) => interval(figure, estimate),
        None => "-".to_owned(),
    }));
    cells
}

fn comparison_cells(plan: &Plan, comparison: &Comparison) -> Vec<String> {
    let mut cells = settings(plan, comparison.point);
    let figures = plan.figures.iter().zip(&comparison.figures);
    cells.extend(figures.map(|(figure, difference)| {
        let Some(difference) = difference else {
            return "-".to_owned();
        };
        let share = match difference.relative() {
            Some(share) if !figure.is_share => format!(", {:+.1} %", share * 100.0),
            _ => String::new(),
        };
        format!(
            "{}{share}: {}",
            interval(figure, &difference.paired),
            difference.sign().name()
        )
    }));
    cells
}

/// A mean and its half-width, with two digits of the latter.
pub(super) fn interval(figure: &FigureFacts, estimate: &Estimate) -> String {
    let mean = estimate.mean * figure.scale();
    match estimate.half_width.map(|half| half * figure.scale()) {
        Some(half) if half > 0.0 => {
            let decimals = decimals(half, 2);
            format!("{mean:.decimals$} +- {half:.decimals$}")
        }
        Some(_) => format!("{:.*} +- 0", decimals(mean, 4), mean),
        None => format!("{:.*}", decimals(mean, 4), mean),
    }
}

/// How many decimals show so many digits that count.
fn decimals(number: f64, digits: i32) -> usize {
    if number == 0.0 {
        return 0;
    }
    let first = libm::floor(libm::log10(number.abs())) as i32;
    usize::try_from((digits - 1 - first).clamp(0, 15)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_have_as_many_decimals_as_their_errors() {
        let figure = |is_share| FigureFacts {
            name: "figure".to_owned(),
            unit: String::new(),
            is_share,
        };
        let told = |mean, half_width, is_share| {
            let estimate = Estimate {
                count: 2,
                mean,
                half_width,
                deviation: None,
                least: 0.0,
                greatest: 0.0,
            };
            interval(&figure(is_share), &estimate)
        };
        assert_eq!(told(61.2345, Some(0.4321), false), "61.23 +- 0.43");
        assert_eq!(told(61234.5, Some(432.1), false), "61234 +- 432");
        assert_eq!(told(0.123_456, Some(0.01), true), "12.3 +- 1.0");
        assert_eq!(told(0.123_456, None, true), "12.35");
        assert_eq!(told(2.0, Some(0.0), false), "2.000 +- 0");
    }
}
