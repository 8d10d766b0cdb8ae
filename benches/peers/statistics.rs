//! What simulators of functions keep of invocations: samples of delays, of all invocations and of those of each function.
//!
//! As DSLab's simulator of functions does: every value is kept, so that any quantile can be asked for afterwards; memory grows with
//! the invocations.

/// A sample.
#[derive(Debug, Default)]
struct Sample(Vec<f64>);

impl Sample {
    fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// The quantile of a share, by the nearest rank.
    fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        let rank = ((sorted.len().max(1) - 1) as f64 * share).round() as usize;
        if sorted.is_empty() {
            return f64::NAN;
        }
        *sorted.select_nth_unstable_by(rank, f64::total_cmp).1
    }
}

/// The life of an invocation, in dates of the simulation \[s\].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Life {
    pub(crate) arrived: f64,
    /// When it was given a container.
    pub(crate) placed: f64,
    /// When its body began: later than that if the container had to start.
    pub(crate) started: f64,
    pub(crate) ended: f64,
    /// How long its body lasts by itself.
    pub(crate) length: f64,
}

/// What is kept of a group of invocations.
#[derive(Debug, Default)]
struct Group {
    cold_start_latency: Sample,
    queueing_time: Sample,
    absolute_execution_slowdown: Sample,
    relative_execution_slowdown: Sample,
    absolute_total_slowdown: Sample,
    relative_total_slowdown: Sample,
}

impl Group {
    fn add(&mut self, life: &Life) {
        let Life {
            arrived,
            placed,
            started,
            ended,
            length,
        } = *life;
        if started > placed {
            self.cold_start_latency.add(started - placed);
        }
        if placed > arrived {
            self.queueing_time.add(placed - arrived);
        }
        let execution = ended - started - length;
        self.absolute_execution_slowdown.add(execution);
        self.relative_execution_slowdown.add(execution / length);
        let total = ended - arrived - length;
        self.absolute_total_slowdown.add(total);
        self.relative_total_slowdown.add(total / length);
    }
}

/// What is kept of all invocations.
#[derive(Debug, Default)]
pub(crate) struct Statistics {
    all: Group,
    functions: Vec<Group>,
    /// How long containers were idle, each time.
    idle: Sample,
}

impl Statistics {
    pub(crate) fn new(functions: usize) -> Self {
        Self {
            functions: (0..functions).map(|_| Group::default()).collect(),
            ..Self::default()
        }
    }

    /// An invocation of a function is over.
    pub(crate) fn add(&mut self, function: usize, life: &Life) {
        self.all.add(life);
        self.functions[function].add(life);
    }

    /// A container has been idle for so long.
    pub(crate) fn add_idle(&mut self, seconds: f64) {
        self.idle.add(seconds);
    }

    /// A summary of them, as part of the measurement: what is never read might as well not be kept.
    pub(crate) fn told(&self) -> String {
        let of = |group: &Group| {
            let samples = [
                ("cold_start", &group.cold_start_latency),
                ("queueing", &group.queueing_time),
                ("execution", &group.absolute_execution_slowdown),
                ("execution_ratio", &group.relative_execution_slowdown),
                ("total", &group.absolute_total_slowdown),
                ("total_ratio", &group.relative_total_slowdown),
            ];
            let told = samples.map(|(name, sample)| {
                let [half, most] = [0.5, 0.99].map(|share| sample.quantile(share));
                format!("{name} {:.6} {half:.6} {most:.6}", sample.mean())
            });
            told.join(", ")
        };
        let functions: Vec<String> = self.functions.iter().map(of).collect();
        format!(
            "{}\nidle {:.6}\n{}",
            of(&self.all),
            self.idle.mean(),
            functions.join("\n")
        )
    }
}
