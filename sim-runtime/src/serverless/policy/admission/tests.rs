//! Admission policies against states that are made by hand.

use super::*;
use crate::serverless::event::ServiceEvent;
use crate::serverless::function::ConcurrencyLimits;
use crate::serverless::policy::registry::{self, Parameters};
use crate::serverless::policy::sketch::ClusterSketch;
use crate::serverless::{Charge, Cores, FunctionId, Image, InvocationId, Resources};
use crate::units::short::{gb, mb, millis, secs};
use crate::units::{Bytes, SimTime};

/// A cluster of a node of many cores, and what an admission policy under test has been asked.
struct Bench {
    sketch: ClusterSketch,
    policy: Box<dyn Admission>,
    asked: u64,
}

impl Bench {
    fn new(policy: impl Admission + 'static) -> Self {
        let node = Resources {
            cores: Cores::new(100),
            memory: gb(10),
            disk: gb(10),
            gpus: 0,
        };
        let mut sketch = ClusterSketch::new([node], [Image::new("python", mb(100))]);
        let (image, node) = (sketch.images()[0], sketch.nodes()[0]);
        sketch.load_image(node, image);
        Self {
            sketch,
            policy: Box::new(policy),
            asked: 0,
        }
    }

    fn function(&mut self, max: u32, reserved: u32) -> FunctionId {
        let image = self.sketch.images()[0];
        let function = self.sketch.function(image, Charge::reference(mb(1), mb(1)));
        self.sketch
            .set_limits(function, ConcurrencyLimits { max, reserved });
        function
    }

    fn tell(&mut self, event: &ServiceEvent) {
        self.policy.observe(event, &self.sketch.view());
    }

    /// A request: it waits if it is accepted, as the service would have it.
    fn request(&mut self, function: FunctionId) -> Admit {
        let invocation = self.asked;
        self.asked += 1;
        let arrived = Arrived {
            invocation: InvocationId::default(),
            number: invocation,
            function,
            input: Bytes::ZERO,
        };
        let admit = self.policy.admit(&arrived, &self.sketch.view());
        if matches!(admit, Admit::Accept | Admit::AcceptFor(_)) {
            self.tell(&ServiceEvent::AttemptArrived {
                function,
                invocation,
            });
            self.sketch.enqueue(function);
        }
        admit
    }

    /// How many of so many requests are accepted.
    fn accepted(&mut self, function: FunctionId, requests: u32) -> u32 {
        let admits = (0..requests).map(|_| self.request(function));
        admits.filter(|admit| *admit == Admit::Accept).count() as u32
    }

    fn completed(&mut self, function: FunctionId) {
        self.tell(&ServiceEvent::AttemptCompleted {
            function,
            invocation: 0,
            success: true,
            ran: None,
        });
    }

    fn at(&mut self, date: SimDuration) {
        self.sketch.at(SimTime::ZERO + date);
    }
}

#[test]
fn functions_share_what_reservations_leave_of_the_account() {
    let mut bench = Bench::new(ConcurrencyLimit::of_account(10));
    let reserved = bench.function(0, 4);
    let [plain, bounded] = [0, 2].map(|max| bench.function(max, 0));
    assert_eq!(bench.accepted(bounded, 5), 2);
    assert_eq!(bench.accepted(plain, 10), 4, "6 are shared, 2 are taken");
    assert_eq!(bench.accepted(reserved, 10), 4);
    bench.completed(reserved);
    assert_eq!(
        bench.accepted(plain, 1),
        0,
        "what is reserved is not shared"
    );
    assert_eq!(bench.accepted(reserved, 2), 1);
    bench.completed(bounded);
    assert_eq!(bench.accepted(plain, 2), 1);
}

#[test]
fn a_maximum_counts_without_an_account_and_the_smaller_of_two() {
    let mut bench = Bench::new(ConcurrencyLimit::default());
    let (both, none) = (bench.function(5, 3), bench.function(0, 0));
    assert_eq!(bench.accepted(both, 10), 3);
    assert_eq!(bench.accepted(none, 100), 100);
}

#[test]
fn requests_of_a_second_are_limited_by_concurrency() {
    let mut bench = Bench::new(ConcurrencyLimit {
        account: 3,
        requests: 10,
        ..ConcurrencyLimit::default()
    });
    let (reserved, plain) = (bench.function(0, 1), bench.function(0, 0));
    for second in 0..2 {
        let mut accepted = [0, 0];
        for request in 0..50 {
            bench.at(secs(second) + millis(request));
            for (function, accepted) in [reserved, plain].into_iter().zip(&mut accepted) {
                let count = bench.accepted(function, 1);
                *accepted += count;
                // None is under way for long.
                (0..count).for_each(|_| bench.completed(function));
            }
        }
        assert_eq!(accepted, [10, 20]);
    }
}

#[test]
fn an_attempt_that_needs_a_new_instance_takes_a_token() {
    let rate = ScalingRate {
        tokens: 1,
        per: secs(1),
        burst: 2,
        ..ScalingRate::default()
    };
    let mut bench = Bench::new(rate);
    let (function, node) = (bench.function(0, 0), bench.sketch.nodes()[0]);
    bench.sketch.idle_instance(function, node, SimTime::ZERO);
    assert_eq!(bench.accepted(function, 5), 3, "one is idle, two are new");
    bench.at(secs(1));
    assert_eq!(bench.accepted(function, 5), 1);
    // Another function has a bucket of its own.
    let other = bench.function(0, 0);
    assert_eq!(bench.accepted(other, 5), 2);
}

#[test]
fn attempts_that_share_an_instance_share_a_token() {
    let rate = ScalingRate {
        burst: 2,
        ..ScalingRate::default()
    };
    let mut bench = Bench::new(rate);
    let (function, node) = (bench.function(0, 0), bench.sketch.nodes()[0]);
    bench.sketch.set_concurrency(function, 4);
    let busy = bench.sketch.busy_instance(function, node);
    bench.sketch.occupy(busy);
    // Two that run have been accepted before.
    for invocation in 0..2 {
        bench.tell(&ServiceEvent::AttemptArrived {
            function,
            invocation,
        });
    }
    assert_eq!(bench.accepted(function, 20), 2 + 2 * 4);
}

#[test]
fn a_bucket_of_the_service_is_shared() {
    let rate = ScalingRate {
        scope: Scope::Service,
        burst: 3,
        ..ScalingRate::default()
    };
    let mut bench = Bench::new(rate);
    let functions = [bench.function(0, 0), bench.function(0, 0)];
    assert_eq!(functions.map(|one| bench.accepted(one, 2)), [2, 1]);
}

#[test]
fn what_waits_and_what_is_in_the_system_is_limited() {
    let limit = QueueLimit {
        waiting: 2,
        ..QueueLimit::default()
    };
    let mut bench = Bench::new(limit);
    let (function, node) = (bench.function(0, 0), bench.sketch.nodes()[0]);
    bench.sketch.busy_instance(function, node);
    bench.tell(&ServiceEvent::AttemptArrived {
        function,
        invocation: 0,
    });
    assert_eq!(
        bench.accepted(function, 5),
        2,
        "the one that runs does not wait"
    );
    let limit = QueueLimit {
        in_system: 3,
        scope: Scope::Service,
        ..QueueLimit::default()
    };
    let mut bench = Bench::new(limit);
    let functions = [bench.function(0, 0), bench.function(0, 0)];
    assert_eq!(functions.map(|one| bench.accepted(one, 2)), [2, 1]);
    bench.completed(functions[0]);
    assert_eq!(functions.map(|one| bench.accepted(one, 2)), [1, 0]);
}

#[test]
fn a_request_is_pending_for_some_start_ups() {
    let mut bench = Bench::new(PendingLimit {
        per_instance: 2,
        ..PendingLimit::default()
    });
    let (function, node) = (bench.function(0, 0), bench.sketch.nodes()[0]);
    assert_eq!(bench.request(function), Admit::AcceptFor(secs(10)));
    for (container, start_up) in [(0, secs(2)), (1, secs(8))] {
        bench.at(SimDuration::ZERO);
        let (invocation, of) = (0, (container, function, node));
        let (container, function, node) = of;
        bench.tell(&ServiceEvent::InstanceCreated {
            container,
            function,
            node,
            invocation,
        });
        bench.at(start_up);
        bench.tell(&ServiceEvent::InstanceStarted {
            container,
            function,
            node,
        });
    }
    // 3.5 times the mean of 2 s and 8 s.
    assert_eq!(bench.request(function), Admit::AcceptFor(millis(17_500)));
    assert_eq!(bench.request(function), Admit::Throttle, "two are pending");
}

#[test]
fn one_of_several_that_refuses_is_enough_and_takes_nothing_of_the_others() {
    let limits = AllOf::new()
        .and(ScalingRate {
            burst: 3,
            ..ScalingRate::default()
        })
        .and(ConcurrencyLimit::default())
        .and(PendingLimit::default())
        .and(PendingLimit {
            least: secs(5),
            ..PendingLimit::default()
        });
    assert!(limits.enforces_concurrency());
    let mut bench = Bench::new(limits);
    let (bounded, plain) = (bench.function(1, 0), bench.function(0, 0));
    assert_eq!(bench.request(bounded), Admit::AcceptFor(secs(5)));
    for _ in 0..5 {
        assert_eq!(bench.request(bounded), Admit::Throttle);
    }
    bench.completed(bounded);
    // Its refusals have cost no tokens.
    assert_eq!(bench.request(bounded), Admit::AcceptFor(secs(5)));
    assert_eq!(bench.request(plain), Admit::AcceptFor(secs(5)));
}

#[test]
fn a_list_is_read_by_names() {
    let list = |json: &str| {
        let policies = serde_json::from_str(json).expect("it is JSON");
        let parameters = Parameters::from_iter([("policies".to_owned(), policies)]);
        registry::admission("all_of", &parameters).map_err(|error| error.to_string())
    };
    let policy = list(
        r#"["queue_limit", {"kind": "concurrency_limit", "account": 7}, {"kind": "scaling_rate", "per": "1min"}]"#,
    )
    .expect("there are such policies");
    assert_eq!(policy.account(), Some(7));
    let shown = format!("{policy:?}");
    assert!(
        shown.contains("QueueLimit") && shown.contains("ScalingRate"),
        "{shown}"
    );
    for (json, part) in [
        (
            r#"["queue_limit", "fifo"]"#,
            "policies[1]: unknown variant `fifo`",
        ),
        (
            r#"[{"kind": "queue_limit", "wating": 1}]"#,
            "policies[0]: wating: unknown field `wating`",
        ),
        (
            r#"[{"kind": "scaling_rate", "burst": 0}]"#,
            "policies[0]: `burst` is 0",
        ),
        ("[7]", "the name of an admission policy"),
    ] {
        let told = list(json).map(drop).expect_err("it cannot be read");
        assert!(told.contains(part), "{told}");
    }
}
