//! Unit tests of functions and controllers: run one by itself, on a host that is always the same.

use std::cell::RefCell;
use std::rc::Rc;

use sim_runtime::prelude::*;
use sim_runtime::results::LogRow;

/// The outcome of a body that was run by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested<O> {
    /// What it returned.
    pub output: O,
    /// How long it ran.
    pub duration: SimDuration,
    /// What it logged.
    pub log: Vec<LogRow>,
}

/// Runs a body by itself, in a container with 1 TB of private storage on a host of 1 Gflop/s whose disk reads and writes
/// 100 MB/s, with seed 42.
///
/// ```
/// use coldstart::prelude::*;
///
/// const IMAGE: Image = Image::new("image", mb(1));
///
/// #[serverless_function(image = IMAGE)]
/// async fn render(ctx: &mut Ctx, frames: u64) -> u64 {
///     ctx.compute(gflop(2)).await;
///     ctx.write(File::new("frames", mb(100))).await.expect("there is room");
///     frames * 2
/// }
///
/// let tested = coldstart::test::run(async |ctx| render::call(ctx, 21).await)?;
/// assert_eq!(tested.output, 42);
/// assert_eq!(tested.duration, secs(3));
/// # Ok::<(), RunError>(())
/// ```
///
/// # Errors
///
/// If it panics, never ends, or awaits something that is not a simulation activity.
pub fn run<O, F>(body: F) -> Result<Tested<O>, RunError>
where
    O: 'static,
    F: AsyncFnOnce(&mut Ctx) -> O + 'static,
{
    let image = Image::new("test image", Bytes::ZERO);
    let disk = Disk {
        capacity: tb(2),
        read: mb_per_sec(100),
        write: mb_per_sec(100),
    };
    let mut sim = Builder::new();
    sim.describe("test");
    let host = sim.host(
        "test host",
        HostSpec {
            speed: gflop_per_sec(1),
            disk,
            ..HostSpec::default()
        },
    );
    let images = vec![image.clone()];
    let registry = sim.storage(
        "test storage",
        host,
        StorageSpec {
            images,
            ..StorageSpec::default()
        },
    );
    let cloud = sim.serverless("test service", host, host, ServerlessSpec::default());
    // The function may be invoked any number of times as far as the types know; it is invoked once.
    let once = Rc::new(RefCell::new(Some(body)));
    let output = Rc::new(RefCell::new(None));
    let result = Rc::clone(&output);
    let spec = FunctionSpec {
        disk: tb(1),
        ..FunctionSpec::new("test", image)
    };
    let function = sim.function(spec, async move |ctx: &mut Ctx, (): ()| {
        let body = once.borrow_mut().take();
        if let Some(body) = body {
            let start = ctx.now();
            let output = body(ctx).await;
            *result.borrow_mut() = Some((output, ctx.now() - start));
        }
    });
    sim.deploy(function, cloud, registry);
    sim.controller("test controller", host, async move |ctx: &mut Ctx| {
        let call = ctx.invoke(cloud, function, ()).await;
        ctx.wait(call).await.map(|_| ())
    });
    let report = sim.run(Seed(42))?;
    let (output, duration) = output
        .take()
        .expect("a function without limits that has succeeded has returned");
    Ok(Tested {
        output,
        duration,
        log: report.log,
    })
}
