//! Links.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::fluid;
use crate::kernel::id::id_type;
use crate::units::{Bandwidth, Latency, SimDuration};

id_type! {
    /// A link, by order of declaration.
    LinkId
}

/// Whether what crosses a link at the same time competes for its bandwidth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Sharing {
    /// All that crosses it shares the bandwidth, in both directions together.
    #[default]
    Shared,
    /// Each transfer has the whole bandwidth, however many there are: a backbone that is never full (SimGrid's FATPIPE).
    Fatpipe,
}

impl From<Sharing> for fluid::Sharing {
    fn from(sharing: Sharing) -> Self {
        match sharing {
            Sharing::Shared => Self::Shared,
            Sharing::Fatpipe => Self::FatPipe,
        }
    }
}

/// What a link is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinkSpec {
    /// Nominal bandwidth \[B/s\]. Required: positive.
    pub bandwidth: Bandwidth,
    /// One-way latency. Default: none.
    pub latency: SimDuration,
    /// The latency where whole nanoseconds are too coarse: it counts instead of `latency`. Default: none.
    pub exact_latency: Option<Latency>,
    /// How the bandwidth is shared. Default: by all transfers over the link, in both directions.
    pub sharing: Sharing,
}

impl LinkSpec {
    /// The same with another latency, which need not be whole nanoseconds.
    pub fn with_latency(self, latency: Latency) -> Self {
        let nearest = SimDuration::from_secs_f64(latency.get());
        Self {
            latency: nearest,
            exact_latency: Some(latency).filter(|exact| *exact != nearest.into()),
            ..self
        }
    }

    /// The latency that counts.
    pub fn latency(&self) -> Latency {
        self.exact_latency.unwrap_or(self.latency.into())
    }
}

/// A named link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The name that results and messages use.
    pub name: Rc<str>,
    /// What it is made of.
    pub spec: LinkSpec,
}
