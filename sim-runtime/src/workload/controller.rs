//! A workload: an arrival process as a controller.

use std::marker::PhantomData;

use super::{Arrival, Extent, Replay};
use crate::kernel::Stream;
use crate::platform::HostId;
use crate::simulation::open_loop::{Callee, Known, Source};
use crate::simulation::request::InvokeRequest;
use crate::simulation::{Builder, Invocable, Serverless};
use crate::units::SimTime;

impl Builder {
    /// Declares a controller that invokes a function at each arrival, without waiting for earlier invocations or for the
    /// service's answers. It ends when all its invocations are over.
    ///
    /// Arrivals without an end need a [horizon](Builder::horizon), or are cut by [`Arrival::take`] or [`Arrival::until`]; it
    /// is an error of the declaration otherwise.
    ///
    /// `input` gives the input of the n-th invocation, counting from zero, from random numbers of its own.
    ///
    /// ```
    /// use sim_runtime::prelude::*;
    ///
    /// # let mut sim = Builder::new();
    /// # let disk = Disk { capacity: tb(5), read: mb_per_sec(100), write: mb_per_sec(100) };
    /// # let host = HostSpec { speed: gflop_per_sec(1), cores: 4, disk, ..HostSpec::default() };
    /// # let [user, gateway, worker] = ["user", "gateway", "worker"].map(|name| sim.host(name, host.clone()));
    /// # let lan = sim.link("lan", LinkSpec { bandwidth: mb_per_sec(100), latency: us(2), ..LinkSpec::default() });
    /// # sim.route(user, gateway, [lan]);
    /// # sim.route(gateway, worker, [lan]);
    /// # let image = Image::new("image", mb(10));
    /// # let images = vec![image.clone()];
    /// # let registry = sim.storage("registry", user, StorageSpec { images, ..StorageSpec::default() });
    /// # let cloud = sim.serverless("cloud", gateway, worker, ServerlessSpec::default());
    /// let work = sim.function(FunctionSpec::new("work", image), async |ctx: &mut Ctx, length: SimDuration| {
    ///     ctx.sleep(length).await;
    /// });
    /// sim.deploy(work, cloud, registry);
    /// let arrivals = Poisson::per_second(2.0).take(100);
    /// sim.workload("morning", user, cloud, work, arrivals, |_, random| random.exponential_duration(secs(1)));
    /// assert_eq!(sim.run(Seed(42))?.summary.succeeded, 100);
    /// # Ok::<(), RunError>(())
    /// ```
    #[track_caller]
    pub fn workload<F, I, How>(
        &mut self,
        name: &str,
        host: HostId,
        service: Serverless,
        function: F,
        arrivals: impl Arrival + 'static,
        input: I,
    ) where
        F: Invocable<How> + Copy + 'static,
        How: 'static,
        I: FnMut(u64, &mut Stream) -> F::Input + 'static,
    {
        if let Some(mistake) = arrivals.mistake() {
            self.report("workload", name, mistake);
        }
        self.check_end(name, arrivals.extent());
        self.open_loop(
            name,
            host,
            Arrivals {
                callee: Callee::new(service, function),
                arrivals,
                input,
                last: SimTime::ZERO,
                number: 0,
                how: PhantomData,
            },
        );
    }

    /// Declares a controller that invokes a function at each of the recorded arrivals, with the input that it carries; as
    /// [`Builder::workload`] in all else.
    ///
    /// ```
    /// use sim_runtime::prelude::*;
    ///
    /// # let mut sim = Builder::new();
    /// # let disk = Disk { capacity: tb(5), read: mb_per_sec(100), write: mb_per_sec(100) };
    /// # let host = HostSpec { speed: gflop_per_sec(1), cores: 4, disk, ..HostSpec::default() };
    /// # let [user, gateway, worker] = ["user", "gateway", "worker"].map(|name| sim.host(name, host.clone()));
    /// # let lan = sim.link("lan", LinkSpec { bandwidth: mb_per_sec(100), latency: us(2), ..LinkSpec::default() });
    /// # sim.route(user, gateway, [lan]);
    /// # sim.route(gateway, worker, [lan]);
    /// # let image = Image::new("image", mb(10));
    /// # let images = vec![image.clone()];
    /// # let registry = sim.storage("registry", user, StorageSpec { images, ..StorageSpec::default() });
    /// # let cloud = sim.serverless("cloud", gateway, worker, ServerlessSpec::default());
    /// let work = sim.function(FunctionSpec::new("work", image), async |ctx: &mut Ctx, length: SimDuration| {
    ///     ctx.sleep(length).await;
    /// });
    /// sim.deploy(work, cloud, registry);
    /// let recorded = [(millis(1500), secs(20)), (secs(9), secs(3))];
    /// let recorded = recorded.map(|(date, length)| (SimTime::ZERO + date, length));
    /// sim.replay("morning", user, cloud, work, Replay::new(recorded));
    /// assert_eq!(sim.run(Seed(42))?.invocations[1].requested, SimTime::ZERO + secs(9));
    /// # Ok::<(), RunError>(())
    /// ```
    #[track_caller]
    pub fn replay<F, How>(
        &mut self,
        name: &str,
        host: HostId,
        service: Serverless,
        function: F,
        recorded: Replay<F::Input>,
    ) where
        F: Invocable<How> + Copy + 'static,
        How: 'static,
    {
        self.open_loop(
            name,
            host,
            Recorded {
                callee: Callee::new(service, function),
                left: recorded.into_arrivals().into_iter(),
                how: PhantomData,
            },
        );
    }

    /// Says so if arrivals have no end and nothing else ends the run.
    #[track_caller]
    pub(in crate::workload) fn check_end(&mut self, name: &str, extent: Extent) {
        match extent {
            Extent::Ends => {}
            Extent::Endless => self.needs_horizon("workload", name),
            Extent::EndlessAtOneDate => {
                let message = "has endlessly many arrivals at one date; add `.take(100)` to its arrivals, or give them a gap";
                self.report("workload", name, message);
            }
        }
    }
}

/// Arrivals of a process, for each of which an input is made.
struct Arrivals<A, F, I, How> {
    callee: Callee<F>,
    arrivals: A,
    input: I,
    last: SimTime,
    number: u64,
    how: PhantomData<How>,
}

impl<A, F, I, How> Source for Arrivals<A, F, I, How>
where
    A: Arrival,
    F: Invocable<How>,
    I: FnMut(u64, &mut Stream) -> F::Input,
{
    fn next(&mut self, known: &Known<'_>, random: &mut Stream) -> Option<(SimTime, InvokeRequest)> {
        let (last, number) = (self.last, self.number);
        let next = self.arrivals.next(last, random)?;
        assert!(
            next >= last,
            "arrivals go backwards: arrival {number} is at {next}, after one at {last}; an arrival process gives dates in order"
        );
        let input = (self.input)(number, random);
        (self.last, self.number) = (next, number + 1);
        Some((next, self.callee.request(known, input)))
    }
}

/// Arrivals that carry their inputs.
struct Recorded<F: Invocable<How>, How> {
    callee: Callee<F>,
    left: std::vec::IntoIter<(SimTime, F::Input)>,
    how: PhantomData<How>,
}

impl<F: Invocable<How>, How> Source for Recorded<F, How> {
    fn next(&mut self, known: &Known<'_>, _: &mut Stream) -> Option<(SimTime, InvokeRequest)> {
        let (date, input) = self.left.next()?;
        Some((date, self.callee.request(known, input)))
    }
}
