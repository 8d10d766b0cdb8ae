use super::*;
use crate::platform::HostId;
use crate::results::record::texts::{Numbered, TextId};
use crate::results::record::{
    Cold, ContainerRecord, EventRecord, InvocationRecord, KeptInvocation, Moved, TransferRecord,
};
use crate::results::report::{ColdCause, EventKind, TransferKind};
use crate::serverless::{Dates, FunctionId, ImageId, InstanceEnd, NodeId, ServiceId};
use crate::units::{Bytes, SimDuration, SimTime};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

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

fn any_date() -> impl Strategy<Value = SimTime> {
    any_number().prop_map(SimTime::from_nanos)
}

fn any_duration() -> impl Strategy<Value = SimDuration> {
    any_number().prop_map(SimDuration::from_nanos)
}

fn any_size() -> impl Strategy<Value = Bytes> {
    any_number().prop_map(Bytes::new)
}

fn any_index() -> impl Strategy<Value = usize> {
    any::<u32>().prop_map(|index| index as usize)
}

fn any_function() -> impl Strategy<Value = FunctionId> {
    any_index().prop_map(FunctionId::from_index)
}

fn any_node() -> impl Strategy<Value = NodeId> {
    any_index().prop_map(NodeId::from_index)
}

fn any_image() -> impl Strategy<Value = ImageId> {
    any_index().prop_map(ImageId::from_index)
}

fn any_host() -> impl Strategy<Value = HostId> {
    any_index().prop_map(HostId::from_index)
}

fn any_service() -> impl Strategy<Value = ServiceId> {
    any_index().prop_map(ServiceId::from_index)
}

fn any_cause() -> impl Strategy<Value = ColdCause> {
    select(ColdCause::ALL.to_vec())
}

prop_compose! {
    fn any_text()(stem in any_index(), number in option::of(any_number())) -> Numbered {
        Numbered { stem: TextId::from_index(stem), number }
    }
}

prop_compose! {
    /// In any order, as far as they are there.
    fn any_dates()(dates in prop::array::uniform5(option::of(any_date()))) -> Dates {
        let [submit, dispatch, start, end, completion] = dates;
        Dates { submit, dispatch, start, end, completion }
    }
}

prop_compose! {
    fn any_cold()(cause in any_cause(), evicted_by in option::of(any_function())) -> Cold {
        Cold { cause, evicted_by }
    }
}

prop_compose! {
    fn any_invocation()(
        number in any_number(),
        service in any_service(),
        function in any_function(),
        (caller, failure) in (any_text(), option::of(any_text())),
        (requested, accepted, dates) in (any_date(), option::of(any_date()), any_dates()),
        refused in any::<bool>(),
        (input, output) in (any_size(), any_size()),
        place in option::of((any_node(), any::<u32>())),
        cold in option::of(any_cold()),
        [download, copy, load] in prop::array::uniform3(any_duration()),
    ) -> KeptInvocation {
        let row = InvocationRecord {
            number, service, function, requested, accepted, dates, refused, failed: failure.is_some(),
            input, output, place, cold, download, copy, load,
        };
        KeptInvocation { row, caller, failure }
    }
}

prop_compose! {
    fn any_container()(
        service in any_service(),
        number in any::<u32>(),
        function in any_function(),
        node in any_node(),
        cause in any_cause(),
        created in any_date(),
        end in option::of((any_date(), select(vec![InstanceEnd::Expired, InstanceEnd::Evicted, InstanceEnd::NotKept]))),
        evicted_by in option::of(any_function()),
        invocations in any_number(),
        (busy, idle) in (any_duration(), any_duration()),
    ) -> ContainerRecord {
        ContainerRecord {
            service, number, function, node, cause, created, ended: end, evicted_by, invocations, busy, idle,
        }
    }
}

fn any_moved() -> impl Strategy<Value = Moved> {
    let image = (any_service(), any_image());
    let file = (any_text(), option::of(any_number()));
    prop_oneof![
        image.prop_map(|(service, image)| Moved::Image(service, image)),
        file.prop_map(|(name, invocation)| Moved::File(name, invocation)),
    ]
}

fn any_transfer_kind() -> impl Strategy<Value = TransferKind> {
    select(vec![
        TransferKind::Download,
        TransferKind::Copy,
        TransferKind::Load,
        TransferKind::Read,
        TransferKind::Write,
        TransferKind::FileCopy,
    ])
}

fn any_event_kind() -> impl Strategy<Value = EventKind> {
    select(vec![
        EventKind::ImageDownloaded,
        EventKind::CopyStarted,
        EventKind::CopyDone,
        EventKind::CopyFailed,
        EventKind::LoadStarted,
        EventKind::LoadDone,
        EventKind::LoadFailed,
        EventKind::SpawnFailed,
        EventKind::IdleContainerEvicted,
        EventKind::ContainerShutdown,
    ])
}

prop_compose! {
    fn any_transfer()(
        kind in any_transfer_kind(),
        what in any_moved(),
        (from, to) in (any_host(), any_host()),
        bytes in any_size(),
        (start, end) in (any_date(), option::of(any_date())),
        success in any::<bool>(),
    ) -> TransferRecord {
        TransferRecord { kind, what, from, to, bytes, start, end, success }
    }
}

prop_compose! {
    fn any_event()(
        kind in any_event_kind(),
        date in any_date(),
        service in any_service(),
        image in option::of(any_image()),
        node in option::of(any_node()),
        function in option::of(any_function()),
    ) -> EventRecord {
        EventRecord { date, service, kind, image, node, function }
    }
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
    fn invocations_are_read_as_they_were_written(rows in prop::collection::vec(any_invocation(), 0..20)) {
        check(&rows)?;
    }

    #[test]
    fn containers_are_read_as_they_were_written(rows in prop::collection::vec(any_container(), 0..20)) {
        check(&rows)?;
    }

    #[test]
    fn transfers_are_read_as_they_were_written(rows in prop::collection::vec(any_transfer(), 0..20)) {
        check(&rows)?;
    }

    #[test]
    fn events_are_read_as_they_were_written(rows in prop::collection::vec(any_event(), 0..20)) {
        check(&rows)?;
    }
}

/// Events at dates that are so many nanoseconds apart.
fn events(count: u64, apart: u64) -> Vec<EventRecord> {
    let event = |number: u64| EventRecord {
        kind: EventKind::CopyDone,
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
    assert!(packed.chunks.len() > 5, "{} chunks", packed.chunks.len());
    assert!(packed.chunks.iter().all(|chunk| chunk.capacity() == CHUNK));
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
