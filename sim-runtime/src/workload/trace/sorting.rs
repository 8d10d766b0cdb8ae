//! Records in order of date, however many there are: an external sort.
//!
//! So many records are kept in memory; when there are more, each lot is sorted and goes into a temporary file, which has no
//! name and disappears with the trace. Reading merges the lots. The memory that is needed does not depend on how many records
//! there are, nor on how far from its place a record is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::record::{LENGTH, Record};

/// How many records are kept in memory: 16 MiB of them.
const LOT: usize = 1 << 19;

/// How many bytes of all lots are in memory at once, when they are merged.
const WINDOW: usize = 16 << 20;

/// Takes records in any order.
pub(super) struct Sorting {
    lot: Vec<Record>,
    most: usize,
    file: Option<File>,
    /// Where each lot begins and ends in the file \[B\].
    lots: Vec<(u64, u64)>,
}

impl Sorting {
    pub(super) fn new() -> Self {
        Self::with_lots_of(LOT)
    }

    fn with_lots_of(most: usize) -> Self {
        Self {
            lot: Vec::new(),
            most,
            file: None,
            lots: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, record: Record) -> io::Result<()> {
        if self.lot.len() == self.most {
            self.spill()?;
        }
        self.lot.push(record);
        Ok(())
    }

    /// Writes the lot to the end of the file.
    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        let start = self.lots.last().map_or(0, |(_, end)| *end);
        let mut bytes = Vec::with_capacity(LENGTH << 12);
        for some in self.lot.chunks(1 << 12) {
            bytes.clear();
            some.iter().for_each(|record| record.write(&mut bytes));
            file.write_all(&bytes)?;
        }
        let end = start + (self.lot.len() * LENGTH) as u64;
        self.lots.push((start, end));
        self.lot.clear();
        Ok(())
    }

    /// Those of one date stay in the order in which they came.
    fn sort(&mut self) {
        self.lot.sort_by_key(|record| record.date);
    }

    pub(super) fn finish(mut self) -> Sorted {
        self.sort();
        self.lot.shrink_to_fit();
        Sorted(Arc::new(Lots {
            last: self.lot,
            file: self.file.map(Mutex::new),
            lots: self.lots,
        }))
    }
}

/// Records that can be read in order of date, any number of times.
#[derive(Clone, Debug)]
pub(super) struct Sorted(Arc<Lots>);

#[derive(Debug)]
struct Lots {
    /// The lot that is in memory.
    last: Vec<Record>,
    file: Option<Mutex<File>>,
    lots: Vec<(u64, u64)>,
}

impl Sorted {
    pub(super) fn iter(&self) -> Merged {
        let window = WINDOW / self.0.lots.len().max(1);
        let window = (window / LENGTH).clamp(64, 1 << 13) * LENGTH;
        let lots = self.0.lots.iter();
        Merged {
            lots: Arc::clone(&self.0),
            last: 0,
            readers: lots.map(|lot| Reader::new(*lot, window)).collect(),
            heads: BinaryHeap::new(),
            has_begun: false,
        }
    }
}

/// The records in order of date; those of one date in the order in which they were given.
#[derive(Debug)]
pub(super) struct Merged {
    lots: Arc<Lots>,
    /// How many of the lot in memory have been taken.
    last: usize,
    readers: Vec<Reader>,
    /// The next date of each lot of the file, and its number.
    heads: BinaryHeap<Reverse<(u64, usize)>>,
    has_begun: bool,
}

impl Merged {
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        if !self.has_begun {
            self.has_begun = true;
            for reader in 0..self.readers.len() {
                self.fill(reader)?;
            }
        }
        let in_memory = self.lots.last.get(self.last);
        match (self.heads.peek(), in_memory) {
            // Lots of the file came first.
            (Some(Reverse((date, _))), Some(record)) if record.date < *date => {}
            (Some(Reverse((_, reader))), _) => {
                let reader = *reader;
                let record = self.readers[reader].take();
                self.heads.pop();
                self.fill(reader)?;
                return Ok(Some(record));
            }
            (None, _) => {}
        }
        let record = in_memory.copied();
        self.last += usize::from(record.is_some());
        Ok(record)
    }

    /// Puts the next date of a lot among those of the others.
    fn fill(&mut self, number: usize) -> io::Result<()> {
        let reader = &mut self.readers[number];
        if reader.at == reader.bytes.len() {
            let Some(file) = &self.lots.file else {
                return Ok(());
            };
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            reader.read_from(&mut file)?;
        }
        if let Some(record) = reader.peek() {
            self.heads.push(Reverse((record.date, number)));
        }
        Ok(())
    }
}

/// A part of a lot.
#[derive(Debug)]
struct Reader {
    rest: (u64, u64),
    window: usize,
    bytes: Vec<u8>,
    at: usize,
}

impl Reader {
    fn new(rest: (u64, u64), window: usize) -> Self {
        Self {
            rest,
            window,
            bytes: Vec::new(),
            at: 0,
        }
    }

    fn read_from(&mut self, file: &mut File) -> io::Result<()> {
        let (start, end) = self.rest;
        let length = (self.window as u64).min(end - start);
        self.bytes.resize(length as usize, 0);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut self.bytes)?;
        self.rest.0 += length;
        self.at = 0;
        Ok(())
    }

    fn peek(&self) -> Option<Record> {
        let bytes = self.bytes.get(self.at..self.at + LENGTH)?;
        bytes.try_into().ok().map(Record::read)
    }

    fn take(&mut self) -> Record {
        let record = self.peek().expect("a lot whose date is among the next");
        self.at += LENGTH;
        record
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Kind;
    use super::*;
    use crate::kernel::Seed;

    #[test]
    fn lots_on_the_disk_and_in_memory_are_merged_in_order() {
        let mut random = Seed(1).stream(0, "records");
        let mut sorting = Sorting::with_lots_of(100);
        let mut expected = Vec::new();
        for number in 0..1234 {
            let record = Record {
                date: random.uniform(0..50),
                span: number,
                amount: 0,
                function: 0,
                kind: Kind::Invocation,
            };
            expected.push(record);
            sorting.push(record).unwrap();
        }
        expected.sort_by_key(|record| record.date);
        let sorted = sorting.finish();
        for _ in 0..2 {
            let mut merged = sorted.iter();
            let mut found = Vec::new();
            while let Some(record) = merged.next().unwrap() {
                found.push(record);
            }
            assert_eq!(found, expected);
        }
    }
}
