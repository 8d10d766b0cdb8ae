//! What the schedulers that spread, bind and pack decide, in sketches of services.

use super::*;
use crate::kernel::Seed;
use crate::serverless::policy::reuse::FirstIdle;
use crate::serverless::policy::{Actions, ClusterSketch};
use crate::serverless::{AttemptId, Charge, Cores, FunctionId, Image, NodeId, Resources};
use crate::units::short::{gb, mb};
use crate::units::{Bytes, SimTime};

fn node(cores: u32, memory: Bytes) -> Resources {
    Resources {
        cores: Cores::new(cores),
        memory,
        disk: gb(10),
        ..Resources::NONE
    }
}

/// Nodes that have the image of a function of 200 MB in memory.
fn warm(nodes: impl IntoIterator<Item = Resources>) -> (ClusterSketch, FunctionId, Vec<NodeId>) {
    let (mut sketch, function, nodes) = cold(nodes);
    for node in &nodes {
        sketch.load_image(*node, sketch.images()[0]);
    }
    (sketch, function, nodes)
}

/// Nodes on which nothing is.
fn cold(nodes: impl IntoIterator<Item = Resources>) -> (ClusterSketch, FunctionId, Vec<NodeId>) {
    let mut sketch = ClusterSketch::new(nodes, [Image::new("image", mb(100))]);
    let function = sketch.function(sketch.images()[0], Charge::reference(mb(50), mb(200)));
    let nodes = sketch.nodes();
    (sketch, function, nodes)
}

/// Attempts that wait.
fn enqueue<const COUNT: usize>(
    sketch: &mut ClusterSketch,
    function: FunctionId,
) -> [AttemptId; COUNT] {
    std::array::from_fn(|_| sketch.enqueue(function))
}

/// Where attempts are dispatched, in order.
fn dispatched(actions: &Actions) -> Vec<(AttemptId, NodeId)> {
    let dispatches = actions.dispatches().iter();
    dispatches.map(|one| (one.attempt, one.node)).collect()
}

fn nodes_of(actions: &Actions) -> Vec<usize> {
    let dispatches = actions.dispatches().iter();
    dispatches.map(|one| one.node.index()).collect()
}

mod round_robin {
    use super::*;

    #[test]
    fn the_turn_goes_on_in_the_next_round_and_passes_by_who_cannot_take_it() {
        let (mut sketch, f, nodes) = warm([node(2, gb(1)), node(1, gb(1)), node(2, gb(1))]);
        let mut scheduler = RoundRobin;
        enqueue::<2>(&mut sketch, f);
        assert_eq!(nodes_of(&sketch.schedule(&mut scheduler)), [0, 1]);
        sketch.busy_instance(f, nodes[1]);
        // The last node's turn, the first one's, and then not that of the second, which is busy.
        let attempts = enqueue::<1>(&mut sketch, f);
        let actions = sketch.schedule(&mut scheduler);
        assert_eq!(nodes_of(&actions), [2, 0, 2]);
        assert_eq!(dispatched(&actions)[2], (attempts[0], nodes[2]));
    }

    #[test]
    fn a_node_whose_memory_is_in_use_is_passed_by() {
        // 400 MB hold the image and one instance.
        let (mut sketch, f, nodes) = warm([node(4, mb(400)), node(4, mb(400))]);
        sketch.busy_instance(f, nodes[0]);
        enqueue::<2>(&mut sketch, f);
        let mut scheduler = RoundRobin;
        assert_eq!(nodes_of(&sketch.schedule(&mut scheduler)), [1]);
    }
}

mod least_loaded {
    use super::*;

    #[test]
    fn what_the_round_has_decided_counts() {
        let (mut sketch, f, _) = warm([node(1, gb(2)), node(4, gb(2))]);
        enqueue::<6>(&mut sketch, f);
        // 0/1, 0/4 .. 3/4, and then both are full.
        let actions = sketch.schedule(&mut LeastLoaded);
        assert_eq!(nodes_of(&actions), [0, 1, 1, 1, 1]);
    }

    #[test]
    fn an_attempt_that_waits_for_its_image_holds_its_place() {
        let (mut sketch, f, nodes) = cold([node(1, gb(1)), node(1, gb(1))]);
        let [first, second, third] = enqueue(&mut sketch, f);
        sketch.bind(first, nodes[0]);
        sketch.start_copy(nodes[0], sketch.images()[0]);
        let actions = sketch.schedule(&mut LeastLoaded);
        assert_eq!(actions.bindings(), [(second, nodes[1])]);
        assert_eq!(actions.copies(), [(nodes[1], sketch.images()[0])]);
        let _ = third;
    }

    #[test]
    fn instances_without_cores_of_their_own_are_counted_by_what_runs_in_them() {
        let mut sketch = ClusterSketch::new(
            [node(1, gb(2)), node(1, gb(2))],
            [Image::new("image", mb(100))],
        );
        let shared = Charge {
            per_instance: Resources::space(mb(50), mb(200)),
            per_invocation: Cores::ZERO,
        };
        let (image, nodes) = (sketch.images()[0], sketch.nodes());
        let f = sketch.function(image, shared);
        for node in &nodes {
            sketch.load_image(*node, image);
        }
        sketch.busy_instance(f, nodes[0]);
        sketch.busy_instance(f, nodes[0]);
        enqueue::<3>(&mut sketch, f);
        // 2 and 0, 2 and 1, 2 and 2: the first of equal ones.
        assert_eq!(nodes_of(&sketch.schedule(&mut LeastLoaded)), [1, 1, 0]);
    }
}

mod join_shortest_queue {
    use super::*;

    #[test]
    fn attempts_are_bound_at_once_and_served_in_order() {
        let (mut sketch, f, nodes) = warm([node(1, gb(1)), node(1, gb(1))]);
        let attempts = enqueue::<5>(&mut sketch, f);
        let actions = sketch.schedule(&mut JoinShortestQueue);
        let [a, b, c, d, e] = attempts;
        let [one, two] = nodes[..] else {
            unreachable!()
        };
        assert_eq!(dispatched(&actions), [(a, one), (b, two)]);
        assert_eq!(actions.bindings(), [(c, one), (d, two), (e, one)]);
    }

    #[test]
    fn who_stands_in_line_is_served_before_who_joins() {
        let (mut sketch, f, nodes) = warm([node(1, gb(1))]);
        let [first, second, third] = enqueue(&mut sketch, f);
        sketch.bind(first, nodes[0]);
        sketch.bind(second, nodes[0]);
        let actions = sketch.schedule(&mut JoinShortestQueue);
        assert_eq!(dispatched(&actions), [(first, nodes[0])]);
        assert_eq!(actions.bindings(), [(third, nodes[0])]);
    }

    #[test]
    fn a_node_that_could_never_hold_the_instance_is_not_joined() {
        let (mut sketch, f, nodes) = cold([node(8, mb(250)), node(1, gb(1))]);
        let attempts = enqueue::<2>(&mut sketch, f);
        let actions = sketch.schedule(&mut JoinShortestQueue);
        let joined = attempts.map(|attempt| (attempt, nodes[1]));
        assert_eq!(actions.bindings(), joined);
    }
}

mod power_of_choices {
    use super::*;

    fn with_seed(sketch: &ClusterSketch, choices: u32, seed: u64) -> Actions {
        let mut scheduler = PowerOfChoices { choices };
        sketch.schedule_with(&mut scheduler, &mut FirstIdle, Seed(seed))
    }

    #[test]
    fn nodes_are_drawn_without_replacement() {
        // Of two nodes both are drawn, so the idle one is found whatever the seed.
        let (mut sketch, f, nodes) = warm([node(1, gb(1)), node(1, gb(1))]);
        sketch.busy_instance(f, nodes[0]);
        enqueue::<1>(&mut sketch, f);
        for seed in 0..50 {
            assert_eq!(nodes_of(&with_seed(&sketch, 2, seed)), [1]);
        }
    }

    #[test]
    fn the_least_loaded_of_two_is_missed_as_often_as_it_is_not_drawn() {
        // One idle node of eight is among two drawn with probability 1/4.
        let (mut sketch, f, nodes) = warm([node(1, gb(1)); 8]);
        for node in &nodes[..7] {
            sketch.busy_instance(f, *node);
        }
        enqueue::<1>(&mut sketch, f);
        let runs = 2000;
        let found = (0..runs).filter(|seed| nodes_of(&with_seed(&sketch, 2, *seed)) == [7]);
        // Four standard errors of a share of 1/4: 4 * sqrt(3 / 16 / 2000).
        let share = found.count() as f64 / runs as f64;
        assert!((share - 0.25).abs() < 0.0388, "{share}");
    }

    #[test]
    fn nodes_that_could_never_hold_the_instance_are_not_drawn() {
        let mut all = vec![node(1, mb(250)); 40];
        all.push(node(1, gb(1)));
        let (mut sketch, f, nodes) = cold(all);
        let [attempt] = enqueue(&mut sketch, f);
        for seed in 0..20 {
            let actions = with_seed(&sketch, 2, seed);
            assert_eq!(actions.bindings(), [(attempt, nodes[40])]);
        }
    }

    #[test]
    fn no_choice_is_a_mistake() {
        let mistake = PowerOfChoices { choices: 0 }.mistake();
        assert_eq!(
            mistake.as_deref(),
            Some("`choices` is 0; give it at least 1")
        );
        assert_eq!(PowerOfChoices::default().mistake(), None);
    }
}

mod locality {
    use super::*;

    /// The first node that each of a few functions is sent to, of so many.
    fn homes(nodes: usize) -> Vec<usize> {
        let (mut sketch, _, _) = cold(vec![node(4, gb(4)); nodes]);
        let image = sketch.images()[0];
        let charge = Charge::reference(mb(50), mb(200));
        let functions: Vec<_> = (0..64).map(|_| sketch.function(image, charge)).collect();
        let home = |function| {
            let mut sketch = cold(vec![node(4, gb(4)); nodes]).0;
            while sketch.function(image, charge) != function {}
            sketch.enqueue(function);
            let actions = sketch.schedule(&mut Locality::default());
            actions.bindings()[0].1.index()
        };
        functions.into_iter().map(home).collect()
    }

    #[test]
    fn a_new_node_takes_functions_from_the_others_and_moves_no_other() {
        let (before, after) = (homes(7), homes(8));
        let moved = before
            .iter()
            .zip(&after)
            .filter(|(one, other)| one != other);
        let moved: Vec<_> = moved.collect();
        assert!(moved.iter().all(|(_, home)| **home == 7), "{moved:?}");
        // Of 64 functions an eighth, give or take four standard deviations: 8 +- 4 * sqrt(64 * 7 / 64).
        assert!((1..=18).contains(&moved.len()), "{moved:?}");
    }

    #[test]
    fn a_function_stays_at_home_until_that_has_more_than_its_share() {
        // Of k attempts, a node of four has at most ceil(1.25 * k / 4).
        let (mut sketch, f, _) = warm([node(8, gb(4)); 4]);
        for waiting in 1..=16_u32 {
            sketch.enqueue(f);
            let actions = sketch.schedule(&mut Locality::default());
            let mut counts = [0; 4];
            for node in nodes_of(&actions) {
                counts[node] += 1;
            }
            let most = (1.25 * f64::from(waiting) / 4.0).ceil() as usize;
            assert_eq!(counts.iter().sum::<usize>(), waiting as usize);
            assert!(counts.iter().all(|count| *count <= most), "{counts:?}");
            assert_eq!(counts.iter().max(), Some(&most), "{counts:?}");
        }
        let without_bound = Locality {
            bound: 100.0,
            ..Locality::default()
        };
        let home = nodes_of(&sketch.schedule(&mut { without_bound }));
        assert!(home.iter().all(|node| *node == home[0]), "{home:?}");
    }

    #[test]
    fn nonsense_is_told() {
        let of = |bound, virtual_nodes| {
            let locality = Locality {
                bound,
                virtual_nodes,
                ..Locality::default()
            };
            locality.mistake()
        };
        assert_eq!(of(1.0, 1), None);
        for (bound, points) in [
            (f64::NAN, 1),
            (0.99, 1),
            (f64::INFINITY, 1),
            (2.0, 0),
            (2.0, 10_001),
        ] {
            assert!(of(bound, points).is_some(), "{bound} {points}");
        }
    }
}

mod fits {
    use super::*;

    #[test]
    fn the_image_counts_where_it_is_not_yet() {
        // 550 MB free where the image is, and 600 MB where it must be loaded: 350 and 300 MB are left.
        let (mut sketch, f, nodes) = cold([node(4, mb(650)), node(4, mb(600))]);
        sketch.load_image(nodes[0], sketch.images()[0]);
        let [attempt] = enqueue(&mut sketch, f);
        assert_eq!(
            sketch.schedule(&mut BestFit).bindings(),
            [(attempt, nodes[1])]
        );
        assert_eq!(nodes_of(&sketch.schedule(&mut WorstFit)), [0]);
    }

    #[test]
    fn what_has_been_promised_in_the_round_counts() {
        let (mut sketch, f, _) = warm([node(4, mb(800)), node(4, mb(900))]);
        enqueue::<4>(&mut sketch, f);
        // 700 and 800 MB are free beside the images, for three and for four instances of 200 MB.
        assert_eq!(nodes_of(&sketch.schedule(&mut BestFit)), [0, 0, 0, 1]);
        assert_eq!(nodes_of(&sketch.schedule(&mut WorstFit)), [1, 0, 1, 0]);
    }

    #[test]
    fn what_is_idle_is_used_and_only_then_evicted() {
        let (mut sketch, f, nodes) = warm([node(2, mb(400)), node(2, mb(300))]);
        let idle = sketch.idle_instance(f, nodes[1], SimTime::ZERO);
        enqueue::<1>(&mut sketch, f);
        for scheduler in [&mut BestFit as &mut dyn Scheduler, &mut WorstFit] {
            let actions = sketch.schedule(scheduler);
            assert_eq!(actions.dispatches()[0].instance, Some(idle));
        }
        // Room for a new instance is only where an idle one of another function is.
        let (mut sketch, g, nodes) = warm([node(2, mb(300)), node(2, mb(300))]);
        let f = sketch.function(sketch.images()[0], Charge::reference(mb(0), mb(200)));
        sketch.busy_instance(g, nodes[0]);
        sketch.idle_instance(f, nodes[1], SimTime::ZERO);
        enqueue::<1>(&mut sketch, g);
        assert_eq!(nodes_of(&sketch.schedule(&mut BestFit)), [1]);
    }
}

mod warm_first {
    use super::*;

    #[test]
    fn an_idle_instance_comes_before_all_and_the_image_before_the_load() {
        let (mut sketch, f, nodes) = cold([node(4, gb(1)); 4]);
        let image = sketch.images()[0];
        sketch.load_image(nodes[3], image);
        sketch.copy_image(nodes[2], image);
        sketch.copy_image(nodes[1], image);
        sketch.load_image(nodes[1], image);
        // The third and the fourth node have one attempt each; the second has two and an idle instance.
        sketch.busy_instance(f, nodes[3]);
        sketch.busy_instance(f, nodes[1]);
        sketch.busy_instance(f, nodes[1]);
        let idle = sketch.idle_instance(f, nodes[1], SimTime::ZERO);
        let attempts = enqueue::<3>(&mut sketch, f);
        let actions = sketch.schedule(&mut WarmFirst);
        let first = actions.dispatches()[0];
        assert_eq!((first.node, first.instance), (nodes[1], Some(idle)));
        // In memory of the second, now with three attempts, and of the fourth, with one and then two.
        assert_eq!(
            dispatched(&actions)[1..],
            [(attempts[1], nodes[3]), (attempts[2], nodes[3])]
        );
    }

    #[test]
    fn a_node_with_the_image_and_no_room_does_not_keep_an_attempt_from_others() {
        let (mut sketch, f, nodes) = cold([node(4, mb(300)), node(4, gb(1))]);
        let image = sketch.images()[0];
        sketch.load_image(nodes[0], image);
        sketch.busy_instance(f, nodes[0]);
        enqueue::<1>(&mut sketch, f);
        let actions = sketch.schedule(&mut WarmFirst);
        assert_eq!(actions.copies(), [(nodes[1], image)]);
        assert!(actions.bindings().is_empty());
    }
}
