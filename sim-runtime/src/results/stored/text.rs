//! Where the values of a JSON text begin and end, read through a buffer.
//!
//! This looks at brackets and quotation marks only. Whether what lies between is JSON, serde finds out when the value is wanted.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// How deep values may lie in each other, as serde has it.
const DEEPEST: u32 = 128;

/// How long a value may be that is read whole \[B\].
const LONGEST: usize = 1 << 28;

/// What is wrong with a text, and at which byte.
#[derive(Debug)]
pub(super) struct Misread {
    pub(super) at: u64,
    pub(super) message: String,
}

/// A JSON text.
#[derive(Debug)]
pub(super) struct Text<R> {
    input: R,
    at: u64,
}

/// Where a value ends, found out byte by byte.
#[derive(Debug, Default)]
struct End {
    depth: u32,
    is_quoted: bool,
    is_escaped: bool,
}

enum Step {
    Goes,
    /// With this byte.
    EndsWith,
    /// Before this byte.
    EndsBefore,
    Wrong(&'static str),
}

impl End {
    fn step(&mut self, byte: u8) -> Step {
        if self.is_quoted {
            return self.quoted(byte);
        }
        match byte {
            b'"' => self.is_quoted = true,
            b'{' | b'[' if self.depth == DEEPEST => {
                return Step::Wrong("values lie too deep in each other");
            }
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::EndsWith;
                }
            }
            b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => {
                return Step::EndsBefore;
            }
            _ => {}
        }
        Step::Goes
    }

    fn quoted(&mut self, byte: u8) -> Step {
        if self.is_escaped {
            self.is_escaped = false;
            return Step::Goes;
        }
        match byte {
            b'\\' => self.is_escaped = true,
            b'"' => {
                self.is_quoted = false;
                if self.depth == 0 {
                    return Step::EndsWith;
                }
            }
            0..=0x1f => return Step::Wrong("a text has a control character; write it as \\u00XX"),
            _ => {}
        }
        Step::Goes
    }

    /// Whether the text may end here.
    fn may_end(&self) -> bool {
        self.depth == 0 && !self.is_quoted
    }
}

impl<R: BufRead + Seek> Text<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, at: 0 }
    }

    /// The byte that comes next.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn go_to(&mut self, at: u64) -> Result<(), Misread> {
        // Both are below 2^63, as lengths of files are.
        let by = at as i64 - self.at as i64;
        // Relative, so that what is in the buffer stays there: the next row is mostly in it.
        let moved = self.input.seek_relative(by);
        moved.map_err(|cause| self.misread(cause))?;
        self.at = at;
        Ok(())
    }

    /// The first byte that is no space, which is not taken; `None` at the end of the text.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, Misread> {
        loop {
            let chunk = filled(&mut self.input).map_err(|cause| misread(self.at, cause))?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let spaces = chunk
                .iter()
                .take_while(|byte| b" \t\n\r".contains(byte))
                .count();
            let next = chunk.get(spaces).copied();
            self.input.consume(spaces);
            self.at += spaces as u64;
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Takes a byte that must come next.
    pub(super) fn take(&mut self, wanted: u8) -> Result<(), Misread> {
        match self.peek()? {
            Some(byte) if byte == wanted => {
                self.input.consume(1);
                self.at += 1;
                Ok(())
            }
            found => Err(self.unexpected(found, &format!("`{}`", char::from(wanted)))),
        }
    }

    /// Takes the comma before another value, or the bracket that ends the list or object; whether there is another.
    pub(super) fn take_comma(&mut self, end: u8) -> Result<bool, Misread> {
        match self.peek()? {
            Some(byte) if byte == end => self.take(end).map(|()| false),
            Some(b',') => self.take(b',').map(|()| true),
            found => Err(self.unexpected(found, &format!("`,` or `{}`", char::from(end)))),
        }
    }

    /// Passes over a value, and keeps its text if it is wanted.
    pub(super) fn value(&mut self, mut kept: Option<&mut Vec<u8>>) -> Result<(), Misread> {
        match self.peek()? {
            Some(byte) if !b",:]}".contains(&byte) => {}
            found => return Err(self.unexpected(found, "a value")),
        }
        let mut end = End::default();
        loop {
            let chunk = filled(&mut self.input).map_err(|cause| misread(self.at, cause))?;
            if chunk.is_empty() {
                return match end.may_end() {
                    true => Ok(()),
                    false => Err(self.unexpected(None, "the end of the value")),
                };
            }
            let (length, ended) = pass(chunk, &mut end).map_err(|(index, message)| Misread {
                at: self.at + index as u64,
                message: message.to_owned(),
            })?;
            if let Some(kept) = &mut kept {
                if kept.len() + length > LONGEST {
                    return Err(self.misread(format!("it is longer than {} MiB", LONGEST >> 20)));
                }
                kept.extend_from_slice(&chunk[..length]);
            }
            self.input.consume(length);
            self.at += length as u64;
            if ended {
                return Ok(());
            }
        }
    }

    /// Hands over the bytes up to a place.
    pub(super) fn each_byte_before(
        &mut self,
        end: u64,
        each: &mut dyn FnMut(u8),
    ) -> Result<(), Misread> {
        while self.at < end {
            let chunk = filled(&mut self.input).map_err(|cause| misread(self.at, cause))?;
            let length = chunk.len().min((end - self.at) as usize);
            if length == 0 {
                break;
            }
            chunk[..length].iter().for_each(|byte| each(*byte));
            self.input.consume(length);
            self.at += length as u64;
        }
        Ok(())
    }

    pub(super) fn misread(&self, message: impl ToString) -> Misread {
        misread(self.at, message)
    }

    fn unexpected(&self, found: Option<u8>, wanted: &str) -> Misread {
        self.misread(match found {
            None => format!("the file ends here, where {wanted} should be; is it cut short?"),
            Some(byte) if byte.is_ascii_graphic() => {
                format!("expected {wanted}, found `{}`", char::from(byte))
            }
            Some(byte) => format!("expected {wanted}, found the byte {byte:#04x}"),
        })
    }
}

impl<F: Read + Seek> Text<BufReader<F>> {
    /// Reads bytes from any place. What is near comes from the buffer; what is not leaves it as it is, so that rows of two lists
    /// can be read in turns.
    pub(super) fn read_at(&mut self, start: u64, length: usize) -> Result<Vec<u8>, Misread> {
        let mut bytes = vec![0; length];
        let is_near = (self.at..self.at + self.input.capacity() as u64).contains(&start);
        if is_near {
            self.go_to(start)?;
            let read = self.input.read_exact(&mut bytes);
            read.map_err(|cause| misread(start, cause))?;
            self.at += length as u64;
            return Ok(bytes);
        }
        let after_buffer = self.at + self.input.buffer().len() as u64;
        let file = self.input.get_mut();
        let read = file
            .seek(SeekFrom::Start(start))
            .and_then(|_| file.read_exact(&mut bytes))
            .and_then(|()| file.seek(SeekFrom::Start(after_buffer)));
        read.map_err(|cause| misread(start, cause))?;
        Ok(bytes)
    }
}

fn misread(at: u64, message: impl ToString) -> Misread {
    Misread {
        at,
        message: message.to_string(),
    }
}

/// What the buffer has, read anew when a signal has come between.
fn filled(input: &mut impl BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf().map(<[u8]>::len) {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // It is filled, so this reads nothing.
    input.fill_buf()
}

/// How much of the chunk belongs to the value, and whether it ends there.
fn pass(chunk: &[u8], end: &mut End) -> Result<(usize, bool), (usize, &'static str)> {
    for (index, byte) in chunk.iter().enumerate() {
        match end.step(*byte) {
            Step::Goes => {}
            Step::EndsWith => return Ok((index + 1, true)),
            Step::EndsBefore => return Ok((index, true)),
            Step::Wrong(message) => return Err((index, message)),
        }
    }
    Ok((chunk.len(), false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A text that comes in pieces of a few bytes.
    fn text(json: &str) -> Text<BufReader<Cursor<&[u8]>>> {
        Text::new(BufReader::with_capacity(3, Cursor::new(json.as_bytes())))
    }

    fn first(json: &str) -> Result<String, String> {
        let mut kept = Vec::new();
        let read = text(json).value(Some(&mut kept));
        read.map(|()| String::from_utf8(kept).unwrap())
            .map_err(|misread| format!("{}: {}", misread.at, misread.message))
    }

    #[test]
    fn a_value_ends_where_it_ends() {
        for (json, value) in [
            ("  12.5e3, 4", "12.5e3"),
            ("null]", "null"),
            ("true", "true"),
            (r#""a\"b]" , 1"#, r#""a\"b]""#),
            (
                r#"{"a": [1, {"b]": "}"}]}, 5"#,
                r#"{"a": [1, {"b]": "}"}]}"#,
            ),
            ("[[], []]x", "[[], []]"),
        ] {
            assert_eq!(first(json).as_deref(), Ok(value), "{json}");
        }
    }

    #[test]
    fn a_text_that_is_cut_short_or_too_deep_is_told_with_its_place() {
        let cut = "the file ends here, where the end of the value should be; is it cut short?";
        assert_eq!(first("[1, 2").unwrap_err(), format!("5: {cut}"));
        assert_eq!(first(r#""abc\""#).unwrap_err(), format!("6: {cut}"));
        let nothing = first("  ").unwrap_err();
        assert!(
            nothing.starts_with("2: the file ends here, where a value should be"),
            "{nothing}"
        );
        assert_eq!(first(",").unwrap_err(), "0: expected a value, found `,`");
        let deep = "[".repeat(1 << 20);
        assert_eq!(
            first(&deep).unwrap_err(),
            "128: values lie too deep in each other"
        );
    }

    #[test]
    fn a_list_goes_on_after_a_comma() {
        let mut text = text(" [1 , 2] ");
        text.take(b'[').unwrap();
        text.value(None).unwrap();
        assert!(text.take_comma(b']').unwrap());
        text.value(None).unwrap();
        assert!(!text.take_comma(b']').unwrap());
        assert_eq!(text.peek().unwrap(), None);
        text.go_to(2).unwrap();
        assert_eq!(text.peek().unwrap(), Some(b'1'));
    }

    #[test]
    fn bytes_of_any_place_are_read_and_nothing_is_lost() {
        let mut text = text("[10, 20, 30, 40]");
        text.take(b'[').unwrap();
        assert_eq!(text.read_at(13, 2).unwrap(), b"40");
        let mut kept = Vec::new();
        text.value(Some(&mut kept)).unwrap();
        assert_eq!(kept, b"10");
        assert_eq!(text.read_at(5, 2).unwrap(), b"20");
        assert_eq!(text.read_at(1, 2).unwrap(), b"10");
        assert!(text.take_comma(b']').unwrap());
        assert!(text.read_at(14, 20).is_err());
    }
}
