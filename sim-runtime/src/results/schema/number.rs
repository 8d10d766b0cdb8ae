//! Numbers that take fewer bytes the smaller they are, and dates and numbers that are near others.

use integer_encoding::VarInt;

use crate::units::SimTime;

/// The most bytes that a number takes.
const LONGEST: usize = 10;

/// What the first date and the serial number of a row are differences to: those of the row before.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::results) struct DeltaBase {
    number: u64,
    /// The first date of the row before \[ns\].
    date: u64,
}

/// The date that was written or read last in a row: the next one is a difference to it, and the first one to the first of
/// the row before.
#[derive(Clone, Copy, Debug)]
struct LatestDate {
    nanos: u64,
    is_first: bool,
}

impl LatestDate {
    fn new(base: &DeltaBase) -> Self {
        Self {
            nanos: base.date,
            is_first: true,
        }
    }

    #[inline]
    fn set(&mut self, nanos: u64, base: &mut DeltaBase) {
        if self.is_first {
            base.date = nanos;
            self.is_first = false;
        }
        self.nanos = nanos;
    }
}

/// Writes the values of a row.
pub(in crate::results) struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
    base: &'a mut DeltaBase,
    date: LatestDate,
}

impl<'a> Writer<'a> {
    pub(in crate::results) fn new(bytes: &'a mut Vec<u8>, base: &'a mut DeltaBase) -> Self {
        let date = LatestDate::new(base);
        Self { bytes, base, date }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn number(&mut self, number: u64) {
        let mut encoded = [0; LONGEST];
        let length = number.encode_var(&mut encoded);
        self.bytes.extend_from_slice(&encoded[..length]);
    }

    /// A number that is near that of the row before, on either side.
    pub(super) fn near(&mut self, number: u64) {
        self.difference(self.base.number, number);
        self.base.number = number;
    }

    /// A date that is near the one before.
    pub(super) fn date(&mut self, date: SimTime) {
        let nanos = date.as_nanos();
        self.difference(self.date.nanos, nanos);
        self.date.set(nanos, self.base);
    }

    fn difference(&mut self, from: u64, to: u64) {
        let mut encoded = [0; LONGEST];
        // What wraps around here wraps back when it is read.
        let length = (to.wrapping_sub(from) as i64).encode_var(&mut encoded);
        self.bytes.extend_from_slice(&encoded[..length]);
    }
}

/// Reads what a [`Writer`] has written.
pub(in crate::results) struct Reader<'a> {
    rest: &'a [u8],
    base: &'a mut DeltaBase,
    date: LatestDate,
}

impl<'a> Reader<'a> {
    pub(in crate::results) fn new(rest: &'a [u8], base: &'a mut DeltaBase) -> Self {
        let date = LatestDate::new(base);
        Self { rest, base, date }
    }

    /// How many bytes have not been read.
    pub(in crate::results) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (bytes, rest) = self.rest.split_at(count);
        self.rest = rest;
        bytes
    }

    pub(super) fn number(&mut self) -> u64 {
        self.decode()
    }

    pub(super) fn near(&mut self) -> u64 {
        let difference: i64 = self.decode();
        self.base.number = self.base.number.wrapping_add(difference as u64);
        self.base.number
    }

    pub(super) fn date(&mut self) -> SimTime {
        let difference: i64 = self.decode();
        let nanos = self.date.nanos.wrapping_add(difference as u64);
        self.date.set(nanos, self.base);
        SimTime::from_nanos(nanos)
    }

    fn decode<N: VarInt>(&mut self) -> N {
        let (number, length) = N::decode_var(self.rest).expect("rows are written whole");
        self.rest = &self.rest[length..];
        number
    }
}
