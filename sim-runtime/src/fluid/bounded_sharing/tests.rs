use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn at(seconds: f64) -> SimTime {
    SimTime::from_secs_f64(seconds)
}

fn of(group: u64, limit: f64) -> Option<Bound> {
    Some(Bound { group, limit })
}

fn drain<T>(cores: &mut BoundedSharing<T>) -> Vec<(f64, T)> {
    let mut ends = Vec::new();
    while let Some(date) = cores.next_end() {
        while let Some(token) = cores.finish(date) {
            ends.push((date.as_secs_f64(), token));
        }
    }
    ends
}

#[test]
fn half_a_core_takes_twice_the_time() {
    let mut cores = BoundedSharing::new(40.0, 10.0);
    cores.start(at(1.0), of(1, 5.0), 10.0, 'a');
    assert_eq!(drain(&mut cores), [(3.0, 'a')]);
}

#[test]
fn a_limit_above_a_core_is_for_several_tasks() {
    let mut cores = BoundedSharing::new(40.0, 10.0);
    cores.start(at(0.0), of(1, 20.0), 10.0, 'a');
    assert_eq!(drain(&mut cores), [(1.0, 'a')]);
    // Three tasks in two cores: 20/3 each, and all end at 1.5 s.
    for token in ['b', 'c', 'd'] {
        cores.start(at(1.0), of(1, 20.0), 10.0, token);
    }
    assert_eq!(drain(&mut cores), [(2.5, 'd'), (2.5, 'c'), (2.5, 'b')]);
}

#[test]
fn what_a_container_cannot_use_is_for_the_others() {
    // One core. The container has a quarter, which is less than a third: the other two have 3.75 each.
    let mut cores = BoundedSharing::new(10.0, 10.0);
    cores.start(at(0.0), of(1, 2.5), 10.0, 'a');
    cores.start(at(0.0), None, 7.5, 'b');
    cores.start(at(0.0), None, 15.0, 'c');
    // `b` ends at 2 s. Then `c`, with 7.5 left, has 7.5: it ends at 3 s. `a` has 2.5 to the end.
    assert_eq!(drain(&mut cores), [(2.0, 'b'), (3.0, 'c'), (4.0, 'a')]);
}

#[test]
fn a_container_of_many_tasks_stays_behind_as_a_whole() {
    // Two cores of 10. Container 1 has 1.2 cores for three tasks: 4 each. Container 2 has half a core for one: 5. Together 17 of
    // 20, so the unbounded task has 3 by what is left, but by right as much as any: the level is where
    // 3 min(4, x) + min(5, x) + min(10, x) = 20: x = 4 gives 20.
    let mut cores = BoundedSharing::new(20.0, 10.0);
    for token in ['a', 'b', 'c'] {
        cores.start(at(0.0), of(1, 12.0), 8.0, token);
    }
    cores.start(at(0.0), of(2, 5.0), 10.0, 'd');
    cores.start(at(0.0), None, 12.0, 'e');
    // All have 4 until the three end at 2 s; then `d` has 5 and 2 left, and `e` 10 and 4 left.
    let ends = drain(&mut cores);
    assert_eq!(
        ends,
        [(2.0, 'c'), (2.0, 'b'), (2.0, 'a'), (2.4, 'e'), (2.4, 'd')]
    );
}

#[test]
fn a_task_that_is_cancelled_gives_its_share_back() {
    let mut cores = BoundedSharing::new(10.0, 10.0);
    let first = cores.start(at(0.0), of(1, 5.0), 10.0, 'a');
    cores.start(at(0.0), of(1, 5.0), 10.0, 'b');
    cores.start(at(0.0), None, 100.0, 'c');
    assert_eq!(cores.len(), 3);
    assert_eq!(cores.cancel(at(2.0), first), Some('a'));
    assert_eq!(cores.cancel(at(2.0), first), None);
    // `b` has had 2.5 a second: 5 are left at 5. `c` has had 5, and has 5 until then.
    assert_eq!(cores.next_end(), Some(at(3.0)));
    assert_eq!(drain(&mut cores), [(3.0, 'b'), (11.5, 'c')]);
    assert!(cores.is_empty());
}

#[test]
fn what_ran_in_equal_shares_goes_on() {
    let mut equals = ProcessorSharing::new(10.0, 10.0);
    let first = equals.start(at(0.0), 10.0, 'a');
    equals.start(at(0.0), 10.0, 'b');
    equals.start(at(0.5), 10.0, 'c');
    let mut cores = BoundedSharing::from(equals);
    cores.start(at(1.0), of(3, 1.0), 1.0, 'd');
    assert_eq!(cores.cancel(at(1.0), first), Some('a'));
    // At 1 s `b` has had 2.5 and 10/6; `d` has 1 a second, and the other two 4.5.
    let missing = 10.0 - 2.5 - 10.0 / 6.0;
    let ends = drain(&mut cores);
    let dates: Vec<f64> = ends.iter().map(|(date, _)| *date).collect();
    assert_eq!(
        ends.iter().map(|(_, token)| *token).collect::<String>(),
        "dbc"
    );
    assert_eq!(dates[0], 2.0);
    assert!(
        (dates[1] - (2.0 + (missing - 4.5) / 5.0)).abs() < 1e-8,
        "{dates:?}"
    );
}

/// The same by hand: the work that is left of each task, and rates that rise together until something holds them.
struct Oracle {
    capacity: f64,
    cap: f64,
    now: f64,
    limits: BTreeMap<u64, f64>,
    left: BTreeMap<usize, (Option<u64>, f64)>,
    ends: BTreeMap<usize, f64>,
}

impl Oracle {
    /// Progressive filling: all rates that are not fixed rise by the most that no capacity, limit or cap forbids.
    fn rates(&self) -> BTreeMap<usize, f64> {
        let mut rates: BTreeMap<usize, f64> = self.left.keys().map(|task| (*task, 0.0)).collect();
        let mut rising: Vec<usize> = rates.keys().copied().collect();
        while !rising.is_empty() {
            let room = |of: &dyn Fn(usize) -> bool, limit: f64| {
                let used: f64 = rates
                    .iter()
                    .filter(|(task, _)| of(**task))
                    .map(|(_, rate)| rate)
                    .sum();
                let rise = rising.iter().filter(|task| of(**task)).count();
                (limit - used).max(0.0) / rise as f64
            };
            let group = |task: usize| self.left[&task].0;
            let by = rising.iter().map(|task| {
                let own = self.cap - rates[task];
                let together = group(*task).map_or(f64::INFINITY, |key| {
                    room(&|other| group(other) == Some(key), self.limits[&key])
                });
                own.min(together).min(room(&|_| true, self.capacity))
            });
            let by: Vec<f64> = by.collect();
            let least = by.iter().copied().fold(f64::INFINITY, f64::min);
            for task in &rising {
                *rates.get_mut(task).expect("a rate") += least;
            }
            let mut index = 0;
            rising.retain(|_| {
                index += 1;
                by[index - 1] > least + 1e-9
            });
        }
        rates
    }

    fn advance(&mut self, to: f64) {
        while self.now < to {
            let rates = self.rates();
            let next = self
                .left
                .iter()
                .map(|(task, (_, left))| self.now + left / rates[task]);
            let next = next.fold(to, f64::min);
            for (task, (_, left)) in &mut self.left {
                *left -= rates[task] * (next - self.now);
            }
            self.now = next;
            let over = self.left.iter().filter(|(_, (_, left))| *left <= 1e-7);
            for task in over.map(|(task, _)| *task).collect::<Vec<_>>() {
                self.left.remove(&task);
                self.ends.insert(task, next);
            }
            if self.left.is_empty() {
                self.now = to;
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Start {
    after: f64,
    group: Option<u64>,
    work: f64,
    cancelled_after: Option<f64>,
}

fn starts() -> impl Strategy<Value = Vec<Start>> {
    let group = prop::option::weighted(0.8, 0..4u64);
    let cancelled = prop::option::weighted(0.2, 1..3000u32);
    let one = (0..2000u32, group, 1..4000u32, cancelled);
    let start = one.prop_map(|(after, group, work, cancelled)| Start {
        after: f64::from(after) / 1000.0,
        group,
        work: f64::from(work) / 1000.0,
        cancelled_after: cancelled.map(|after| f64::from(after) / 1000.0),
    });
    prop::collection::vec(start, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(13),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn ends_are_those_of_progressive_filling(
        starts in starts(),
        cores in 1..5u32,
        limits in prop::collection::vec(50..2500u32, 4),
    ) {
        let limits: Vec<f64> = limits.into_iter().map(|limit| f64::from(limit) / 1000.0).collect();
        let mut oracle = Oracle {
            capacity: cores.into(),
            cap: 1.0,
            now: 0.0,
            limits: limits.iter().copied().enumerate().map(|(key, limit)| (key as u64, limit)).collect(),
            left: BTreeMap::new(),
            ends: BTreeMap::new(),
        };
        let mut sharing = BoundedSharing::new(cores.into(), 1.0);
        // What happens when: a start, or the end of one by cancellation.
        let mut dates = Vec::new();
        let mut now = 0.0;
        for (index, start) in starts.iter().enumerate() {
            now += start.after;
            dates.push((now, index, true));
            dates.extend(start.cancelled_after.map(|after| (now + after, index, false)));
        }
        dates.sort_by(|one, other| one.partial_cmp(other).expect("dates"));
        let (mut ids, mut ends) = (BTreeMap::new(), BTreeMap::new());
        for (date, index, begins) in dates {
            while let Some(next) = sharing.next_end().filter(|next| *next <= at(date)) {
                while let Some(task) = sharing.finish(next) {
                    ends.insert(task, next.as_secs_f64());
                }
            }
            oracle.advance(date);
            let Start { group, work, .. } = starts[index];
            if begins {
                let bound = group.map(|group| Bound { group, limit: limits[group as usize] });
                ids.insert(index, sharing.start(at(date), bound, work, index));
                oracle.left.insert(index, (group, work));
            } else {
                // One that ends at this very date by rounding may have been cancelled by one of them only.
                prop_assume!(oracle.left.get(&index).is_none_or(|(_, left)| *left > 1e-5));
                let there = sharing.cancel(at(date), ids[&index]).is_some();
                prop_assert_eq!(there, oracle.left.remove(&index).is_some());
            }
        }
        ends.extend(drain(&mut sharing).into_iter().map(|(date, task)| (task, date)));
        oracle.advance(1e6);
        prop_assert_eq!(ends.keys().collect::<Vec<_>>(), oracle.ends.keys().collect::<Vec<_>>());
        for (task, date) in &ends {
            let expected = oracle.ends[task];
            prop_assert!((date - expected).abs() < 1e-6, "{task}: {date} and not {expected}");
        }
    }
}

#[test]
fn at_half_the_pace_a_bound_is_half_as_much() {
    // One core of 10 a second, of which the container has 4: at half the pace it has 2, and the other task 3.
    let mut cores = BoundedSharing::new(10.0, 10.0);
    cores.set_pace(at(0.0), 0.5);
    cores.start(at(0.0), of(1, 4.0), 4.0, 'a');
    cores.start(at(0.0), None, 9.0, 'b');
    // At 1 s, 2 and 6 are left, which go at 4 and 6 a second then.
    cores.set_pace(at(1.0), 1.0);
    assert_eq!(drain(&mut cores), [(1.5, 'a'), (1.8, 'b')]);
}
