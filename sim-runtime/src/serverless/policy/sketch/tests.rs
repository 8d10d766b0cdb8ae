//! What policies see of a service, and which instances they are given.

use super::*;
use crate::serverless::Cores;
use crate::serverless::policy::{Fcfs, MostRecentIdle, RoundRobin};
use crate::units::short::{gb, mb, secs};

/// Nodes of three cores that have an image in memory.
fn warm(nodes: usize) -> (ClusterSketch, ImageId) {
    let node = Resources {
        cores: Cores::new(3),
        memory: gb(4),
        disk: gb(10),
        ..Resources::NONE
    };
    let mut sketch = ClusterSketch::new(vec![node; nodes], [Image::new("image", mb(100))]);
    let image = sketch.images()[0];
    for node in sketch.nodes() {
        sketch.load_image(node, image);
    }
    (sketch, image)
}

/// So many cores for an invocation.
fn charge(cores: Cores) -> Charge {
    Charge {
        per_instance: Resources::space(mb(50), mb(200)),
        per_invocation: cores,
    }
}

#[test]
fn who_waits_in_the_line_of_a_node_is_not_active_there() {
    let (mut sketch, image) = warm(1);
    let function = sketch.function(image, charge(Cores::ONE));
    let node = sketch.nodes()[0];
    sketch.busy_instance(function, node);
    sketch.busy_instance(function, node);
    let [bound, _unbound] = std::array::from_fn(|_| sketch.enqueue(function));
    sketch.bind(bound, node);
    let view = sketch.view();
    assert_eq!(view.waiting(), 2);
    assert_eq!(view.queue().len(), 1);
    assert_eq!(view.node(node).line().len(), 1);
    assert_eq!(view.node(node).active(), 2);
}

#[test]
fn a_function_is_seen_with_the_cores_that_it_declares() {
    let (mut sketch, image) = warm(1);
    let function = sketch.function(image, charge(Cores::ONE));
    let mut registration = sketch.state.registrations[function].clone();
    registration.cpu = Cpu::shared_within(2);
    sketch.state.registrations.insert(function, registration);
    let seen = sketch.view().function(function).map(|seen| seen.cpu());
    assert_eq!(seen, Some(Cpu::shared_within(2)));
}

#[test]
fn what_takes_no_core_is_reused_on_a_node_without_a_free_one() {
    let (mut sketch, image) = warm(1);
    let coreless = sketch.function(image, charge(Cores::ZERO));
    let hungry = sketch.function(image, charge(Cores::new(3)));
    let node = sketch.nodes()[0];
    sketch.busy_instance(hungry, node);
    let idle = sketch.idle_instance(coreless, node, SimTime::ZERO);
    sketch.enqueue(coreless);
    let actions = sketch.schedule(&mut Fcfs);
    assert_eq!(actions.dispatches()[0].instance, Some(idle));
}

#[test]
fn what_takes_two_cores_is_not_reused_where_one_is_left() {
    // That another function takes one core, as most do, changes nothing about it.
    let (mut sketch, image) = warm(1);
    let double = sketch.function(image, charge(Cores::new(2)));
    sketch.function(image, charge(Cores::ONE));
    let node = sketch.nodes()[0];
    sketch.busy_instance(double, node);
    sketch.idle_instance(double, node, SimTime::ZERO);
    sketch.enqueue(double);
    assert!(sketch.schedule(&mut Fcfs).dispatches().is_empty());
}

#[test]
fn an_order_of_reuse_is_that_of_a_node_if_the_scheduler_has_chosen_one() {
    let (mut sketch, image) = warm(2);
    let function = sketch.function(image, charge(Cores::ONE));
    let nodes = sketch.nodes();
    let mut idle_since =
        |node, seconds| sketch.idle_instance(function, node, SimTime::ZERO + secs(seconds));
    idle_since(nodes[0], 0);
    let there = idle_since(nodes[0], 1);
    let anywhere = idle_since(nodes[1], 2);
    sketch.enqueue(function);
    let chosen = |scheduler: &mut dyn Scheduler| {
        let actions = sketch.schedule_with(scheduler, &mut MostRecentIdle, Seed(0));
        actions.dispatches()[0].instance
    };
    let mut round_robin = RoundRobin;
    assert_eq!(chosen(&mut round_robin), Some(there));
    assert_eq!(chosen(&mut Fcfs), Some(anywhere));
}
