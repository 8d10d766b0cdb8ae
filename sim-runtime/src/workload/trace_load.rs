//! A trace as a load: its functions are declared, and its rows invoke them.

use std::path::PathBuf;
use std::str::FromStr;

use super::trace::{
    Format, Rows, Selection, Spread, Trace, TraceError, TraceFunction, TraceOptions,
};
use crate::distribution::Distribution;
use crate::kernel::{Seed, Stream};
use crate::platform::HostId;
use crate::serverless::{Cpu, FunctionSpec, Image};
use crate::simulation::open_loop::{Callee, Known, Source};
use crate::simulation::request::InvokeRequest;
use crate::simulation::{Builder, Function, Serverless, Storage};
use crate::units::spelling::{choices, cut, visible};
use crate::units::{Bytes, SimDuration, SimTime};

/// What of a trace is deployed as one function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Each of its functions.
    #[default]
    Functions,
    /// All functions of an application: their invocations find the same instances warm, as in Azure Functions.
    Apps,
}

impl Grouping {
    /// All of them, with their names.
    pub const NAMES: [(&'static str, Self); 2] =
        [("functions", Self::Functions), ("apps", Self::Apps)];
}

impl FromStr for Grouping {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, grouping)| *grouping).ok_or_else(|| {
            let names = Self::NAMES.map(|(name, _)| name);
            let choices = choices(text, "groupings", &names);
            format!("unknown grouping `{}`{choices}", visible(&cut(text)))
        })
    }
}

/// What is taken of a trace, and how its functions are declared; for [`Builder::trace`].
#[derive(Clone, Debug)]
pub struct TraceSpec {
    /// The file, or the folder where the format has several.
    pub path: PathBuf,
    /// Which functions. A choice at random is the same for all seeds of the run. Default: all.
    pub functions: Selection,
    /// The part of the invocations that is kept, above 0 and up to 1, each chosen at random. Default: 1.
    pub rate: f64,
    /// Where the invocations of a minute are, of which the trace has only the number. Default: uniformly distributed.
    pub spread: Spread,
    /// What comes earlier in the trace is left out, and this is the start of the run. Default: 0 s.
    pub from: SimDuration,
    /// What comes from then on is left out. Default: nothing.
    pub until: SimDuration,
    /// What of it is deployed as one function. Default: each function.
    pub grouping: Grouping,
    /// The image of all its functions. Default: one that takes no space, and no time to move.
    pub image: Option<Image>,
    /// How many invocations an instance takes at once; zero, the default: as the trace says, or else one.
    pub concurrency: u32,
    /// Where the invocations come from. Default: the head host of the service, so that requests cross no network.
    pub host: Option<HostId>,
    /// How long an invocation lasts whose duration is zero. Default: 1 ms.
    pub zero_duration: SimDuration,
    /// How long one lasts of which the trace does not know it. Default: log-normal (-0.38, 2.36).
    pub missing_duration: Distribution,
    /// The memory of a function of which the trace does not know it. Default: 140 MB.
    pub missing_memory: Bytes,
}

impl Default for TraceSpec {
    fn default() -> Self {
        let options = TraceOptions::default();
        Self {
            path: PathBuf::new(),
            functions: options.functions,
            rate: options.rate,
            spread: options.spread,
            from: SimDuration::ZERO,
            until: SimDuration::MAX,
            grouping: Grouping::default(),
            image: None,
            concurrency: 0,
            host: None,
            zero_duration: options.zero_duration,
            missing_duration: options.missing_duration,
            missing_memory: options.missing_memory,
        }
    }
}

impl TraceSpec {
    fn options(&self) -> TraceOptions {
        TraceOptions {
            functions: self.functions,
            rate: self.rate,
            spread: self.spread,
            from: SimTime::ZERO + self.from,
            until: SimTime::ZERO + self.until,
            zero_duration: self.zero_duration,
            missing_duration: self.missing_duration.clone(),
            missing_memory: self.missing_memory,
        }
    }

    /// What of this means nothing, before a file is looked at: the field, and what is wrong with it.
    pub(crate) fn check(&self) -> Result<(), (String, String)> {
        let checked = self.options().check();
        checked.map_err(|error| (error.file().to_owned(), error.reason().to_owned()))
    }

    /// Reads the trace, in a format or in the one that it seems to have.
    ///
    /// # Errors
    ///
    /// What cannot be read, and what of this means nothing.
    pub fn open(&self, name: &str, format: Option<Format>) -> Result<Trace, TraceError> {
        let format = match format {
            Some(format) => format,
            None => Format::detect(&self.path)?,
        };
        // The functions are the same whatever the seed of the run: another seed is another day, not another tenant.
        let random = &mut Seed(0).stream(0, &format!("functions of trace {name}"));
        Trace::open(format, &self.path, &self.options(), random)
    }
}

impl Builder {
    /// Declares the functions of a trace, deploys them on a service, and invokes them when the trace says, each for as long as
    /// it says. Returns the functions, in the order of the trace.
    ///
    /// Each has the memory, the concurrency, the cores and the least number of instances that the trace knows, and lasts
    /// as [`Builder::timed_function`] does. Rows are read while the run goes on, so that a trace of any length takes little
    /// memory. The process that invokes has the name of the trace.
    ///
    /// The format may be left out where it can be told by the file: pass `None`.
    ///
    /// ```no_run
    /// use sim_runtime::prelude::*;
    /// use sim_runtime::workload::TraceSpec;
    /// use sim_runtime::workload::trace::{Format, Selection};
    ///
    /// # let mut sim = Builder::new();
    /// # let [gateway, worker] = ["gateway", "worker"].map(|name| sim.host(name, HostSpec::default()));
    /// # let registry = sim.storage("registry", gateway, StorageSpec::default());
    /// # let cloud = sim.serverless("cloud", gateway, worker, ServerlessSpec::default());
    /// let day = TraceSpec {
    ///     path: "data/azure2019".into(),
    ///     functions: Selection::Stratified(100),
    ///     rate: 0.1,
    ///     ..TraceSpec::default()
    /// };
    /// sim.trace("day", Format::Azure2019, cloud, registry, day);
    /// let report = sim.run(Seed(42))?;
    /// # Ok::<(), RunError>(())
    /// ```
    #[track_caller]
    pub fn trace(
        &mut self,
        name: &str,
        format: impl Into<Option<Format>>,
        service: Serverless,
        storage: Storage,
        spec: TraceSpec,
    ) -> Vec<Function<SimDuration, ()>> {
        match spec.open(name, format.into()) {
            Ok(trace) => self.load(name, &trace, service, storage, spec),
            Err(error) => {
                self.report("trace", name, format!("cannot be used: {error}"));
                Vec::new()
            }
        }
    }

    /// The same for a trace that has been read: only what concerns the functions and the host is taken from `spec`.
    #[track_caller]
    pub fn load(
        &mut self,
        name: &str,
        trace: &Trace,
        service: Serverless,
        storage: Storage,
        spec: TraceSpec,
    ) -> Vec<Function<SimDuration, ()>> {
        let image = spec.image.clone();
        let image = image.unwrap_or_else(|| no_image(name));
        self.hold(storage, &image);
        let mut functions: Vec<Function<SimDuration, ()>> = Vec::new();
        let groups = groups(trace.functions(), spec.grouping);
        for members in &groups.members {
            let function = self.timed_function(declared(members, &image, &spec));
            self.deploy(function, service, storage);
            functions.push(function);
        }
        let callees = functions.iter().map(|one| Callee::new(service, *one));
        let rows = TraceRows {
            trace: trace.clone(),
            rows: None,
            callees: callees.collect(),
            group_of: groups.of,
        };
        let host = spec.host.unwrap_or_else(|| self.head_of(service));
        self.open_loop(name, host, rows);
        functions
    }
}

/// An image that takes no space, for the functions of a trace of which no image is known.
fn no_image(trace: &str) -> Image {
    Image {
        name: format!("image of {trace}").into(),
        ..Image::new("", Bytes::ZERO)
    }
}

/// The functions of a trace that are deployed as one.
struct Groups<'a> {
    /// By function of the trace.
    of: Vec<usize>,
    members: Vec<Vec<&'a TraceFunction>>,
}

fn groups(functions: &[TraceFunction], grouping: Grouping) -> Groups<'_> {
    let mut members: indexmap::IndexMap<&str, Vec<&TraceFunction>> = indexmap::IndexMap::new();
    let of = functions.iter().map(|function| {
        let name = match grouping {
            Grouping::Functions => &function.name,
            Grouping::Apps => &function.app,
        };
        let entry = members.entry(name);
        let index = entry.index();
        entry.or_default().push(function);
        index
    });
    let of = of.collect();
    Groups {
        of,
        members: members.into_values().collect(),
    }
}

/// A function that stands for some of a trace.
fn declared(members: &[&TraceFunction], image: &Image, spec: &TraceSpec) -> FunctionSpec {
    let (first, several) = (members[0], members.len() > 1);
    let name = if spec.grouping == Grouping::Apps || several {
        &first.app
    } else {
        &first.name
    };
    let most =
        |of: fn(&TraceFunction) -> Option<u32>| members.iter().filter_map(|one| of(one)).max();
    let concurrency = match spec.concurrency {
        0 => most(|one| one.concurrency).unwrap_or(1),
        given => given,
    };
    let cores = members.iter().filter_map(|one| one.cores);
    let cores = cores.reduce(f64::max);
    FunctionSpec {
        memory: members
            .iter()
            .map(|one| one.memory)
            .max()
            .unwrap_or_default(),
        concurrency,
        cpu: cores.map_or_else(Cpu::default, Cpu::per_instance),
        min_instances: most(|one| one.min_instances).unwrap_or(0),
        ..FunctionSpec::new(name.clone(), image.clone())
    }
}

/// The rows of a trace, as requests.
struct TraceRows {
    trace: Trace,
    /// Once the first has been asked for.
    rows: Option<Rows>,
    callees: Vec<Callee<Function<SimDuration, ()>>>,
    group_of: Vec<usize>,
}

impl Source for TraceRows {
    fn next(&mut self, known: &Known<'_>, random: &mut Stream) -> Option<(SimTime, InvokeRequest)> {
        let trace = &self.trace;
        let rows = self.rows.get_or_insert_with(|| trace.rows(random));
        match rows.next()? {
            Ok(row) => {
                let callee = &mut self.callees[self.group_of[row.function]];
                Some((row.date, callee.request(known, row.duration)))
            }
            Err(error) => panic!("the trace cannot be read on: {error}"),
        }
    }
}
