use super::*;
use crate::results::schema::container::ContainerRecord;
use crate::results::schema::event::{EventKind, EventRecord};
use crate::results::schema::invocation::InvocationRecord;
use crate::results::schema::process::ProcessRecord;
use crate::results::schema::registration::RegistrationRecord;
use crate::results::schema::transfer::TransferRecord;
use crate::results::schema::workflow::WorkflowRecord;
use crate::serverless::{ImageId, ServiceId};
use crate::units::SimTime;
use proptest::prelude::*;

/// Numbers of all lengths, the extremes often.
fn any_number() -> impl Strategy<Value = u64> {
    let lengths = (0..64u32, any::<u64>()).prop_map(|(shift, bits)| bits >> shift);
    prop_oneof![
        2 => Just(0),
        1 => Just(u64::MAX),
        1 => Just(u64::MAX / 2),
        1 => Just(u64::MAX / 2 + 1),
        8 => lengths,
    ]
}

/// What records are made of: they take numbers until there are none.
fn any_numbers() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(any_number(), 1..1000)
}

/// Records made of some numbers, until these are used up.
fn records<R>(numbers: Vec<u64>, any: fn(&mut dyn FnMut() -> u64) -> R) -> Vec<R> {
    let mut left = numbers.into_iter().peekable();
    let mut records = Vec::new();
    while left.peek().is_some() {
        records.push(any(&mut || left.next().unwrap_or_default()));
    }
    records
}

fn packed<R: Pack>(rows: &[R]) -> Packed<R> {
    let mut packed = Packed::default();
    for row in rows {
        packed.push(row);
    }
    packed
}

fn check<R: Pack + PartialEq + std::fmt::Debug>(rows: &[R]) -> Result<(), TestCaseError> {
    let packed = packed(rows);
    prop_assert_eq!(packed.iter().size_hint(), (rows.len(), Some(rows.len())));
    prop_assert_eq!(&packed.iter().collect::<Vec<_>>(), rows);
    prop_assert_eq!(&packed.into_iter().collect::<Vec<_>>(), rows);
    Ok(())
}

proptest! {
    #[test]
    fn records_are_read_as_they_were_written(numbers in any_numbers()) {
        check(&records(numbers.clone(), InvocationRecord::any))?;
        check(&records(numbers.clone(), ContainerRecord::any))?;
        check(&records(numbers.clone(), TransferRecord::any))?;
        check(&records(numbers.clone(), EventRecord::any))?;
        check(&records(numbers.clone(), ProcessRecord::any))?;
        check(&records(numbers.clone(), WorkflowRecord::any))?;
        check(&records(numbers, RegistrationRecord::any))?;
    }
}

/// Events at dates that are so many nanoseconds apart.
fn events(count: u64, apart: u64) -> Vec<EventRecord> {
    let event = |number: u64| EventRecord {
        event: EventKind::CopyDone,
        date: SimTime::from_nanos(number * apart),
        service: ServiceId::from_index(0),
        image: Some(ImageId::from_index(number as usize % 1000)),
        node: None,
        function: None,
    };
    (0..count).map(event).collect()
}

#[test]
fn rows_go_on_in_the_next_chunk_when_one_is_full() {
    let rows = events(100_000, 1_000_000);
    let packed = packed(&rows);
    let sizes: Vec<usize> = packed.chunks.iter().map(Vec::capacity).collect();
    assert_eq!(sizes[..3], [1024, 2048, 4096]);
    assert!(sizes[6..].iter().all(|size| *size == CHUNK), "{sizes:?}");
    assert!(sizes.len() > 9, "{} chunks", sizes.len());
    assert!(packed.iter().eq(rows.iter().copied()));
    assert!(packed.into_iter().eq(rows));
}

#[test]
fn a_chunk_that_has_been_read_is_given_back() {
    let rows = events(100_000, 1_000_000);
    let packed = packed(&rows);
    let chunks = packed.chunks.len();
    let mut reading = packed.into_iter();
    reading.nth(rows.len() / 2);
    let left = reading.chunks.len();
    assert!(left < chunks * 6 / 10, "{left} chunks of {chunks}");
}

#[test]
fn what_is_close_to_the_row_before_takes_few_bytes() {
    let (near, far) = (events(1000, 10), events(1000, u64::MAX / 1000));
    let used = |rows: &[EventRecord]| packed(rows).chunks.iter().map(Vec::len).sum::<usize>();
    assert!(used(&near) <= 5 * 1000, "{} bytes", used(&near));
    assert!(used(&far) > 10 * 1000, "{} bytes", used(&far));
}
