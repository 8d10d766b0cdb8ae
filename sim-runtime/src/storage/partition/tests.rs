//! What a partition holds, frees and evicts.

use super::*;
use crate::storage::FileNames;
use crate::units::short::gb;
use proptest::prelude::*;

fn three() -> [FileId; 3] {
    let mut names = FileNames::default();
    ["a", "b", "c"].map(|name| names.id(name))
}

#[test]
fn all_files_go_and_reservations_stay() {
    let [one, two, _] = three();
    let mut disk = Partition::new(Bytes::new(100), Caching::LeastRecentlyUsed);
    disk.create(one, Bytes::new(10)).unwrap();
    disk.create(two, Bytes::new(20)).unwrap();
    disk.reserve(Bytes::new(30)).unwrap();
    disk.open(one);
    assert_eq!(disk.remove_all(), [one, two]);
    assert_eq!(disk.free(), Bytes::new(70));
    assert!(!disk.contains(one) && !disk.contains(two));
}

#[test]
fn the_least_recently_used_closed_file_goes_first() {
    let [a, b, c] = three();
    let mut disk = Partition::new(gb(10), Caching::LeastRecentlyUsed);
    disk.create(a, gb(4)).unwrap();
    disk.create(b, gb(4)).unwrap();
    disk.touch(a);
    disk.create(c, gb(4)).unwrap();
    assert_eq!(disk.files().collect::<Vec<_>>(), [a, c]);
    assert_eq!(disk.free(), gb(2));
}

#[test]
fn an_open_file_is_neither_evicted_nor_removed() {
    let [a, b, c] = three();
    let mut disk = Partition::new(gb(10), Caching::LeastRecentlyUsed);
    disk.create(a, gb(4)).unwrap();
    disk.open(a);
    disk.create(b, gb(4)).unwrap();
    disk.create(c, gb(6)).unwrap();
    assert_eq!(disk.files().collect::<Vec<_>>(), [a, c]);
    assert!(!disk.remove(a));
    disk.close(a);
    assert!(disk.remove(a));
}

#[test]
fn nothing_is_evicted_if_it_would_not_be_enough() {
    let [a, b, c] = three();
    let mut disk = Partition::new(gb(10), Caching::LeastRecentlyUsed);
    disk.create(a, gb(4)).unwrap();
    disk.create(b, gb(4)).unwrap();
    disk.open(b);
    assert_eq!(disk.create(c, gb(7)), Err(NoSpace));
    assert!(disk.contains(a) && disk.contains(b));
    assert_eq!(disk.evictions(), 0);
}

#[test]
fn opening_a_file_does_not_refresh_it() {
    let [a, b, c] = three();
    let mut disk = Partition::new(gb(10), Caching::LeastRecentlyUsed);
    disk.create(a, gb(4)).unwrap();
    disk.create(b, gb(4)).unwrap();
    disk.open(a);
    disk.close(a);
    disk.create(c, gb(4)).unwrap();
    assert!(!disk.contains(a) && disk.contains(b));
}

#[test]
fn without_caching_a_full_partition_refuses() {
    let [a, b, _] = three();
    let mut disk = Partition::new(gb(10), Caching::None);
    disk.create(a, gb(6)).unwrap();
    assert_eq!(disk.create(b, gb(6)), Err(NoSpace));
    assert!(disk.contains(a));
}

#[test]
fn a_file_replaces_the_one_before_unless_it_is_to_stay() {
    let [a, _, _] = three();
    let mut disk = Partition::new(gb(10), Caching::None);
    disk.create(a, gb(4)).unwrap();
    disk.create(a, gb(3)).unwrap();
    assert_eq!((disk.size_of(a), disk.free()), (Some(gb(3)), gb(7)));
    disk.reserve(gb(2)).unwrap();
    disk.publish_anew(a, gb(2));
    assert_eq!((disk.size_of(a), disk.free()), (Some(gb(2)), gb(5)));
    assert!(disk.remove(a));
    assert_eq!(disk.free(), gb(10));
}

#[test]
fn files_whose_names_are_forgotten_leave_less_room() {
    let [a, b, _] = three();
    let mut disk = Partition::new(gb(10), Caching::None);
    disk.create(a, gb(6)).unwrap();
    disk.forget_names();
    assert!(!disk.contains(a));
    assert_eq!(disk.create(b, gb(6)), Err(NoSpace));
    disk.clear();
    assert_eq!(disk.free(), gb(10));
}

proptest! {
    #[test]
    fn what_is_free_and_what_is_taken_add_up_to_the_size(
        steps in prop::collection::vec((0usize..3, 0u64..5, 0u8..5), 1..60)
    ) {
        let files = three();
        let mut disk = Partition::new(Bytes::new(10), Caching::LeastRecentlyUsed);
        let mut reserved = 0;
        for (file, size, action) in steps {
            let file = files[file];
            match action {
                0 if !disk.contains(file) => drop(disk.create(file, Bytes::new(size))),
                1 => disk.touch(file),
                2 => drop(disk.remove(file)),
                3 => reserved += if disk.reserve(Bytes::new(size)).is_ok() { size } else { 0 },
                _ => {
                    disk.release(Bytes::new(reserved));
                    reserved = 0;
                }
            }
            let taken: u64 = disk.files().filter_map(|file| disk.size_of(file)).map(Bytes::get).sum();
            prop_assert_eq!(taken + reserved + disk.free().get(), 10);
        }
    }
}
