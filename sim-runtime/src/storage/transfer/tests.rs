use super::*;
use crate::platform::network::Lv08;
use crate::platform::{Disk, HostId, HostSpec, LinkSpec, Platform};
use crate::units::Bandwidth;
use crate::units::short::{gflop_per_sec, mb, mb_per_sec, tb, us};

/// A user and a head, 10 MB/s and 20 us apart, each with a 100 MB/s disk (SEMANTICS 10.1, `sweep_buffer_10MB`).
fn fabric() -> (Fabric<Leg>, HostId, HostId) {
    fabric_that_writes(mb_per_sec(100))
}

/// The same with disks that write at another speed.
fn fabric_that_writes(write: Bandwidth) -> (Fabric<Leg>, HostId, HostId) {
    let mut platform = Platform::default();
    let disk = Disk {
        capacity: tb(5),
        read: mb_per_sec(100),
        write,
    };
    let spec = HostSpec {
        speed: gflop_per_sec(1),
        disk,
        ..HostSpec::default()
    };
    let user = platform.host("user", spec.clone());
    let head = platform.host("head", spec);
    let wan = platform.link(
        "wan",
        LinkSpec {
            bandwidth: mb_per_sec(10),
            latency: us(20),
            ..LinkSpec::default()
        },
    );
    platform.routes.symmetrical(user, head, &[wan]);
    (Fabric::new(platform, Box::new(Lv08)), user, head)
}

/// Runs one transfer of 250 MB; returns when its last chunk had arrived, and when it was complete, in seconds.
fn run(
    from: impl Fn(HostId) -> End,
    to: impl Fn(HostId) -> End,
    local: bool,
    buffer: Buffer,
) -> (Option<f64>, f64) {
    let (mut fabric, user, head) = fabric();
    let to = to(if local { user } else { head });
    let plan = Transfer {
        from: from(user),
        to,
        bytes: mb(250),
        file: mb(250),
        buffer,
    };
    let mut transfers = Transfers::default();
    transfers
        .start(&mut fabric, SimTime::ZERO, SimTime::ZERO, plan, ())
        .unwrap();
    let mut received = None;
    fabric.settle(SimTime::ZERO);
    while let Some(date) = fabric.next_movement() {
        while let Some(leg) = fabric.moved(date) {
            match transfers.advance(&mut fabric, date, leg) {
                Progress::Complete(()) => return (received, date.as_secs_f64()),
                Progress::Received => received = Some(date.as_secs_f64()),
                Progress::Going | Progress::Broken(()) => {}
            }
        }
        fabric.settle(date);
    }
    unreachable!("the transfer has stalled")
}

fn close(actual: f64, expected: f64) {
    assert!(
        (actual - expected).abs() < 1e-7,
        "{actual} is not {expected}"
    );
}

const CHUNKS: Buffer = Buffer::Chunks(mb(10));
/// Transfer of one 10 MB chunk.
const SENT: f64 = 13.01 * 2e-5 + 10e6 * 1.05 / (0.97 * 10e6);

#[test]
fn a_fluid_copy_is_one_stream() {
    close(
        run(End::Disk, End::Disk, false, Buffer::Fluid).1,
        13.01 * 2e-5 + 250e6 * 1.05 / (0.97 * 10e6),
    );
}

#[test]
fn a_pipeline_is_as_slow_as_its_slowest_stage() {
    close(
        run(End::Disk, End::Disk, false, CHUNKS).1,
        0.1 + 25.0 * SENT + 0.1,
    );
}

#[test]
fn one_infinite_chunk_is_read_then_sent_then_written() {
    let whole = 2.5 + 13.01 * 2e-5 + 250e6 * 1.05 / (0.97 * 10e6) + 2.5;
    close(run(End::Disk, End::Disk, false, Buffer::Whole).1, whole);
}

#[test]
fn a_process_that_reads_waits_for_the_disk_and_then_for_the_last_chunk() {
    close(
        run(End::Disk, End::Memory, true, CHUNKS).1,
        25.0 * 0.1 + 10e6 / 9.7e9,
    );
}

#[test]
fn a_process_that_writes_waits_for_the_first_chunk_and_then_for_the_disk() {
    let (received, complete) = run(End::Memory, End::Disk, true, CHUNKS);
    close(complete, 10e6 / 9.7e9 + 25.0 * 0.1);
    // The last chunk is transferred when the last but two is written, and then waits in memory.
    close(received.unwrap(), 10e6 / 9.7e9 * 2.0 + 23.0 * 0.1);
}

/// When each chunk has been read, if the destination's disk writes at 1 MB/s.
fn reads_of_a_slow_writer() -> Vec<f64> {
    let (mut fabric, user, head) = fabric_that_writes(mb_per_sec(1));
    let plan = Transfer {
        from: End::Disk(user),
        to: End::Disk(head),
        bytes: mb(50),
        file: mb(50),
        buffer: CHUNKS,
    };
    let mut transfers = Transfers::default();
    transfers
        .start(&mut fabric, SimTime::ZERO, SimTime::ZERO, plan, ())
        .unwrap();
    let mut reads = Vec::new();
    fabric.settle(SimTime::ZERO);
    while let Some(date) = fabric.next_movement() {
        while let Some(leg) = fabric.moved(date) {
            if leg.stage == Stage::Read {
                reads.push(date.as_secs_f64());
            }
            transfers.advance(&mut fabric, date, leg);
        }
        fabric.settle(date);
    }
    reads
}

#[test]
fn a_chunk_is_read_when_the_one_before_is_offered_even_if_nobody_asks_for_it() {
    // A read takes 0.1 s and a write 10 s; chunks 0 and 1 arrive at 0.1 + SENT and 0.1 + 2 SENT. Chunk 2 is read when
    // chunk 1 is offered, at 0.1 + SENT, and offered itself at 0.1 + 2 SENT. The receiver asks for it only at
    // 10.1 + SENT, when it has written chunk 0, but chunk 3 is read at once. Chunk 4 is read when chunk 3 is offered:
    // when chunk 2 has arrived, at 10.1 + 2 SENT.
    let reads = reads_of_a_slow_writer();
    let expected = [
        0.1,
        0.2,
        0.1 + SENT + 0.1,
        0.1 + 2.0 * SENT + 0.1,
        10.1 + 2.0 * SENT + 0.1,
    ];
    assert_eq!(reads.len(), expected.len());
    for (read, expected) in reads.into_iter().zip(expected) {
        close(read, expected);
    }
}

#[test]
fn what_lies_past_the_end_of_the_file_costs_no_disk() {
    // 25 chunks of 10 MB are sent over the loopback, but only 32 MB are read from disk: four reads, the last of 2 MB.
    let (mut fabric, user, _) = fabric();
    let plan = Transfer {
        from: End::Disk(user),
        to: End::Memory(user),
        bytes: mb(250),
        file: mb(32),
        buffer: CHUNKS,
    };
    assert_eq!(plan.stored(2), mb(10));
    assert_eq!(plan.stored(3), mb(2));
    assert_eq!(plan.stored(4), Bytes::ZERO);
    assert_eq!(plan.chunk(24), mb(10));
    // The first chunks are offered when they are read, at 0.1, 0.2, 0.3 and 0.32 s; the 22 from the fourth on follow each
    // other over the loopback.
    let mut transfers = Transfers::default();
    close(
        end_of(&mut fabric, &mut transfers, plan),
        0.32 + 22.0 * 10e6 / 9.7e9,
    );
}

#[test]
fn a_stream_goes_on_past_the_end_of_the_file() {
    let (mut fabric, user, _) = fabric();
    let plan = Transfer {
        from: End::Disk(user),
        to: End::Memory(user),
        bytes: mb(250),
        file: mb(32),
        buffer: Buffer::Fluid,
    };
    close(end_of(&mut fabric, &mut Transfers::default(), plan), 2.5);
}

/// Stops a write of 250 MB after 1 s, and says when a read of 100 MB from the same disk ends that starts then.
fn end_of_a_read_after_a_stopped_write(buffer: Buffer) -> f64 {
    let (mut fabric, user, _) = fabric();
    let plan = Transfer {
        from: End::Memory(user),
        to: End::Disk(user),
        bytes: mb(250),
        file: mb(250),
        buffer,
    };
    let mut transfers = Transfers::default();
    let write = transfers
        .start(&mut fabric, SimTime::ZERO, SimTime::ZERO, plan, "write")
        .unwrap();
    let stop = SimTime::from_secs_f64(1.0);
    fabric.settle(SimTime::ZERO);
    while let Some(date) = fabric.next_movement().filter(|date| *date < stop) {
        while let Some(leg) = fabric.moved(date) {
            transfers.advance(&mut fabric, date, leg);
        }
        fabric.settle(date);
    }
    assert_eq!(transfers.cancel(&mut fabric, write), Some("write"));
    fabric.start_disk(
        stop,
        stop,
        user,
        Access::Read,
        mb(100),
        Leg {
            transfer: TransferId::default(),
            stage: Stage::Read,
        },
    );
    fabric.settle(stop);
    loop {
        let date = fabric.next_movement().unwrap();
        while let Some(leg) = fabric.moved(date) {
            if leg.transfer == TransferId::default() {
                return date.as_secs_f64();
            }
            transfers.advance(&mut fabric, date, leg);
        }
        fabric.settle(date);
    }
}

#[test]
fn a_stream_stops_at_once_and_a_pipeline_when_its_disk_operation_has_ended() {
    close(end_of_a_read_after_a_stopped_write(Buffer::Fluid), 2.0);
    // In one chunk, which the disk has begun to write at 250e6 / 9.7e9 s: 100 MB/s for each is too much for it, and the
    // write has more left than the read.
    close(end_of_a_read_after_a_stopped_write(Buffer::Whole), 3.0);
    // In chunks of 40 MB: at 1 s the third one lacks 20 MB, but for the time of the first over the loopback.
    let chunks = Buffer::Chunks(mb(40));
    let rest = 20e6 + 40e6 / 9.7e9 * 100e6;
    close(
        end_of_a_read_after_a_stopped_write(chunks),
        2.0 + rest / 100e6,
    );
}

fn end_of(fabric: &mut Fabric<Leg>, transfers: &mut Transfers<()>, plan: Transfer) -> f64 {
    transfers
        .start(fabric, SimTime::ZERO, SimTime::ZERO, plan, ())
        .unwrap();
    fabric.settle(SimTime::ZERO);
    while let Some(date) = fabric.next_movement() {
        while let Some(leg) = fabric.moved(date) {
            if let Progress::Complete(()) = transfers.advance(fabric, date, leg) {
                return date.as_secs_f64();
            }
        }
        fabric.settle(date);
    }
    unreachable!("the transfer has stalled")
}

#[test]
fn the_last_chunk_may_be_shorter() {
    let plan = Transfer {
        from: End::Memory(HostId::from_index(0)),
        to: End::Memory(HostId::from_index(0)),
        bytes: mb(25),
        file: mb(25),
        buffer: CHUNKS,
    };
    assert_eq!(
        (0..plan.chunks())
            .map(|chunk| plan.chunk(chunk))
            .collect::<Vec<_>>(),
        [mb(10), mb(10), mb(5)]
    );
}
