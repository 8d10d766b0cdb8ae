//! What the policies decide: schedulers through small worlds, evictions by themselves.

use coldstart::prelude::*;
use coldstart::results::EventKind;
use coldstart::serverless::policy::{ClusterSketch, Eviction, Scheduler};
use coldstart::serverless::{Charge, Cores, InstanceId, Resources};

use crate::support::{IMAGE, OTHER, Plan, World, at, burst, dispatches, host, nodes};

fn spec(scheduler: impl Scheduler + 'static) -> ServerlessSpec {
    ServerlessSpec {
        scheduler: Box::new(scheduler),
        ..ServerlessSpec::default()
    }
}

/// A world over workers with these numbers of cores.
fn workers(cores: &[u32], service: ServerlessSpec) -> World {
    let workers = cores.iter().map(|&cores| host(cores, gb(1), gb(10)));
    Plan {
        workers: workers.collect(),
        service,
        ..Plan::default()
    }
    .declare()
}

mod random {
    use super::*;

    /// Chi-square of 0.1 % with 2 and with 3 degrees of freedom: a fair choice exceeds it once in a thousand times.
    const CRITICAL: [f64; 2] = [13.816, 16.266];

    fn run(cores: &[u32], invocations: usize, seed: u64) -> Report {
        let mut world = workers(cores, spec(Random::new(seed)));
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        world.run(burst(vec![(f, secs(1)); invocations], cloud))
    }

    fn chi_square(counts: &[u32]) -> f64 {
        let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
        let deviations = counts
            .iter()
            .map(|count| (f64::from(*count) - expected).powi(2));
        deviations.sum::<f64>() / expected
    }

    #[test]
    fn the_same_seed_gives_the_same_report_and_another_seed_another_one() {
        let places = |seed| {
            let report = run(&[1, 1, 1, 1], 12, seed);
            serde_json::to_string(&report.events).expect("events are serialisable")
        };
        assert_eq!(places(5), places(5));
        assert_ne!(places(5), places(6));
    }

    #[test]
    fn every_node_is_as_likely_to_be_chosen() {
        let (mut first_copy, mut run_on) = ([0; 4], [0; 4]);
        for seed in 0..400 {
            let report = run(&[1, 1, 1, 1], 1, seed);
            let copy = report
                .events
                .iter()
                .find(|row| row.event == EventKind::CopyStarted);
            let copied_to = copy
                .and_then(|row| row.node.as_deref())
                .expect("a copy to a node");
            let number = |name: &str| name.trim_start_matches("worker").parse::<usize>();
            first_copy[number(copied_to).expect("a numbered worker")] += 1;
            run_on[number(nodes(&report)[0]).expect("a numbered worker")] += 1;
        }
        for counts in [first_copy, run_on] {
            assert!(chi_square(&counts) < CRITICAL[1], "{counts:?}");
        }
    }

    #[test]
    fn every_waiting_invocation_is_as_likely_to_go_first() {
        let mut first = [0; 3];
        for seed in 0..300 {
            let dates = dispatches(&run(&[1], 3, seed));
            let earliest = dates.iter().min().expect("three invocations");
            first[dates
                .iter()
                .position(|date| date == earliest)
                .expect("one of them")] += 1;
        }
        assert!(chi_square(&first) < CRITICAL[0], "{first:?}");
    }
}

mod reference_random {
    use super::*;

    fn run(scheduler: impl Scheduler + 'static, seed: Seed) -> Report {
        let mut world = workers(&[1, 1, 1], spec(scheduler));
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let (cloud, user) = (world.cloud, world.user);
        let client = burst(vec![(f, secs(1))], cloud);
        world.sim.controller("client", user, client);
        world.sim.run(seed).expect("it runs")
    }

    #[test]
    fn nodes_are_those_that_the_generator_of_the_reference_gives() {
        let report = run(Random::reference(42), Seed(1));
        let moves = report.events.iter().filter_map(|row| {
            let moves = [EventKind::CopyStarted, EventKind::LoadStarted];
            moves.contains(&row.event).then_some(row.node.as_deref()?)
        });
        // A C++ program with std::mt19937(42) draws 1, 2, 2, 0, 2 from uniform_int_distribution(0, 2): a copy to node 1, one
        // to node 2, the load there, a copy to node 0, and then node 2 has the image in memory. Each move takes 1 s.
        assert_eq!(
            moves.collect::<Vec<_>>(),
            ["worker1", "worker2", "worker2", "worker0"]
        );
        assert_eq!(nodes(&report), ["worker2"]);
        assert_eq!(dispatches(&report), [Some(at(5.0))]);
    }

    #[test]
    fn without_a_seed_the_draws_follow_the_run() {
        let moves = |seed| run(ReferenceRandom::default(), Seed(seed)).events;
        assert_eq!(moves(1), moves(1));
        assert!((2..10).any(|seed| moves(seed) != moves(1)));
        let own = |seed| run(Random::reference(7), Seed(seed)).events;
        assert_eq!(own(1), own(2));
    }
}

mod first_come_first_served {
    use super::*;

    #[test]
    fn a_burst_fills_the_first_node_and_then_the_next() {
        let mut world = workers(&[2, 2], spec(Fcfs));
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        let lengths = [secs(10), secs(20), secs(20), secs(20), secs(1)];
        let report = world.run(burst(lengths.map(|length| (f, length)).to_vec(), cloud));
        // The two first reserve the cores of worker0 while they wait for the image there, the next two those of worker1:
        // 1 s of download, 2 s for two copies that share the gateway's disk, 1 s for a load on each node. The fifth finds
        // no core in the view, until the first one has ended.
        assert_eq!(
            nodes(&report),
            ["worker0", "worker0", "worker1", "worker1", "worker0"]
        );
        let dates = [4.0, 4.0, 4.0, 4.0, 14.0].map(|date| Some(at(date)));
        assert_eq!(dispatches(&report), dates);
    }

    #[test]
    fn an_idle_container_of_the_function_comes_before_a_node_that_has_the_image() {
        let service = ServerlessSpec {
            idle_timeout: mins(10),
            ..spec(Fcfs)
        };
        let mut world = workers(&[1, 1], service);
        let g = world.sleeper(FunctionSpec::new("g", IMAGE));
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            burst(vec![(g, secs(1)), (f, secs(1))], cloud)(ctx).await;
            // Both nodes are idle and have the image in memory; only worker1 has a container of `f`.
            burst(vec![(f, secs(1)), (f, secs(1))], cloud)(ctx).await;
        });
        assert_eq!(nodes(&report), ["worker0", "worker1", "worker1", "worker0"]);
        let reused: Vec<_> = report
            .invocations
            .iter()
            .map(|row| row.reused_container)
            .collect();
        assert_eq!(reused, [Some(false), Some(false), Some(true), Some(false)]);
    }

    /// A hog, an invocation that does not fit next to it, and a small one that would.
    fn next_to_a_hog(cores: u32) -> Vec<Option<SimTime>> {
        let mut world = Plan {
            workers: vec![host(cores, mb(500), gb(10))],
            ..Plan::default()
        }
        .declare();
        let needs = |name: &'static str, memory| FunctionSpec {
            memory,
            ..FunctionSpec::new(name, IMAGE)
        };
        let hog = world.sleeper(needs("hog", mb(200)));
        let large = world.sleeper(needs("large", mb(300)));
        let small = world.sleeper(needs("small", mb(50)));
        let cloud = world.cloud;
        let calls = vec![(hog, secs(10)), (large, secs(10)), (small, secs(1))];
        dispatches(&world.run(burst(calls, cloud)))
    }

    #[test]
    fn a_first_comer_that_does_not_fit_reserves_a_core_and_is_tried_again() {
        // The image (100 MB) and the hog (200 MB) leave 200 MB. `large` needs 300 MB: it is tried in every round and fits
        // at 13 s, when the hog has gone. Meanwhile it reserves one core of the view: `small` finds another one only if
        // there are three (SEMANTICS 9.11).
        assert_eq!(
            next_to_a_hog(3),
            [3.0, 13.0, 3.0].map(|date| Some(at(date)))
        );
        assert_eq!(
            next_to_a_hog(2),
            [3.0, 13.0, 13.0].map(|date| Some(at(date)))
        );
    }
}

mod first_fit {
    use super::*;

    fn needs(name: &'static str, memory: Bytes) -> FunctionSpec {
        FunctionSpec {
            memory,
            ..FunctionSpec::new(name, IMAGE)
        }
    }

    /// Workers of 2 cores and 500 MB of memory, of which the image takes 100 MB.
    fn small_workers(count: usize) -> World {
        Plan {
            service: ServerlessSpec {
                idle_timeout: mins(10),
                ..spec(FirstFit)
            },
            ..Plan::over(vec![host(2, mb(500), gb(10)); count])
        }
        .declare()
    }

    #[test]
    fn what_does_not_fit_next_to_others_goes_to_the_next_node_and_holds_up_nobody() {
        let mut world = small_workers(2);
        let hog = world.sleeper(needs("hog", mb(200)));
        let large = world.sleeper(needs("large", mb(300)));
        let small = world.sleeper(needs("small", mb(50)));
        let cloud = world.cloud;
        let calls = vec![(hog, secs(10)), (large, secs(10)), (small, secs(1))];
        let report = world.run(burst(calls, cloud));
        assert_eq!(nodes(&report), ["worker0", "worker1", "worker0"]);
    }

    #[test]
    fn an_idle_container_is_shut_down_only_where_nothing_is_free() {
        let mut world = small_workers(2);
        let f = world.sleeper(needs("f", mb(300)));
        let g = world.sleeper(needs("g", mb(300)));
        let h = world.sleeper(needs("h", mb(300)));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for function in [f, g, h] {
                burst(vec![(function, secs(1))], cloud)(ctx).await;
            }
        });
        assert_eq!(nodes(&report), ["worker0", "worker1", "worker0"]);
        let evicted =
            |row: &&coldstart::results::EventRow| row.event == EventKind::IdleContainerEvicted;
        assert_eq!(report.events.iter().filter(evicted).count(), 1);
    }

    #[test]
    fn an_image_that_no_container_uses_makes_room_for_another() {
        // 350 MB hold one image, one container and not the other image beside them.
        let mut world = Plan {
            service: spec(FirstFit),
            ..Plan::over(vec![host(2, mb(350), gb(10))])
        }
        .declare();
        let f = world.sleeper(needs("f", mb(200)));
        let g = world.sleeper(FunctionSpec {
            image: OTHER,
            ..needs("g", mb(200))
        });
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for function in [f, g] {
                burst(vec![(function, secs(1))], cloud)(ctx).await;
            }
        });
        assert_eq!(report.summary.succeeded, 2);
        // A download, a copy and a load take a second each.
        assert_eq!(dispatches(&report), [3.0, 7.0].map(|date| Some(at(date))));
    }

    #[test]
    fn an_image_makes_no_room_for_its_own_container() {
        // The first worker could hold the image or the container's 40 MB, and not both.
        let disks = [mb(130), gb(10)];
        let workers = disks.map(|disk| host(1, gb(1), disk));
        let mut world = Plan {
            service: spec(FirstFit),
            ..Plan::over(workers)
        }
        .declare();
        let f = world.sleeper(needs("f", mb(100)));
        let g = world.sleeper(FunctionSpec {
            disk: mb(40),
            ..needs("g", mb(100))
        });
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for function in [f, g] {
                burst(vec![(function, secs(1))], cloud)(ctx).await;
            }
        });
        assert_eq!(nodes(&report), ["worker0", "worker1"]);
    }

    #[test]
    fn an_invocation_waits_for_a_core_where_its_function_has_an_idle_container() {
        let mut world = small_workers(1);
        let f = world.sleeper(needs("f", mb(130)));
        let g = world.sleeper(needs("g", mb(130)));
        let h = world.sleeper(needs("h", mb(130)));
        let cloud = world.cloud;
        let report = world.run(async move |ctx: &mut Ctx| {
            for function in [f, g, h] {
                burst(vec![(function, secs(1))], cloud)(ctx).await;
            }
            // The memory is full of idle containers; `g` and `h` take both cores, and `f` the one that is free first.
            burst(vec![(g, secs(5)), (h, secs(9)), (f, secs(1))], cloud)(ctx).await;
        });
        let reused = report.invocations.iter().map(|row| row.reused_container);
        assert_eq!(reused.skip(3).collect::<Vec<_>>(), [Some(true); 3]);
        let dates = dispatches(&report);
        let start = dates[3].expect("it ran");
        assert_eq!(dates[5], Some(start + secs(5)));
    }
}

mod workload_balancing {
    use super::*;

    fn limited(name: &'static str, image: Image, time_limit: SimDuration) -> FunctionSpec {
        FunctionSpec {
            time_limit,
            ..FunctionSpec::new(name, image)
        }
    }

    #[test]
    fn cores_go_to_functions_in_proportion_to_their_work_and_the_latest_run_first() {
        let mut world = workers(&[4], spec(WorkloadBalancing));
        let f = world.sleeper(limited("f", IMAGE, secs(30)));
        let g = world.sleeper(limited("g", OTHER, secs(10)));
        let cloud = world.cloud;
        let calls = [vec![(f, secs(10)); 3], vec![(g, secs(4)); 3]].concat();
        let report = world.run(burst(calls, cloud));
        // Two downloads at once, then two copies, then two loads: 2 s each. Then the work is 3 x 30 s and 3 x 10 s: of the
        // 4 cores `f` gets 4 x 90 / 120 = 3 and `g` gets 1, for its latest. The others of `g` get the core that it frees.
        let dates = [6.0, 6.0, 6.0, 14.0, 10.0, 6.0].map(|date| Some(at(date)));
        assert_eq!(dispatches(&report), dates);
    }

    #[test]
    fn shares_are_rounded_up_and_the_last_function_may_get_less() {
        let mut world = workers(&[3], spec(WorkloadBalancing));
        let f = world.sleeper(limited("f", IMAGE, secs(20)));
        let g = world.sleeper(limited("g", OTHER, secs(20)));
        let cloud = world.cloud;
        let calls = [vec![(f, secs(5)); 2], vec![(g, secs(10)); 2]].concat();
        let report = world.run(burst(calls, cloud));
        // Each wants ceil(3 x 40 / 80) = 2 of the 3 cores. The one that came last gets them, the other one the rest.
        let dates = [11.0, 6.0, 6.0, 6.0].map(|date| Some(at(date)));
        assert_eq!(dispatches(&report), dates);
    }

    #[test]
    fn cores_come_from_the_nodes_that_have_most() {
        let report = |invocations| {
            let mut world = workers(&[1, 3], spec(WorkloadBalancing));
            let f = world.sleeper(limited("f", IMAGE, secs(30)));
            let cloud = world.cloud;
            world.run(burst(vec![(f, secs(5)); invocations], cloud))
        };
        assert_eq!(nodes(&report(3)), ["worker1"; 3]);
        // The fourth core is that of worker0. The last node takes its invocations first, from the latest on.
        assert_eq!(
            nodes(&report(4)),
            ["worker0", "worker1", "worker1", "worker1"]
        );
    }

    #[test]
    fn functions_that_share_an_image_load_it_each_and_lose_no_memory() {
        let plan = Plan {
            workers: vec![host(4, mb(350), gb(10))],
            service: spec(WorkloadBalancing),
            ..Plan::default()
        };
        let mut world = plan.declare();
        let functions = [("f", mb(50)), ("g", mb(100)), ("h", mb(100))].map(|(name, memory)| {
            world.sleeper(FunctionSpec {
                memory,
                ..limited(name, IMAGE, secs(30))
            })
        });
        let cloud = world.cloud;
        let calls = functions.map(|function| (function, secs(5)));
        let report = world.run(burst(calls.to_vec(), cloud));
        // 1 s of download, three copies at once, three loads at once: 3 s each. Then the image takes 100 MB, once, and the
        // three fit beside it to the byte.
        assert_eq!(dispatches(&report), [Some(at(7.0)); 3]);
    }

    #[test]
    fn functions_without_a_time_limit_have_no_work_and_never_run() {
        let mut world = workers(&[4], spec(WorkloadBalancing));
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let cloud = world.cloud;
        let (halt, report) = world.stuck(burst(vec![(f, secs(1))], cloud));
        assert_eq!(dispatches(&report), [None]);
        assert!(halt.to_string().contains("f#0"), "{halt}");
    }
}

mod eviction {
    use super::*;

    /// A node with idle instances: since when, and how much they reserve of disk and memory \[MB\].
    struct Idle {
        sketch: ClusterSketch,
        instances: Vec<InstanceId>,
    }

    impl Idle {
        fn new(instances: &[(f64, u64, u64)]) -> Self {
            let node = Resources {
                cores: Cores::ONE,
                memory: gb(1),
                disk: gb(1),
                ..Resources::NONE
            };
            let mut sketch = ClusterSketch::new([node], [IMAGE]);
            let (image, node) = (sketch.images()[0], sketch.nodes()[0]);
            let instances = instances.iter().map(|&(since, disk, memory)| {
                let function = sketch.function(image, Charge::reference(mb(disk), mb(memory)));
                sketch.idle_instance(function, node, at(since))
            });
            Self {
                instances: instances.collect(),
                sketch,
            }
        }

        /// Which instances go, by their place in the list, if disk and memory lack \[MB\].
        fn victims(&self, policy: &mut dyn Eviction, disk: u64, memory: u64) -> Option<Vec<usize>> {
            let node = self.sketch.view().node(self.sketch.nodes()[0]);
            let mut victims = Vec::new();
            let missing = Resources::space(mb(disk), mb(memory));
            let place = |victim: &InstanceId| {
                let place = self.instances.iter().position(|one| one == victim);
                place.expect("one of the list")
            };
            policy
                .victims(node, missing, &mut victims)
                .then(|| victims.iter().map(place).collect())
        }
    }

    #[test]
    fn the_longest_idle_go_first_until_it_is_enough() {
        let idle = Idle::new(&[(3.0, 0, 10), (1.0, 0, 10), (2.0, 0, 10)]);
        let victims = |memory| idle.victims(&mut LeastRecentlyUsed, 0, memory);
        assert_eq!(victims(10), Some(vec![1]));
        assert_eq!(victims(11), Some(vec![1, 2]));
        assert_eq!(victims(30), Some(vec![1, 2, 0]));
    }

    #[test]
    fn of_equally_long_idle_instances_the_oldest_goes_first() {
        let idle = Idle::new(&[(2.0, 0, 10), (1.0, 0, 10), (1.0, 0, 10)]);
        let victims = |memory| idle.victims(&mut LeastRecentlyUsed, 0, memory);
        assert_eq!(victims(5), Some(vec![1]));
        assert_eq!(victims(25), Some(vec![1, 2, 0]));
    }

    #[test]
    fn the_longest_idle_goes_even_if_it_frees_nothing_that_is_missing() {
        let idle = Idle::new(&[(1.0, 50, 0), (2.0, 0, 50)]);
        let victims = |disk, memory| idle.victims(&mut LeastRecentlyUsed, disk, memory);
        assert_eq!(victims(0, 40), Some(vec![0, 1]));
        assert_eq!(victims(40, 0), Some(vec![0]));
        assert_eq!(victims(40, 40), Some(vec![0, 1]));
    }

    #[test]
    fn the_smallest_that_frees_enough_goes_alone() {
        let idle = Idle::new(&[(1.0, 0, 10), (2.0, 0, 40), (3.0, 0, 20)]);
        let victims = |memory| idle.victims(&mut SmallestMemory, 0, memory);
        assert_eq!(victims(10), Some(vec![0]));
        assert_eq!(victims(11), Some(vec![2]));
        assert_eq!(victims(21), Some(vec![1]));
    }

    #[test]
    fn if_none_is_enough_the_largest_goes_and_the_rest_is_looked_for_anew() {
        let idle = Idle::new(&[(1.0, 0, 10), (2.0, 0, 40), (3.0, 0, 20)]);
        let victims = |memory| idle.victims(&mut SmallestMemory, 0, memory);
        // 40 MB do not free 45 MB; of the 5 MB that are then missing the smallest frees enough, of 15 MB the next one.
        assert_eq!(victims(45), Some(vec![1, 0]));
        assert_eq!(victims(55), Some(vec![1, 2]));
        assert_eq!(victims(70), Some(vec![1, 2, 0]));
    }

    #[test]
    fn instances_are_small_by_disk_if_no_memory_is_missing() {
        let idle = Idle::new(&[(1.0, 30, 10), (2.0, 20, 90)]);
        let victims = |disk, memory| idle.victims(&mut SmallestMemory, disk, memory);
        assert_eq!(victims(15, 0), Some(vec![1]));
        // By memory the first is the smaller one, but it must free enough of both.
        assert_eq!(victims(15, 5), Some(vec![0]));
        assert_eq!(victims(25, 15), Some(vec![1, 0]));
    }

    #[test]
    fn of_equally_small_instances_the_oldest_goes_first_and_of_equally_large_ones_the_youngest() {
        let idle = Idle::new(&[(2.0, 0, 20), (1.0, 0, 20)]);
        let victims = |memory| idle.victims(&mut SmallestMemory, 0, memory);
        assert_eq!(victims(20), Some(vec![0]));
        // Neither is enough: the last of the list goes first (SEMANTICS 4.14).
        assert_eq!(victims(21), Some(vec![1, 0]));
    }

    #[test]
    fn nothing_goes_if_all_would_not_be_enough() {
        let idle = Idle::new(&[(1.0, 10, 10), (2.0, 10, 10)]);
        let nothing = Idle::new(&[]);
        let policies: [&mut dyn Eviction; 2] = [&mut LeastRecentlyUsed, &mut SmallestMemory];
        for policy in policies {
            for (disk, memory) in [(0, 21), (21, 0), (21, 5)] {
                assert_eq!(idle.victims(policy, disk, memory), None, "{disk} {memory}");
            }
            assert_eq!(nothing.victims(policy, 0, 1), None);
            assert_eq!(idle.victims(policy, 0, 0), Some(vec![]));
        }
    }
}
