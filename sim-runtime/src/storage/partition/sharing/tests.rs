//! Parts that files share: their space, their eviction and their arrival.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::storage::FileNames;
use crate::units::short::gb;
use proptest::prelude::*;

/// The files `a`, `b`, `c`, and the parts `os` of 4 GB and `python` of 2 GB.
fn names() -> ([FileId; 3], Part, Part) {
    let mut names = FileNames::default();
    let files = ["a", "b", "c"].map(|name| names.id(name));
    let mut part = |name, size| Part {
        name: names.id(name),
        size,
    };
    (files, part("os", gb(4)), part("python", gb(2)))
}

fn lru(size: u64) -> Partition {
    Partition::new(gb(size), Caching::LeastRecentlyUsed)
}

#[test]
fn a_part_takes_space_once_and_goes_with_the_last_file_of_it() {
    let ([a, b, _], os, python) = names();
    let mut disk = lru(20);
    disk.create_of_parts(a, gb(1), &[os].into()).unwrap();
    disk.create_of_parts(b, gb(3), &[os, python].into())
        .unwrap();
    assert_eq!(disk.free(), gb(20 - 4 - 1 - 2 - 3));
    assert_eq!(
        (disk.size_of(a), disk.size_of(b)),
        (Some(gb(5)), Some(gb(9)))
    );
    assert!(disk.remove(b));
    assert_eq!(disk.free(), gb(20 - 4 - 1));
    assert!(disk.remove(a));
    assert_eq!(disk.free(), gb(20));
    assert_eq!(disk.parts().count(), 0);
}

#[test]
fn the_first_of_two_files_to_be_evicted_leaves_what_they_share() {
    let ([a, b, c], os, _) = names();
    let mut disk = lru(10);
    disk.create_of_parts(a, gb(2), &[os].into()).unwrap();
    disk.create_of_parts(b, gb(3), &[os].into()).unwrap();
    // Without the part, `a` gives 2 GB; with it, it would have given 6.
    assert_eq!(disk.evictable(), gb(9));
    assert_eq!(disk.evictable_for(a, &[os]), gb(3));
    assert_eq!(disk.evictable_for(c, &[os]), gb(5));
    disk.create(c, gb(3)).unwrap();
    assert_eq!(disk.files().collect::<Vec<_>>(), [b, c]);
    assert_eq!(disk.free(), gb(0));
    // Now `b` is the last, and gives its own 3 GB and the 4 of the part.
    disk.create(a, gb(7)).unwrap();
    assert_eq!(disk.files().collect::<Vec<_>>(), [c, a]);
    assert_eq!(disk.free(), gb(0));
}

#[test]
fn what_a_new_file_is_made_of_is_not_evicted_to_make_room_for_it() {
    let ([a, b, _], os, python) = names();
    let mut disk = lru(10);
    disk.create_of_parts(a, gb(3), &[os].into()).unwrap();
    // 3 GB are free, and 3 of `a` itself: with `os`, which stays, `b` would need 6 besides.
    assert_eq!(disk.reserve_parts(gb(5), &[os, python]), Err(NoSpace));
    assert!(disk.contains(a));
    assert_eq!(disk.reserve_parts(gb(4), &[os, python]), Ok(vec![python]));
    disk.publish_parts(b, gb(4), &[os, python].into());
    assert_eq!((disk.contains(a), disk.free()), (false, gb(0)));
}

#[test]
fn a_part_on_its_way_is_brought_by_one_and_by_the_next_if_that_fails() {
    let (_, os, python) = names();
    let mut disk = lru(20);
    assert_eq!(disk.missing(gb(1), &[os, python]), gb(7));
    assert_eq!(disk.reserve_parts(gb(1), &[os]), Ok(vec![os]));
    assert_eq!(disk.missing(gb(1), &[os, python]), gb(3));
    assert_eq!(disk.reserve_parts(gb(1), &[os, python]), Ok(vec![python]));
    assert_eq!(disk.presence(&[os, python]), Presence::Coming);
    disk.settle_parts(&[os], Presence::Lost);
    disk.release_parts(gb(1), &[os]);
    assert_eq!(disk.presence(&[os, python]), Presence::Lost);
    // Its space is still taken, for the file that waits for it.
    assert_eq!(disk.free(), gb(20 - 1 - 4 - 2));
    assert_eq!(disk.reserve_parts(gb(2), &[os]), Ok(vec![os]));
    disk.settle_parts(&[os, python], Presence::Here);
    assert_eq!(disk.presence(&[os, python]), Presence::Here);
    disk.release_parts(gb(1), &[os, python]);
    disk.release_parts(gb(2), &[os]);
    assert_eq!(disk.free(), gb(20));
}

proptest! {
    /// Against a model that knows files and nothing else: what is taken is their own parts, and each shared one once.
    #[test]
    fn space_is_that_of_files_and_of_each_part_once(
        steps in prop::collection::vec((0usize..4, 1u64..4, 0usize..4, 0u8..4), 1..60)
    ) {
        let mut names = FileNames::default();
        let files = ["a", "b", "c", "d"].map(|name| names.id(name));
        let part = |(name, size)| Part { name, size: Bytes::new(size) };
        let parts = [(names.id("x"), 3), (names.id("y"), 2)].map(part);
        let mut disk = Partition::new(Bytes::new(14), Caching::LeastRecentlyUsed);
        let mut made_of = BTreeMap::new();
        for (file, own, of, action) in steps {
            let file = files[file];
            match action {
                0 | 1 if !disk.contains(file) => {
                    let of: Vec<Part> = parts.iter().enumerate()
                        .filter(|(bit, _)| of >> bit & 1 == 1).map(|(_, part)| *part).collect();
                    made_of.insert(file, of.clone());
                    let _ = disk.create_of_parts(file, Bytes::new(own), &of.into());
                }
                2 => disk.touch(file),
                _ => drop(disk.remove(file)),
            }
            let there: Vec<FileId> = disk.files().collect();
            let own: u64 = there.iter().filter_map(|file| disk.own_size_of(*file)).map(Bytes::get).sum();
            let shared: BTreeSet<(FileId, u64)> = there.iter()
                .flat_map(|file| &made_of[file]).map(|part| (part.name, part.size.get())).collect();
            let shared: u64 = shared.iter().map(|(_, size)| size).sum();
            prop_assert_eq!(own + shared + disk.free().get(), 14);
        }
    }
}
