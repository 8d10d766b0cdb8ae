//! Numbers that take fewer bytes the smaller they are.

use integer_encoding::VarInt;

use crate::results::record::texts::{Numbered, TextId};
use crate::units::SimTime;

/// The most bytes that a number takes.
const LONGEST: usize = 10;

/// Writes the numbers of a row.
pub(in crate::results) struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(bytes: &'a mut Vec<u8>) -> Self {
        Self { bytes }
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn number(&mut self, number: u64) {
        let mut encoded = [0; LONGEST];
        let length = number.encode_var(&mut encoded);
        self.bytes.extend_from_slice(&encoded[..length]);
    }

    pub(super) fn index(&mut self, index: usize) {
        self.number(index as u64);
    }

    /// A number that is near another one, on either side, which is then replaced by it.
    pub(super) fn near(&mut self, other: &mut u64, number: u64) {
        let mut encoded = [0; LONGEST];
        // What wraps around here wraps back when it is read.
        let length = (number.wrapping_sub(*other) as i64).encode_var(&mut encoded);
        self.bytes.extend_from_slice(&encoded[..length]);
        *other = number;
    }

    /// A date that is near another one, which is then replaced by it.
    pub(super) fn date(&mut self, other: &mut u64, date: SimTime) {
        self.near(other, date.as_nanos());
    }

    pub(super) fn text(&mut self, text: Numbered) {
        let is_numbered = u64::from(text.number.is_some());
        self.number((text.stem.index() as u64) << 1 | is_numbered);
        if let Some(number) = text.number {
            self.number(number);
        }
    }
}

/// Reads what a [`Writer`] has written.
pub(in crate::results) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    /// How many bytes have not been read.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let (byte, rest) = self.rest.split_first().expect("rows are written whole");
        self.rest = rest;
        *byte
    }

    pub(super) fn number(&mut self) -> u64 {
        self.decode()
    }

    pub(super) fn index(&mut self) -> usize {
        self.number() as usize
    }

    pub(super) fn near(&mut self, other: &mut u64) -> u64 {
        let difference: i64 = self.decode();
        *other = other.wrapping_add(difference as u64);
        *other
    }

    pub(super) fn date(&mut self, other: &mut u64) -> SimTime {
        SimTime::from_nanos(self.near(other))
    }

    /// A date that is there, or none.
    pub(super) fn date_if(&mut self, is_there: bool, other: &mut u64) -> Option<SimTime> {
        is_there.then(|| self.date(other))
    }

    pub(super) fn text(&mut self) -> Numbered {
        let stem = self.number();
        Numbered {
            stem: TextId::from_index((stem >> 1) as usize),
            number: (stem & 1 == 1).then(|| self.number()),
        }
    }

    fn decode<N: VarInt>(&mut self) -> N {
        let (number, length) = N::decode_var(self.rest).expect("rows are written whole");
        self.rest = &self.rest[length..];
        number
    }
}
