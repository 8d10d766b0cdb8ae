//! Users who wait for the answer before they ask again.

use std::cell::RefCell;
use std::rc::Rc;

use super::When;
use crate::distribution::Distribution;
use crate::distribution::constructors::Constant;
use crate::kernel::Stream;
use crate::platform::HostId;
use crate::simulation::{Builder, Ctx, Invocable, Process, Serverless};
use crate::units::{SimDuration, SimTime};

/// A number of users, each of whom thinks, invokes a function, waits until that is over, and thinks again: the load of a load
/// generator with so many threads, or of so many people at their screens.
///
/// Such a load answers to the service: where that is slow, fewer ask. With U users, a mean think time Z and a mean response time R
/// there are `U / (Z + R)` invocations a second (J. D. C. Little, 1961; as the law of interactive response times in E. D. Lazowska
/// and others, "Quantitative System Performance", 1984, chapter 3, from memory). So it hides what an open load shows: those who would have come meanwhile (coordinated omission: G. Tene, "How
/// NOT to measure latency", 2013, from memory).
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let office = ClosedLoop::of(50, Exponential(secs(10))).until(hours(8));
/// assert_eq!((office.mistake(), office.ends()), (None, true));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ClosedLoop {
    /// How many users there are, from 1 to a million.
    pub users: u64,
    /// How long a user thinks before each invocation \[s\], also before the first.
    pub think: Distribution,
    /// How many invocations there are, of all users together. Default: no limit.
    pub calls: u64,
    /// Nobody invokes after this date; what runs then goes on. Default: never.
    pub until: SimTime,
}

/// One user, who never thinks.
impl Default for ClosedLoop {
    fn default() -> Self {
        Self::of(1, Constant(SimDuration::ZERO))
    }
}

/// The most users.
const MOST: u64 = 1_000_000;

impl ClosedLoop {
    /// So many users, who think for so long.
    pub fn of(users: u64, think: Distribution) -> Self {
        Self {
            users,
            think,
            calls: u64::MAX,
            until: SimTime::MAX,
        }
    }

    /// The first invocations only, of all users together.
    pub fn take(self, calls: u64) -> Self {
        Self { calls, ..self }
    }

    /// The same, but nobody invokes after a date, or so long after the start.
    pub fn until(self, end: impl When) -> Self {
        Self {
            until: end.date(),
            ..self
        }
    }

    /// Whether there is a last invocation.
    pub fn ends(&self) -> bool {
        self.calls < u64::MAX || self.until < SimTime::MAX
    }

    /// A field that means nothing, if one does, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let users = self.users;
        if !(1..=MOST).contains(&users) {
            let mistake = format!("is {users}; there are from 1 to {MOST}");
            return Some(("users", mistake));
        }
        let mistake = self.think.check_times().err()?;
        Some(("think", format!("is an {mistake}")))
    }
}

impl Builder {
    /// Declares a controller whose users invoke a function, each again as soon as the last answer is there and it has thought. It
    /// ends when its users do, and their invocations.
    ///
    /// `input` gives the input of the n-th invocation of all users, counting from zero in the order in which they begin to think,
    /// from random numbers of the user. An invocation that fails is over like any other.
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
    /// let users = ClosedLoop::of(3, Exponential(secs(5))).take(100);
    /// sim.closed_loop("office", user, cloud, work, users, |_, _| secs(1));
    /// assert_eq!(sim.run(Seed(42))?.summary.succeeded, 100);
    /// # Ok::<(), RunError>(())
    /// ```
    #[track_caller]
    pub fn closed_loop<F, I, How>(
        &mut self,
        name: &str,
        host: HostId,
        service: Serverless,
        function: F,
        users: ClosedLoop,
        input: I,
    ) where
        F: Invocable<How> + Copy + 'static,
        How: 'static,
        I: FnMut(u64, &mut Stream) -> F::Input + 'static,
    {
        if let Some((which, mistake)) = users.mistake() {
            self.report("workload", name, format!("`{which}` {mistake}"));
        }
        if !users.ends() {
            self.needs_horizon_or(
                ("workload", name),
                "add `.take(100)` or `.until(date)` to its users",
            );
        }
        let desk = Rc::new(RefCell::new(Desk {
            begun: 0,
            calls: users.calls,
            input,
        }));
        self.controller(name, host, async move |ctx: &mut Ctx| {
            let mut at_work: Vec<Process<()>> = Vec::new();
            for _ in 0..users.users {
                let (users, desk) = (users.clone(), Rc::clone(&desk));
                let user = async move |ctx: &mut Ctx| {
                    use_it(ctx, service, function, &users, &desk).await;
                };
                at_work.push(ctx.spawn("user", user).await);
            }
            for user in at_work {
                ctx.join(user).await;
            }
        });
    }
}

/// What the users share.
struct Desk<I> {
    /// How many invocations somebody has begun to think about.
    begun: u64,
    calls: u64,
    input: I,
}

impl<I> Desk<I> {
    /// The number of the next invocation, if there is to be one.
    fn begin(&mut self) -> Option<u64> {
        (self.begun < self.calls).then(|| {
            self.begun += 1;
            self.begun - 1
        })
    }
}

/// What one user does.
async fn use_it<F: Invocable<How> + Copy, How, I>(
    ctx: &mut Ctx,
    service: Serverless,
    function: F,
    users: &ClosedLoop,
    desk: &RefCell<Desk<I>>,
) where
    I: FnMut(u64, &mut Stream) -> F::Input,
{
    loop {
        let Some(number) = desk.borrow_mut().begin() else {
            return;
        };
        let next = ctx.now() + ctx.random().sample_duration(&users.think);
        if next > users.until {
            return;
        }
        ctx.sleep_until(next).await;
        let input = (desk.borrow_mut().input)(number, ctx.random());
        let invocation = ctx.invoke(service, function, input).await;
        // Whatever has become of it: the report says so.
        drop(ctx.wait(invocation).await);
    }
}
