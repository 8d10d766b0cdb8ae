//! The timeline of a scenario, as a controller that plays it.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::workflow::{StepFunction, StepWorkflow};
use crate::platform::LinkId;
use crate::scenario::result::{LateEntry, Played, WaitResult};
use crate::scenario::schema::{Action, Delay, Entry, InvocationKind, Step};
use crate::serverless::{Failure, Retry};
use crate::simulation::{Ctx, Invocation, Process, Serverless};
use crate::units::{SimDuration, SimTime};

/// A timeline, ready to be played.
pub(super) struct Timeline {
    pub(super) entries: Vec<Entry>,
    pub(super) cloud: Serverless,
    /// A service where nothing is registered, if the timeline needs one.
    pub(super) elsewhere: Option<Serverless>,
    pub(super) links: IndexMap<String, LinkId>,
    pub(super) functions: IndexMap<String, (StepFunction, Rc<[Step]>)>,
    pub(super) workflows: IndexMap<String, StepWorkflow>,
    pub(super) at_start: Vec<String>,
    pub(super) played: Rc<RefCell<Played>>,
}

/// What has been begun so far, by name.
type Placed = IndexMap<String, Begun>;

/// What an entry has begun, for those that wait for it.
enum Begun {
    Invocation(Invocation<(), Failure>),
    /// An execution of a workflow, until it has been waited for.
    Execution(Option<Process<()>>),
}

impl Timeline {
    pub(super) async fn play(self, ctx: &mut Ctx) {
        for function in &self.at_start {
            self.register(ctx, function).await;
        }
        let mut placed = Placed::new();
        for (place, entry) in self.entries.iter().enumerate() {
            match entry.delay {
                Delay::None => {}
                Delay::After(delay) => ctx.sleep(delay).await,
                Delay::At(date) => {
                    self.note_if_late(place, date, ctx.now());
                    ctx.sleep_until(date).await;
                }
            }
            self.act(ctx, &entry.action, &mut placed).await;
        }
        self.wait_all(ctx, &mut placed).await;
    }

    async fn act(&self, ctx: &mut Ctx, action: &Action, placed: &mut Placed) {
        match action {
            Action::Invoke {
                function,
                id,
                sleep,
                body,
                unknown_service,
                retry,
                kind,
            } => {
                let (callee, own_body) = &self.functions[function];
                let steps = body
                    .as_ref()
                    .map_or_else(|| Rc::clone(own_body), |body| body.clone().into());
                let steps =
                    sleep.map_or_else(|| Rc::clone(&steps), |length| with_sleep(&steps, length));
                let service = if *unknown_service {
                    self.elsewhere
                } else {
                    None
                }
                .unwrap_or(self.cloud);
                let number = ctx.next_invocation().await;
                self.played.borrow_mut().ids.insert(number, id.clone());
                let invocation = match (kind, retry) {
                    (InvocationKind::Async, _) => ctx.invoke_event(service, *callee, steps).await,
                    (InvocationKind::Sync, Some(retry)) => {
                        let retry = Retry::from(retry);
                        ctx.invoke_retrying(service, *callee, steps, retry).await
                    }
                    (InvocationKind::Sync, None) => ctx.invoke(service, *callee, steps).await,
                };
                placed.insert(id.clone(), Begun::Invocation(invocation));
            }
            Action::Run { workflow, id } => {
                let workflow = self.workflows[workflow].clone();
                // What becomes of it is in the report.
                let run = async move |ctx: &mut Ctx| drop(ctx.run(&workflow, ()).await);
                let process = ctx.spawn(id, run).await;
                placed.insert(id.clone(), Begun::Execution(Some(process)));
            }
            Action::Register(function) => self.register(ctx, function).await,
            Action::Wait(id) => {
                if let Some(begun) = placed.get_mut(id) {
                    begun.wait(ctx).await;
                }
                self.waited(WaitResult::One {
                    wait: id.clone(),
                    date: ctx.now(),
                });
            }
            Action::WaitAll => self.wait_all(ctx, placed).await,
            Action::TurnOffLink(link) => ctx.turn_off(self.links[link]).await,
        }
    }

    async fn register(&self, ctx: &mut Ctx, function: &str) {
        // A refusal is an outcome like another: the report lists it.
        let _ = ctx.register(self.cloud, self.functions[function].0).await;
    }

    async fn wait_all(&self, ctx: &mut Ctx, placed: &mut Placed) {
        for begun in placed.values_mut() {
            begun.wait(ctx).await;
        }
        self.waited(WaitResult::All {
            wait_all: true,
            date: ctx.now(),
        });
    }

    fn note_if_late(&self, place: usize, at: SimTime, done: SimTime) {
        if at < done {
            let late = LateEntry { place, at, done };
            self.played.borrow_mut().late.push(late);
        }
    }

    fn waited(&self, wait: WaitResult) {
        self.played.borrow_mut().waits.push(wait);
    }
}

impl Begun {
    /// Waits until it is over.
    async fn wait(&mut self, ctx: &mut Ctx) {
        match self {
            Self::Invocation(invocation) => ctx.until_done(invocation).await,
            Self::Execution(process) => {
                if let Some(process) = process.take() {
                    ctx.join(process).await;
                }
            }
        }
    }
}

/// The same steps, but the first sleep takes another time; steps without a sleep get one before them, as in the reference.
pub(super) fn with_sleep(steps: &[Step], length: SimDuration) -> Rc<[Step]> {
    let mut steps = steps.to_vec();
    let first = steps.iter_mut().find_map(|step| match step {
        Step::Sleep { duration } => Some(duration),
        _ => None,
    });
    match first {
        Some(duration) => *duration = length,
        None => steps.insert(0, Step::Sleep { duration: length }),
    }
    steps.into()
}
