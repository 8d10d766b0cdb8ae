//! A workload whose arrivals are messages of a queue.

use super::event_pollers::EventPollers;
use super::messages::Arriving;
use super::work_off;
use crate::kernel::Stream;
use crate::platform::HostId;
use crate::simulation::{Builder, Ctx, Invocable, Serverless};
use crate::workload::Arrival;

impl Builder {
    /// Declares a controller where a message comes at each arrival, and pollers invoke a function with batches of them. It ends
    /// when all messages are done or given up, and logs how many were.
    ///
    /// `input` gives the input of an invocation from its messages, which are their numbers, counted from zero, and from random
    /// numbers of its poller; a batch that failed is made anew. For messages that controllers send there is [`Ctx::poll`].
    ///
    /// Arrivals without an end need a [horizon](Builder::horizon), or are cut by [`Arrival::take`] or [`Arrival::until`], or by the
    /// pollers' [`messages`](EventPollers::messages); it is an error of the declaration otherwise.
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
    /// let store = sim.function(FunctionSpec::new("store", image), async |ctx: &mut Ctx, messages: u64| {
    ///     ctx.sleep(millis(20) + millis(5) * messages).await;
    /// });
    /// sim.deploy(store, cloud, registry);
    /// let arrivals = Burst::of(100);
    /// let count = |messages: Vec<u64>, _: &mut Stream| messages.len() as u64;
    /// sim.polled("orders", user, cloud, store, (arrivals, EventPollers::sqs()), count);
    /// assert_eq!(sim.run(Seed(42))?.summary.succeeded, 10);
    /// # Ok::<(), RunError>(())
    /// ```
    #[track_caller]
    pub fn polled<F, I, How>(
        &mut self,
        name: &str,
        host: HostId,
        service: Serverless,
        function: F,
        (arrivals, pollers): (impl Arrival + 'static, EventPollers),
        input: I,
    ) where
        F: Invocable<How> + Copy + 'static,
        How: 'static,
        I: FnMut(Vec<u64>, &mut Stream) -> F::Input + 'static,
    {
        if let Some(mistake) = arrivals.mistake() {
            self.report("workload", name, mistake);
        }
        if let Some((which, mistake)) = pollers.mistake() {
            let message = format!("has pollers whose `{which}` {mistake}");
            self.report("workload", name, message);
        }
        if pollers.messages == u64::MAX {
            self.check_end(name, arrivals.extent());
        }
        let arrivals = arrivals.take(pollers.messages);
        self.controller(name, host, async move |ctx: &mut Ctx| {
            let messages = Arriving::new(arrivals, ctx);
            let polled = work_off(ctx, messages, (service, function), pollers, input).await;
            let (done, given_up) = (polled.done, polled.given_up.len());
            let most = polled.most_pollers;
            ctx.log(format!(
                "{} messages: {done} done, {given_up} given up, by at most {most} pollers at once",
                done + given_up as u64
            ));
        });
    }
}
