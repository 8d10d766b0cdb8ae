//! What differs between two results, part by part: first what was simulated, then figures, then what happened.

use serde_json::Value;
use sim_runtime::results::stored::{Document, StoredError};

use super::matching::Pairs;
use super::parts::{FAILURES, HAPPENED, IDENTITY, Parts, place};
use super::tables::Table;
use super::text::Text;
use super::values::{Change, Changes, Options};
use super::way::{Step, Way};

/// How many differences of a part are printed.
const MOST: usize = 20;

/// Of how many rows of what happened the differences are printed.
const MOST_ROWS: usize = 5;

/// How many differences of one of these rows are printed.
const MOST_OF_ROW: usize = 6;

/// A result and the file that it is in.
pub(super) struct Side<'a> {
    pub(super) document: &'a mut Document,
    pub(super) parts: &'a Parts,
}

/// How much differs.
#[derive(Debug, Default)]
pub(super) struct Difference {
    /// Values that say what was simulated.
    settings: usize,
    quantities: usize,
    /// Rows of what happened, table by table, in words; with their number.
    rows: Vec<(usize, String)>,
}

impl Difference {
    pub(super) fn is_none(&self) -> bool {
        self.settings == 0 && self.quantities == 0 && self.rows.is_empty()
    }

    /// All of it in one line.
    pub(super) fn in_words(&self, options: &Options) -> String {
        let count = |count: usize, one: &str, many: &str| {
            let name = if count == 1 { one } else { many };
            (count > 0).then(|| (count, format!("{count} {name}")))
        };
        let quantities = count(self.quantities, "quantity", "quantities").into_iter();
        let settings = count(self.settings, "setting", "settings");
        let all: Vec<_> = quantities
            .chain(self.rows.clone())
            .chain(settings)
            .collect();
        match &all[..] {
            [] if options.tolerance.is_none() => "no difference".to_owned(),
            [] => format!("no difference beyond {}", options.tolerance),
            [(count, first), others @ ..] => {
                let verb = if *count == 1 { "differs" } else { "differ" };
                let others: String = others
                    .iter()
                    .map(|(_, other)| format!("; {other}"))
                    .collect();
                format!("{first} {verb}{others}")
            }
        }
    }
}

/// Two results on their way through all parts.
pub(super) struct Pair<'a> {
    pub(super) before: Side<'a>,
    pub(super) after: Side<'a>,
    pub(super) options: &'a Options,
    pub(super) text: &'a mut Text,
}

impl Pair<'_> {
    /// Compares the results, prints what differs, and returns how much does.
    pub(super) fn compare(&mut self) -> Result<Difference, StoredError> {
        let mut difference = Difference {
            settings: self.settings()?,
            ..Difference::default()
        };
        for part in self.parts() {
            let is_table = [&self.before, &self.after]
                .iter()
                .any(|side| side.parts.is_table(&part));
            match (is_table, HAPPENED.contains(&part.as_str())) {
                (false, _) => difference.quantities += self.values(&part)?,
                (true, false) => difference.quantities += self.figures(&part)?,
                (true, true) => difference.rows.extend(self.happened(&part)?),
            }
        }
        Ok(difference)
    }

    /// The parts of either, in the order in which they are told, without those that say what was simulated.
    fn parts(&self) -> Vec<String> {
        let names = |side: &Side<'_>| side.parts.nodes.keys().cloned().collect::<Vec<_>>();
        let (mut parts, after) = (names(&self.before), names(&self.after));
        let added = after
            .into_iter()
            .filter(|part| !self.before.parts.nodes.contains_key(part));
        parts.extend(added);
        let have = |part: &str| {
            let sides = [&self.before, &self.after];
            sides.map(|side| side.parts.nodes.contains_key(part)) == [true; 2]
        };
        if have("summary") {
            parts.push(FAILURES.to_owned());
            // The summary has it, too.
            let is_asked_for = self
                .options
                .only
                .words()
                .first()
                .is_some_and(|word| word == "final_date");
            parts.retain(|part| part != "final_date" || is_asked_for);
        }
        parts.retain(|part| !IDENTITY.contains(&part.as_str()));
        parts.retain(|part| self.options.only.admits(&way_to(part)));
        parts.sort_by_key(|part| place(part));
        parts
    }

    fn settings(&mut self) -> Result<usize, StoredError> {
        let mut found = Vec::new();
        for part in IDENTITY {
            found.extend(self.changes(part)?.1);
        }
        if found.is_empty() {
            return Ok(0);
        }
        let differs = |part: &str| {
            found
                .iter()
                .any(|change| change.way.0[0] == Step::Key(part.to_owned()))
        };
        let names = differs("scenario") || differs("simulation");
        match (names, differs("parameters")) {
            (false, false) => {}
            (true, _) => self
                .text
                .warning("these are different simulations; what both have is compared"),
            (false, true) => {
                self.text.warning(
                    "these are different simulations: other parameters; what both have is compared",
                );
            }
        }
        self.text.title("simulation");
        for change in found.iter().take(MOST) {
            self.text.change(change, 0, 1);
        }
        self.text.more(found.len().saturating_sub(MOST), "");
        Ok(found.len())
    }

    /// How many values of a part that is no table differ, and the first of them.
    fn changes(&mut self, part: &str) -> Result<(usize, Vec<Change>), StoredError> {
        let mut before = value(&mut self.before, part)?;
        let mut after = value(&mut self.after, part)?;
        if part == "timeline" {
            keep_intervals_if_they_differ([&mut before, &mut after]);
        }
        let mut changes = Changes::new(self.options, way_to(part), MOST);
        changes.compare(before.as_ref(), after.as_ref());
        Ok((changes.count, changes.kept))
    }

    fn values(&mut self, part: &str) -> Result<usize, StoredError> {
        let (count, kept) = self.changes(part)?;
        self.print(part, &kept, count);
        Ok(count)
    }

    fn print(&mut self, part: &str, kept: &[Change], count: usize) {
        let Some(first) = kept.first() else { return };
        let steps = way_to(part).0.len();
        if first.way.0.len() == steps {
            // The part is one value.
            return self.text.change(first, 0, 0);
        }
        self.text.title(part);
        kept.iter()
            .for_each(|change| self.text.change(change, steps, 1));
        self.text.more(count - kept.len(), "");
    }

    /// The differences of a table of figures: each is told as that of a value.
    fn figures(&mut self, part: &str) -> Result<usize, StoredError> {
        let found = self.rows(part, MOST, MOST)?;
        let mut kept: Vec<Change> = found.kept.into_iter().flat_map(|(_, kept)| kept).collect();
        kept.truncate(MOST);
        self.print(part, &kept, found.values);
        if let Some(name) = found.moved {
            if kept.is_empty() {
                self.text.title(part);
            }
            self.text
                .line(format_args!("  in another order from [{name}] on"));
            return Ok(found.values + 1);
        }
        Ok(found.values)
    }

    /// The differences of a table of what happened: the first rows are told, the others counted.
    fn happened(&mut self, part: &str) -> Result<Option<(usize, String)>, StoredError> {
        let found = self.rows(part, MOST_ROWS, MOST_OF_ROW)?;
        if found.differing == 0 && found.moved.is_none() {
            return Ok(None);
        }
        let of = format!("{} of {}", found.differing, found.all);
        match found.differing {
            0 => self.text.title(part),
            1 => self.text.title(format_args!("{part}: {of} differs")),
            _ => self.text.title(format_args!("{part}: {of} differ")),
        }
        for (count, kept) in &found.kept {
            kept.iter()
                .for_each(|change| self.text.change(change, 1, 1));
            if let Some(change) = kept.first() {
                let row = Way(change.way.0[..2].to_vec());
                self.text
                    .more(count - kept.len(), &format!(" of {}", row.shown_from(1)));
            }
        }
        self.text.more(found.differing - found.kept.len(), " rows");
        if let Some(name) = &found.moved {
            self.text
                .line(format_args!("  in another order from [{name}] on"));
        }
        Ok(Some(match found.differing {
            0 => (1, format!("the order of {part}")),
            differing if part == "log" => (differing, format!("{of} lines of log")),
            differing => (differing, format!("{of} {part}")),
        }))
    }

    /// Compares the rows of a table.
    fn rows(&mut self, part: &str, most_rows: usize, most: usize) -> Result<Rows, StoredError> {
        let word = self.options.only.words().get(1).map(String::as_str);
        let find = |side: &mut Side<'_>| {
            let nodes = side.parts.nodes.get(part).map_or(&[][..], Vec::as_slice);
            Table::find(side.document, part, nodes, word)
        };
        let (one, other) = (find(&mut self.before)?, find(&mut self.after)?);
        let pairs = Pairs::of(&one.rows, &other.rows);
        let mut rows = Rows {
            all: pairs.both.len() + pairs.removed.len() + pairs.added.len(),
            ..Rows::default()
        };
        let compare = |name: String, before: Option<&Value>, after: Option<&Value>| {
            let way = Way(vec![Step::Key(part.to_owned()), Step::Row(name)]);
            let mut changes = Changes::new(self.options, way, most);
            changes.compare(before, after);
            changes
        };
        for (before, after) in &pairs.both {
            if one.rows[*before].digest == other.rows[*after].digest {
                continue;
            }
            let (name, before) = one.row(self.before.document, *before)?;
            let (_, after) = other.row(self.after.document, *after)?;
            rows.add(&compare(name, Some(&before), Some(&after)), most_rows);
        }
        for index in &pairs.removed {
            if !rows.is_only_counted(most_rows) {
                let (name, before) = one.row(self.before.document, *index)?;
                rows.add(&compare(name, Some(&before), None), most_rows);
            }
        }
        for index in &pairs.added {
            if !rows.is_only_counted(most_rows) {
                let (name, after) = other.row(self.after.document, *index)?;
                rows.add(&compare(name, None, Some(&after)), most_rows);
            }
        }
        if let Some(index) = pairs.moved() {
            rows.moved = Some(one.row(self.before.document, index)?.0);
        }
        Ok(rows)
    }
}

/// What differs between the rows of two tables.
#[derive(Default)]
struct Rows {
    all: usize,
    differing: usize,
    /// How many values differ.
    values: usize,
    /// The first rows that differ: how many values do, and the first of these.
    kept: Vec<(usize, Vec<Change>)>,
    /// The first row that is in another order.
    moved: Option<String>,
}

impl Rows {
    fn add(&mut self, changes: &Changes<'_>, most_rows: usize) {
        if changes.count == 0 {
            return;
        }
        self.differing += 1;
        self.values += changes.count;
        if self.kept.len() < most_rows {
            self.kept.push((changes.count, changes.kept.clone()));
        }
    }

    /// Counts a row that was added or removed, if it will not be shown.
    fn is_only_counted(&mut self, most_rows: usize) -> bool {
        let is_full = self.kept.len() >= most_rows;
        self.differing += usize::from(is_full);
        self.values += usize::from(is_full);
        is_full
    }
}

/// Series over other intervals have nothing in common: then the intervals alone are compared.
fn keep_intervals_if_they_differ(timelines: [&mut Option<Value>; 2]) {
    const INTERVALS: [&str; 2] = ["interval", "intervals"];
    let [Some(Value::Object(before)), Some(Value::Object(after))] = timelines else {
        return;
    };
    if INTERVALS
        .iter()
        .any(|key| before.get(*key) != after.get(*key))
    {
        for timeline in [before, after] {
            timeline.retain(|key, _| INTERVALS.contains(&key.as_str()));
        }
    }
}

/// The way to a part; the causes of failure are in the summary.
fn way_to(part: &str) -> Way {
    Way(match part {
        FAILURES => part
            .split('.')
            .map(|key| Step::Key(key.to_owned()))
            .collect(),
        part => Way::to_part(part).0,
    })
}

fn value(side: &mut Side<'_>, part: &str) -> Result<Option<Value>, StoredError> {
    let (whole, inner) = match part {
        FAILURES => ("summary", Some("failures")),
        part => (part, None),
    };
    let Some(node) = side.parts.node(whole) else {
        return Ok(None);
    };
    let mut value: Value = side.document.parse(node)?;
    match (&mut value, inner) {
        (Value::Object(fields), Some(inner)) => Ok(fields.shift_remove(inner)),
        (Value::Object(fields), None) if part == "summary" => {
            fields.shift_remove("failures");
            Ok(Some(value))
        }
        (_, Some(_)) => Ok(None),
        (_, None) => Ok(Some(value)),
    }
}
