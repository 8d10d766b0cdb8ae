//! Where the time of an invocation went.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::declare::row;
use super::field::{Row, Shape, Value};
use super::object::objects;
use crate::units::SimDuration;

/// Declares durations that have names, and can be listed and summed up.
macro_rules! durations {
    (
        $(#[$($row_attribute:tt)*])*
        pub struct $Row:ident {
            $( $(#[$($attribute:tt)*])* $name:ident, )*
        }
    ) => {
        row! {
            $(#[$($row_attribute)*])*
            pub struct $Row {
                $( $(#[$($attribute)*])* $name: SimDuration, )*
            }
        }

        impl $Row {
            /// The names of the phases, in order of time.
            pub const NAMES: [&'static str; Self::FIELDS.len()] = [$(stringify!($name)),*];

            /// The durations, in the order of [`Phases::NAMES`].
            pub fn durations(&self) -> [SimDuration; Self::NAMES.len()] {
                [$(self.$name),*]
            }
        }

        impl AddAssign for $Row {
            fn add_assign(&mut self, other: Self) {
                $( self.$name = self.$name.saturating_add(other.$name); )*
            }
        }
    };
}

durations! {
    /// The time from the request of an invocation to its completion, part by part. The parts do not overlap, and their sum is
    /// the whole.
    ///
    /// What lies between submission and dispatch is shared out among the movements of the image that the invocation needed:
    /// to the head host, to the node that it ran on, and into that node's memory. What remains is the queue. An invocation
    /// that did not come to a phase has zero there.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(remote = "Self")]
    pub struct Phases {
        /// From the request to the submission: the network, the input on its way, the service's processing overhead.
        request,
        /// Waiting for a core, for memory, or for the scheduler.
        queue,
        /// While the image was on its way to the head host.
        download,
        /// While the image was on its way to the node's disk.
        copy,
        /// While the image was on its way into the node's memory.
        load,
        /// From the dispatch to the start of the body: a new container's start-up, the input on its way to the node.
        startup,
        /// From the start of the body to its end.
        body,
        /// From the end of the body until the service knew: the output on its way to the head host.
        answer,
    }
}

objects! { Phases }

impl Phases {
    /// The sum of all.
    pub fn total(&self) -> SimDuration {
        self.durations()
            .into_iter()
            .fold(SimDuration::ZERO, SimDuration::saturating_add)
    }
}

impl Value for Phases {
    const SHAPE: Shape = Shape::Parts(Self::FIELDS);

    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        Row::cells(self, cells);
    }
}
