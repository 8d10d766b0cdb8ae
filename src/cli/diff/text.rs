//! How differences are printed: a line each, in colours that a terminal shows and a file does not get.

use std::fmt::{Display, Write as _};

use anstyle::{AnsiColor, Style};

use super::values::{Change, What};

const TITLE: Style = Style::new().bold();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();

/// Lines of text with the codes of colours.
#[derive(Debug, Default)]
pub(super) struct Text(pub(super) String);

impl Text {
    pub(super) fn title(&mut self, title: impl Display) {
        self.line(format_args!("{TITLE}{title}{TITLE:#}"));
    }

    pub(super) fn warning(&mut self, warning: impl Display) {
        self.line(format_args!("{WARNING}{warning}{WARNING:#}"));
    }

    pub(super) fn line(&mut self, line: impl Display) {
        // Text takes whatever is written to it.
        let _ = writeln!(self.0, "{line}");
    }

    /// A difference, with its way from the step of this number on.
    pub(super) fn change(&mut self, change: &Change, first_step: usize, indent: usize) {
        let way = change.way.shown_from(first_step);
        let indent = "  ".repeat(indent);
        let separator = if way.is_empty() { "" } else { ": " };
        let before = format!("{indent}{way}{separator}");
        match &change.what {
            What::Changed(one, other, note) => self.line(format_args!(
                "{before}{REMOVED}{one}{REMOVED:#} -> {ADDED}{other}{ADDED:#}{note}"
            )),
            What::Added(value) => self.line(format_args!("{before}{ADDED}added {value}{ADDED:#}")),
            What::Removed(value) => {
                self.line(format_args!("{before}{REMOVED}removed {value}{REMOVED:#}"));
            }
            What::Series(sentence) => self.line(format_args!("{before}{sentence}")),
        }
    }

    /// How many more there are, if any.
    pub(super) fn more(&mut self, count: usize, what: &str) {
        if count > 0 {
            self.line(format_args!("  .. and {count} more{what}"));
        }
    }
}
