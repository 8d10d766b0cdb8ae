//! The words and numbers of a text that is read as a distribution.

use super::amount::{Amount, number};
use crate::units::spelling::cut;

/// What is wrong, and where: so many bytes after the beginning.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) reason: String,
}

/// A text, and how far it has been read.
pub(crate) struct Text<'t> {
    pub(crate) whole: &'t str,
    pub(crate) at: usize,
    /// How many calls it is inside of.
    pub(crate) depth: usize,
}

impl Text<'_> {
    pub(crate) fn rest(&self) -> &str {
        &self.whole[self.at..]
    }

    pub(crate) fn skip_space(&mut self) {
        self.at = self.whole.len() - self.rest().trim_start().len();
    }

    pub(crate) fn fault<T>(&self, reason: impl Into<String>) -> Result<T, Fault> {
        Err(Fault {
            at: self.at,
            reason: reason.into(),
        })
    }

    /// Reads a mark if it comes next.
    pub(crate) fn take(&mut self, mark: char) -> bool {
        self.skip_space();
        let comes = self.rest().starts_with(mark);
        if comes {
            self.at += mark.len_utf8();
        }
        comes
    }

    pub(crate) fn expect(&mut self, mark: char, what: &str) -> Result<(), Fault> {
        if self.take(mark) {
            return Ok(());
        }
        let reason = format!("expected `{mark}` {what}, not {}", self.next());
        self.fault(reason)
    }

    /// What comes next, for messages.
    pub(crate) fn next(&self) -> String {
        match self.rest().split([',', '(', ')', '[', ']']).next() {
            _ if self.rest().is_empty() => "the end".to_owned(),
            Some(word) if !word.trim().is_empty() => format!("`{}`", cut(word.trim())),
            _ => format!("`{}`", self.rest().chars().next().unwrap_or(' ')),
        }
    }

    /// Reads as many letters as fit.
    pub(crate) fn span(&mut self, fits: impl Fn(char) -> bool) -> &str {
        let start = self.at;
        let rest = self.rest();
        self.at += rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
        &self.whole[start..self.at]
    }

    /// Reads a number and what stands directly behind it, or after spaces: its unit.
    pub(crate) fn measured(&mut self) -> Result<(String, String), Fault> {
        self.skip_space();
        let start = self.at;
        let figures = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '_');
        if self.rest().starts_with(['-', '+']) {
            self.at += 1;
        }
        self.span(figures);
        // No unit begins with an `e`.
        let exponent = self.rest().strip_prefix(['e', 'E']);
        let exponent = exponent.map(|rest| rest.strip_prefix(['-', '+']).unwrap_or(rest));
        if exponent.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit())) {
            self.at += 1;
            if self.rest().starts_with(['-', '+']) {
                self.at += 1;
            }
            self.span(figures);
        }
        let digits = self.whole[start..self.at].to_owned();
        if digits.trim_start_matches(['-', '+']).is_empty() {
            self.at = start;
            let reason = format!("expected a number, not {}", self.next());
            return self.fault(reason);
        }
        self.skip_space();
        let symbol = self.span(|letter| letter.is_alphabetic() || matches!(letter, '/' | '%'));
        let symbol = symbol.to_owned();
        Ok((digits, symbol))
    }

    pub(crate) fn amount(&mut self) -> Result<Amount, Fault> {
        self.skip_space();
        let at = self.at;
        let (digits, symbol) = self.measured()?;
        Amount::read(&digits, &symbol).map_err(|reason| Fault { at, reason })
    }

    /// A number without a unit, or in percent.
    pub(crate) fn ratio(&mut self) -> Result<f64, Fault> {
        self.skip_space();
        let at = self.at;
        let (digits, symbol) = self.measured()?;
        let number = number(&digits).map_err(|reason| Fault { at, reason })?;
        match symbol.as_str() {
            "" => Ok(number),
            "%" => Ok(number / 100.0),
            unit => Err(Fault {
                at,
                reason: format!("`{digits}{unit}` is to be a number without a unit"),
            }),
        }
    }

    /// Entries in brackets, with commas between them.
    pub(crate) fn list<T>(
        &mut self,
        what: &str,
        read: impl Fn(&mut Self) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.expect('[', what)?;
        let mut list = Vec::new();
        while !self.take(']') {
            if !list.is_empty() {
                self.expect(',', "between the entries of the list")?;
                if self.take(']') {
                    break;
                }
            }
            list.push(read(self)?);
        }
        Ok(list)
    }

    /// A probability or a weight, and what it belongs to.
    pub(crate) fn pair<T>(
        &mut self,
        read: fn(&mut Self) -> Result<T, Fault>,
    ) -> Result<(f64, T), Fault> {
        self.expect('(', "before a pair")?;
        let first = self.ratio()?;
        self.expect(',', "between the two of a pair")?;
        let second = read(self)?;
        self.take(',');
        self.expect(')', "after a pair")?;
        Ok((first, second))
    }
}
