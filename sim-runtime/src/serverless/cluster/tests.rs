//! Instances that take nothing more although they have free slots, and what counts as a change.

use crate::units::SimTime;
use slotmap::SlotMap;

use super::*;
use crate::platform::HostId;
use crate::serverless::AttemptId;
use crate::serverless::instance::Exhausted;
use crate::storage::{Buffer, Caching, Partition, StorageService};
use crate::units::Speed;
use crate::units::short::gb;

/// One node with an instance of three slots, of which two are taken.
fn shared() -> (Cluster, InstanceId, FunctionId) {
    let (host, lru) = (HostId::from_index(0), Caching::LeastRecentlyUsed);
    let disk = StorageService::new("disk".to_owned(), host, gb(1), lru, Buffer::Fluid);
    let memory = Partition::new(gb(1), lru);
    let node = Node::new(host, Speed::new(1e9), (Cores::new(4), 0), disk, memory);
    let mut cluster = Cluster::new(vec![node], Rc::new(IndexVec::new()));
    let function = FunctionId::from_index(0);
    let node = NodeId::from_index(0);
    let id = cluster.add((function, 3), node, Resources::NONE, SimTime::ZERO);
    cluster.set_started(id);
    cluster.occupy(id);
    cluster.occupy(id);
    (cluster, id, function)
}

#[test]
fn an_instance_without_memory_left_is_never_available_again() {
    let (mut cluster, id, function) = shared();
    assert!(!cluster.available(function).is_empty());
    let mut attempts: SlotMap<AttemptId, ()> = SlotMap::with_key();
    let exhausted = |by| Exhausted {
        by,
        used: Bytes::new(1),
    };
    let (first, second) = (attempts.insert(()), attempts.insert(()));
    cluster.set_exhausted(id, exhausted(first));
    cluster.set_exhausted(id, exhausted(second));
    let known = cluster.instances[id].exhausted.as_deref();
    assert_eq!(known.map(|known| known.by), Some(first));
    assert_eq!(cluster.free_slots(id), 0);
    assert!(cluster.available(function).is_empty());
    cluster.vacate(id);
    assert!(cluster.available(function).is_empty());
    cluster.remove(id);
    assert!(cluster.available(function).is_empty());
    assert_eq!((cluster.alive(function), cluster.active(function)), (0, 0));
}

#[test]
fn one_that_stops_slowly_is_idle_until_it_is_gone() {
    let (mut cluster, id, function) = shared();
    let mut attempts: SlotMap<AttemptId, ()> = SlotMap::with_key();
    let exhausted = Exhausted {
        by: attempts.insert(()),
        used: Bytes::new(1),
    };
    cluster.set_exhausted(id, exhausted);
    cluster.vacate(id);
    cluster.clear_exhausted(id);
    cluster.set_idle(id, SimTime::ZERO, SimTime::MAX);
    assert_eq!(cluster.free_slots(id), 3);
    cluster.remove(id);
    assert!(cluster.available(function).is_empty());
    assert_eq!((cluster.alive(function), cluster.active(function)), (0, 0));
}

#[test]
fn whatever_is_taken_of_a_node_is_a_change_and_so_is_an_outage() {
    let (mut cluster, ..) = shared();
    let node = NodeId::from_index(0);
    let mut known = cluster.changes();
    let mut is_new = |now: u64| std::mem::replace(&mut known, now) != now;
    assert!(!is_new(cluster.changes()));
    assert!(cluster.take_cores(node, Cores::ONE).is_ok());
    assert!(is_new(cluster.changes()));
    assert!(cluster.reserve_memory(node, Bytes::new(1)).is_ok());
    assert!(is_new(cluster.changes()));
    cluster.set_down(node);
    assert!(is_new(cluster.changes()));
}
