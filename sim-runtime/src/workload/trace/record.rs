//! What the rows of a trace become on their way: 32 bytes each, in memory as on the disk.

/// What stands for a number that a trace does not know.
pub(super) const UNKNOWN: u64 = u64::MAX;

/// The same, for how long each of a number of invocations lasts.
pub(super) const UNKNOWN_TICKS: u32 = u32::MAX;

/// How long a tick is \[ns\].
pub(super) const TICK: u64 = 10_000;

/// The length of a record on the disk \[B\].
pub(super) const LENGTH: usize = 32;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// An invocation that may have been cold or not.
    Invocation,
    /// One that was not cold.
    Warm,
    /// One that was.
    Cold,
    /// A number of invocations in an interval.
    Count,
}

/// An invocation, or a number of invocations in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record {
    /// When it is, or when the interval begins, after the start \[ns\].
    pub(super) date: u64,
    /// How long it lasts, or how long the interval is \[ns\].
    pub(super) span: u64,
    /// Its memory \[B\], or the number of invocations, and above 32 bits how long each lasts \[10 µs\].
    pub(super) amount: u64,
    pub(super) function: u32,
    pub(super) kind: Kind,
}

impl Record {
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend(self.date.to_le_bytes());
        out.extend(self.span.to_le_bytes());
        out.extend(self.amount.to_le_bytes());
        out.extend(self.function.to_le_bytes());
        out.extend([self.kind as u8, 0, 0, 0]);
    }

    pub(super) fn read(bytes: &[u8; LENGTH]) -> Self {
        let number = |at: usize| {
            let mut number = [0; 8];
            number.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(number)
        };
        let last = number(24);
        Self {
            date: number(0),
            span: number(8),
            amount: number(16),
            function: last as u32,
            kind: match (last >> 32) as u8 {
                0 => Kind::Invocation,
                1 => Kind::Warm,
                2 => Kind::Cold,
                _ => Kind::Count,
            },
        }
    }

    /// A number of invocations, and how long each lasts \[s\], if that is known.
    pub(super) fn counted(count: u32, duration: Option<f64>) -> u64 {
        let ticks = duration.map_or(UNKNOWN_TICKS, |seconds| {
            (seconds * 1e5).clamp(1.0, f64::from(UNKNOWN_TICKS - 1)) as u32
        });
        u64::from(ticks) << 32 | u64::from(count)
    }

    /// How long each of a number of invocations lasts \[10 µs\].
    pub(super) fn ticks(&self) -> u32 {
        (self.amount >> 32) as u32
    }

    /// How many invocations it is.
    pub(super) fn invocations(&self) -> u64 {
        match self.kind {
            Kind::Count => self.amount & u64::from(u32::MAX),
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        for kind in [Kind::Invocation, Kind::Warm, Kind::Cold, Kind::Count] {
            let record = Record {
                date: 1 << 60,
                span: UNKNOWN,
                amount: 7,
                function: u32::MAX - 1,
                kind,
            };
            let mut bytes = Vec::new();
            record.write(&mut bytes);
            assert_eq!(Record::read(bytes[..].try_into().unwrap()), record);
        }
    }
}
