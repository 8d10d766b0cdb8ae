//! The arguments of a call that is read from a text.

use super::amount::{Amount, Measure};
use super::scanner::{Fault, Text};

/// The arguments of a call, one after the other.
pub(crate) struct Arguments<'f, 't> {
    /// What is called.
    name: &'static str,
    /// Its parameters, by name.
    parameters: &'static [&'static str],
    text: &'f mut Text<'t>,
    count: usize,
}

impl<'f, 't> Arguments<'f, 't> {
    /// Those of a call whose bracket has been opened.
    pub(crate) fn new(
        name: &'static str,
        parameters: &'static [&'static str],
        text: &'f mut Text<'t>,
    ) -> Self {
        Self {
            name,
            parameters,
            text,
            count: 0,
        }
    }

    pub(crate) fn amount(&mut self) -> Result<Amount, Fault> {
        self.begin()?;
        self.text.amount()
    }

    pub(crate) fn number(&mut self) -> Result<f64, Fault> {
        self.begin()?;
        let at = self.text.at;
        let amount = self.text.amount()?;
        let parameter = self.parameters[self.count - 1];
        match amount.measure() {
            None => Ok(amount.value()),
            Some(Measure::Time | Measure::Size) => Err(Fault {
                at,
                reason: format!("`{parameter}` is a number without a unit, not `{amount}`"),
            }),
        }
    }

    /// One that is read in a way of its own.
    pub(crate) fn read<T>(
        &mut self,
        read: impl FnOnce(&mut Text<'t>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.begin()?;
        read(self.text)
    }

    /// What is wrong with the last one.
    pub(crate) fn fault<T>(&self, reason: impl Into<String>) -> Result<T, Fault> {
        self.text.fault(reason)
    }

    pub(crate) fn list<T>(
        &mut self,
        read: impl Fn(&mut Text<'t>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.begin()?;
        let what = format!("as in `{}`", self.call());
        self.text.list(&what, read)
    }

    /// Goes on to the next argument.
    fn begin(&mut self) -> Result<(), Fault> {
        let is_first = self.count == 0;
        let comes = is_first || self.text.take(',');
        self.text.skip_space();
        let ends = self.text.rest().starts_with(')') || self.text.rest().is_empty();
        self.count += 1;
        if comes && !ends {
            return Ok(());
        }
        if !ends {
            let reason = format!("expected `,` or `)`, not {}", self.text.next());
            return self.text.fault(reason);
        }
        self.text.fault(self.needs())
    }

    /// The call is over.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        let comma = self.text.take(',');
        if self.text.take(')') {
            return Ok(());
        }
        if comma {
            return self
                .text
                .fault(format!("there is more than it takes: {}", self.needs()));
        }
        self.text
            .expect(')', &format!("at the end of `{}`", self.call()))
    }

    fn needs(&self) -> String {
        let Self {
            name, parameters, ..
        } = self;
        let needed = match parameters {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
        };
        format!("`{name}` needs {needed}: write `{}`", self.call())
    }

    /// How the call is written: `LogNormal(mu, sigma)`.
    fn call(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }
}
