//! What is printed: on standard output or standard error, in colours where they are wanted. Nothing here panics.
//!
//! A reader of standard output that goes away, such as `head`, has read enough: that is no failure. Standard output that
//! cannot take any more, such as a file on a full disk, is one. Nobody can be told that standard error cannot.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use sim_runtime::units::spelling::visible_lines;

use super::failed::Failed;

/// How headings look.
pub const HEADING: Style = Style::new().bold();
/// How the word `error` looks.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// How the word `note` looks.
pub const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// Where something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// Prints a text on standard output as it is.
///
/// # Errors
///
/// If standard output cannot take it.
pub fn print(text: &str) -> Result<(), Failed> {
    print_with(Channel::Output, |out| out.write_all(text.as_bytes()))
}

/// Prints what `content` writes.
///
/// # Errors
///
/// If standard output cannot take it.
pub fn print_with(
    channel: Channel,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failed> {
    match channel {
        Channel::Output => written(anstream::stdout().lock(), content).map_err(|cause| {
            Failed::bad_input(format!("cannot write to standard output: {cause}"))
        }),
        Channel::Error => {
            // There is no other place where this could be told.
            let _ = written(anstream::stderr().lock(), content);
            Ok(())
        }
    }
}

/// Tells a mistake on standard error.
pub fn error(message: &str) {
    tell(ERROR, "error", message);
}

/// Tells something that is no mistake on standard error.
pub fn note(message: &str) {
    tell(NOTE, "note", message);
}

/// Tells why a command failed, if it did, and returns its exit code.
pub fn finish(outcome: Result<(), Failed>) -> ExitCode {
    let Err(failed) = outcome else {
        return ExitCode::SUCCESS;
    };
    if !failed.message.is_empty() {
        error(&failed.message);
    }
    ExitCode::from(failed.code)
}

fn tell(style: Style, kind: &str, message: &str) {
    let message = visible_lines(message);
    let text = format!("{style}{kind}:{style:#} {message}\n");
    // Whatever becomes of it: see above.
    let _ = print_with(Channel::Error, |out| out.write_all(text.as_bytes()));
}

fn written(
    out: impl Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, UntilClosed::new(out));
    content(&mut out)?;
    out.flush()
}

/// A pipe, or anything else, that is written to until its reader goes away; what comes after is dropped.
pub(super) struct UntilClosed<W> {
    out: W,
    closed: bool,
}

impl<W> UntilClosed<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, closed: false }
    }

    fn unless_closed<T>(
        &mut self,
        dropped: T,
        write: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.closed {
            return Ok(dropped);
        }
        match write(&mut self.out) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(dropped)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for UntilClosed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe whose reader goes away after some bytes, or a disk that is full then.
    struct Ends(usize, io::ErrorKind);

    impl Write for Ends {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(self.1.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_goes_away_has_read_enough() {
        let content = |out: &mut dyn Write| out.write_all(&[b'x'; 1 << 20]);
        written(Ends(5, io::ErrorKind::BrokenPipe), content).unwrap();
        let full = written(Ends(5, io::ErrorKind::StorageFull), content);
        assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
