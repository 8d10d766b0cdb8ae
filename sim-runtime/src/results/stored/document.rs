//! A JSON file whose parts are found first, and read when they are wanted.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use super::error::StoredError;
use super::parse::parse_text;
use super::text::{Misread, Text};

/// How much is read at a time \[B\].
const BUFFER: usize = 1 << 18;

/// How many keys an object may have whose parts are looked for.
const MOST_KEYS: usize = 100_000;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Keys and values.
    Object,
    /// Values.
    List,
    /// A text, a number, true, false or null.
    Scalar,
}

/// Where the text of a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The first byte.
    pub start: u64,
    /// How many bytes.
    pub length: u32,
}

/// A value in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The way to it, such as `report.invocations`; empty for the whole document.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    start: u64,
}

impl Node {
    /// The way to a member.
    pub fn path_to(&self, key: &str) -> String {
        match self.path.is_empty() {
            true => key.to_owned(),
            false => format!("{}.{key}", self.path),
        }
    }
}

/// What is done with each value of a list: its number, where it is, and its text.
pub type Each<'a> = dyn FnMut(usize, Extent, &[u8]) -> Result<(), StoredError> + 'a;

/// A JSON file.
#[derive(Debug)]
pub struct Document {
    origin: String,
    text: Text<BufReader<File>>,
    /// Where its value starts: after the mark of the encoding that editors of Windows begin a file with.
    start: u64,
}

impl Document {
    /// The document in a file that can be read from any place; the origin is what messages call it.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn new(mut file: File, origin: impl Into<String>) -> Result<Self, StoredError> {
        let origin = origin.into();
        let start = start(&mut file)
            .map_err(|cause| StoredError::new(&origin, "", format!("cannot be read: {cause}")))?;
        Ok(Self {
            origin,
            text: Text::new(BufReader::with_capacity(BUFFER, file)),
            start,
        })
    }

    /// What messages call it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The whole of it.
    ///
    /// # Errors
    ///
    /// If there is nothing.
    pub fn root(&mut self) -> Result<Node, StoredError> {
        let found = self.text.go_to(self.start).and_then(|()| self.text.peek());
        match found {
            Err(misread) => Err(self.malformed("", &misread)),
            Ok(None) => Err(self.error("", "it is empty; write a result with --json")),
            Ok(Some(first)) => Ok(self.node(String::new(), first)),
        }
    }

    /// The values of an object, by key.
    ///
    /// # Errors
    ///
    /// If it is no object, is not well formed, or has a key twice.
    pub fn members(&mut self, node: &Node) -> Result<IndexMap<String, Node>, StoredError> {
        self.expect(node, Kind::Object, "an object (keys and values)")?;
        let mut members = IndexMap::new();
        self.each(node, b'}', &mut |document, _| {
            let (key, start) = document.key(node)?;
            let path = node.path_to(&key);
            let first = document.text.peek();
            let first = first.map_err(|misread| document.malformed(&path, &misread))?;
            let member = document.node(path.clone(), first.unwrap_or_default());
            document.pass(&path, None)?;
            if members.len() == MOST_KEYS {
                let message = format!("it has more than {MOST_KEYS} keys");
                return Err(document.error(&node.path, message));
            }
            match members.insert(key, member) {
                None => Ok(()),
                Some(_) => {
                    let misread = Misread {
                        at: start,
                        message: "the key is there twice; remove one".to_owned(),
                    };
                    Err(document.malformed(&path, &misread))
                }
            }
        })?;
        Ok(members)
    }

    /// Hands over the values of a list, in order.
    ///
    /// # Errors
    ///
    /// If it is no list or is not well formed, and what is done with a value.
    pub fn elements(&mut self, node: &Node, each: &mut Each<'_>) -> Result<(), StoredError> {
        self.expect(node, Kind::List, "a list")?;
        let mut kept = Vec::new();
        self.each(node, b']', &mut |document, index| {
            kept.clear();
            // Spaces before a value do not belong to it.
            let first = document.text.peek();
            first.map_err(|misread| document.malformed(&node.path, &misread))?;
            let start = document.text.at();
            if let Err(misread) = document.text.value(Some(&mut kept)) {
                return Err(document.malformed(&format!("{}[{index}]", node.path), &misread));
            }
            // No longer than what a text keeps.
            let length = kept.len() as u32;
            each(index, Extent { start, length }, &kept)
        })
    }

    /// The values of a list, each of which is found only.
    ///
    /// # Errors
    ///
    /// If it is no list, is not well formed, or has too many values.
    pub fn items(&mut self, node: &Node) -> Result<Vec<Node>, StoredError> {
        self.expect(node, Kind::List, "a list")?;
        let mut items = Vec::new();
        self.each(node, b']', &mut |document, index| {
            let path = format!("{}[{index}]", node.path);
            let first = document.text.peek();
            let first = first.map_err(|misread| document.malformed(&path, &misread))?;
            if index == MOST_KEYS {
                let message = format!("it has more than {MOST_KEYS} values");
                return Err(document.error(&node.path, message));
            }
            items.push(document.node(path.clone(), first.unwrap_or_default()));
            document.pass(&path, None)
        })?;
        Ok(items)
    }

    /// The text of a value that was found before.
    ///
    /// # Errors
    ///
    /// If it can no longer be read.
    pub fn read(&mut self, extent: Extent) -> Result<Vec<u8>, StoredError> {
        let read = self.text.read_at(extent.start, extent.length as usize);
        read.map_err(|misread| self.error("", misread.message))
    }

    /// A value as a `T`.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn parse<T: DeserializeOwned>(&mut self, node: &Node) -> Result<T, StoredError> {
        let text = self.text_of(node)?;
        parse_text(&self.origin, &|| node.path.clone(), &text)
    }

    /// The text of a value.
    pub(super) fn text_of(&mut self, node: &Node) -> Result<Vec<u8>, StoredError> {
        let mut kept = Vec::new();
        if let Err(misread) = self.text.go_to(node.start) {
            return Err(self.malformed(&node.path, &misread));
        }
        self.pass(&node.path, Some(&mut kept))?;
        Ok(kept)
    }

    /// That something is wrong with a value.
    pub fn error(&self, path: &str, message: impl Into<String>) -> StoredError {
        StoredError::new(&self.origin, path, message)
    }

    fn node(&self, path: String, first: u8) -> Node {
        Node {
            path,
            kind: match first {
                b'{' => Kind::Object,
                b'[' => Kind::List,
                _ => Kind::Scalar,
            },
            start: self.text.at(),
        }
    }

    fn expect(&self, node: &Node, kind: Kind, wanted: &str) -> Result<(), StoredError> {
        let found = match node.kind {
            _ if node.kind == kind => return Ok(()),
            Kind::Object => "an object",
            Kind::List => "a list",
            Kind::Scalar => "one value",
        };
        Err(self.error(&node.path, format!("is {found}; expected {wanted}")))
    }

    /// Does something for each value between the brackets of an object or a list.
    fn each(
        &mut self,
        node: &Node,
        end: u8,
        each: &mut dyn FnMut(&mut Self, usize) -> Result<(), StoredError>,
    ) -> Result<(), StoredError> {
        let first = (self.text.go_to(node.start + 1)).and_then(|()| self.text.peek());
        let first = first.map_err(|misread| self.malformed(&node.path, &misread))?;
        let mut goes_on = first != Some(end);
        if !goes_on {
            let taken = self.text.take(end);
            taken.map_err(|misread| self.malformed(&node.path, &misread))?;
        }
        let mut index = 0;
        while goes_on {
            each(self, index)?;
            let comma = self.text.take_comma(end);
            goes_on = comma.map_err(|misread| self.malformed(&node.path, &misread))?;
            index += 1;
        }
        match node.path.is_empty() {
            true => self.expect_end(),
            false => Ok(()),
        }
    }

    /// A key and where it is; what follows is its value.
    fn key(&mut self, node: &Node) -> Result<(String, u64), StoredError> {
        let mut kept = Vec::new();
        let mut read = || {
            self.text.peek()?;
            let start = self.text.at();
            self.text.value(Some(&mut kept))?;
            let key: Result<String, _> = serde_json::from_slice(&kept);
            let key = key.map_err(|_| Misread {
                at: start,
                message: "expected a key in quotation marks".to_owned(),
            })?;
            self.text.take(b':')?;
            Ok((key, start))
        };
        read().map_err(|misread| self.malformed(&node.path, &misread))
    }

    fn pass(&mut self, path: &str, kept: Option<&mut Vec<u8>>) -> Result<(), StoredError> {
        let passed = self.text.value(kept);
        passed.map_err(|misread| self.malformed(path, &misread))
    }

    fn expect_end(&mut self) -> Result<(), StoredError> {
        match self.text.peek() {
            Ok(None) => Ok(()),
            Ok(Some(_)) => {
                let misread = self.text.misread("something follows the result; remove it");
                Err(self.malformed("", &misread))
            }
            Err(misread) => Err(self.malformed("", &misread)),
        }
    }

    /// That the text is no JSON.
    fn malformed(&mut self, path: &str, misread: &Misread) -> StoredError {
        let message = format!("it is not valid JSON: {}", misread.message);
        StoredError {
            place: self.place(misread.at).ok(),
            ..self.error(path, message)
        }
    }

    /// The line and the column of a byte.
    fn place(&mut self, at: u64) -> Result<(u64, u64), Misread> {
        self.text.go_to(0)?;
        let (mut line, mut column) = (1, 1);
        let counted = self.text.each_byte_before(at, &mut |byte| match byte {
            b'\n' => (line, column) = (line + 1, 1),
            // The bytes of a letter after its first.
            0x80..=0xbf => {}
            _ => column += 1,
        });
        counted.map(|()| (line, column))
    }
}

/// Where the value of a file starts, which is then where the file is.
fn start(file: &mut File) -> io::Result<u64> {
    const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];
    file.rewind()?;
    let mut first = [0; MARK.len()];
    let mut read = file.try_clone()?.take(MARK.len() as u64);
    let mut length = 0;
    while let count @ 1.. = read.read(&mut first[length..])? {
        length += count;
    }
    file.rewind()?;
    Ok(if first[..length] == MARK {
        MARK.len() as u64
    } else {
        0
    })
}

#[cfg(test)]
mod tests;
