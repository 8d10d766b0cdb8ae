//! Records as bytes: an invocation takes tens of bytes until the report is made, whatever it takes there.
//!
//! Bytes lie in chunks that never grow, so that nothing is copied while a run goes on, and that are given back one by one
//! while its report is made. The first ones are small: of the hundred thousand runs of a study most have few rows of each kind.

use std::marker::PhantomData;

use crate::results::schema::encoding::Pack;
use crate::results::schema::number::{DeltaBase, Reader, Writer};

/// The size of the first chunk \[B\].
const FIRST_CHUNK: usize = 1024;

/// The size of a chunk, once there are some \[B\].
const CHUNK: usize = 64 * 1024;

/// Records of one kind, in the order in which they were added.
#[derive(Debug)]
pub(in crate::results) struct Packed<R> {
    chunks: Vec<Vec<u8>>,
    rows: usize,
    base: DeltaBase,
    /// The row that is being added.
    row: Vec<u8>,
    kind: PhantomData<R>,
}

impl<R> Default for Packed<R> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            rows: 0,
            base: DeltaBase::default(),
            row: Vec::new(),
            kind: PhantomData,
        }
    }
}

impl<R: Pack> Packed<R> {
    /// Adds a row.
    pub(super) fn push(&mut self, row: &R) {
        self.row.clear();
        row.pack(&mut Writer::new(&mut self.row, &mut self.base));
        self.rows += 1;
        let room = |chunk: &Vec<u8>| chunk.capacity() - chunk.len();
        match self.chunks.last_mut() {
            Some(chunk) if room(chunk) >= self.row.len() => chunk.extend_from_slice(&self.row),
            _ => {
                let size = FIRST_CHUNK << self.chunks.len().min(6);
                let mut chunk = Vec::with_capacity(size.min(CHUNK).max(self.row.len()));
                chunk.extend_from_slice(&self.row);
                self.chunks.push(chunk);
            }
        }
    }

    /// The rows, read but kept.
    pub(super) fn iter(&self) -> Unpacked<R, std::slice::Iter<'_, Vec<u8>>> {
        Unpacked::new(self.chunks.iter(), self.rows)
    }

    /// The memory that the rows take \[B\].
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let chunks = self.chunks.iter().map(Vec::capacity);
        chunks.sum::<usize>() + self.chunks.capacity() * size_of::<Vec<u8>>() + self.row.capacity()
    }
}

/// Reads the rows and gives back each chunk that has been read.
impl<R: Pack> IntoIterator for Packed<R> {
    type Item = R;
    type IntoIter = Unpacked<R, std::vec::IntoIter<Vec<u8>>>;

    fn into_iter(self) -> Self::IntoIter {
        Unpacked::new(self.chunks.into_iter(), self.rows)
    }
}

/// Reads rows from chunks.
pub(in crate::results) struct Unpacked<R, C: Iterator> {
    chunks: C,
    chunk: Option<C::Item>,
    /// What has been read of the chunk \[B\].
    read: usize,
    left: usize,
    base: DeltaBase,
    kind: PhantomData<R>,
}

impl<R, C: Iterator> Unpacked<R, C> {
    fn new(mut chunks: C, rows: usize) -> Self {
        Self {
            chunk: chunks.next(),
            chunks,
            read: 0,
            left: rows,
            base: DeltaBase::default(),
            kind: PhantomData,
        }
    }
}

impl<R: Pack, C: Iterator<Item: AsRef<[u8]>>> Iterator for Unpacked<R, C> {
    type Item = R;

    fn next(&mut self) -> Option<R> {
        let mut chunk = self.chunk.as_ref()?.as_ref();
        if self.read == chunk.len() {
            self.chunk = self.chunks.next();
            self.read = 0;
            chunk = self.chunk.as_ref()?.as_ref();
        }
        let mut reader = Reader::new(&chunk[self.read..], &mut self.base);
        let row = R::unpack(&mut reader);
        self.read = chunk.len() - reader.left();
        self.left -= 1;
        Some(row)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

#[cfg(test)]
mod tests;
