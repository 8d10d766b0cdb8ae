//! Arrival processes of any type that can be cloned, so that they can be repeated.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::SimTime;

/// An arrival process that can be cloned, also where its type is not known.
pub(super) trait CloneArrival: Arrival + Send + Sync {
    fn cloned(&self) -> Cloned;
}

impl<A: Arrival + Clone + Send + Sync + 'static> CloneArrival for A {
    fn cloned(&self) -> Cloned {
        boxed(self.clone())
    }
}

/// A process whose type is not known.
#[derive(Debug)]
pub(super) struct Cloned(Box<dyn CloneArrival>);

pub(super) fn boxed(process: impl CloneArrival + 'static) -> Cloned {
    Cloned(Box::new(process))
}

impl Clone for Cloned {
    fn clone(&self) -> Self {
        self.0.cloned()
    }
}

impl Arrival for Cloned {
    fn next(&mut self, last: SimTime, random: &mut Stream) -> Option<SimTime> {
        self.0.next(last, random)
    }

    fn extent(&self) -> Extent {
        self.0.extent()
    }

    fn mistake(&self) -> Option<String> {
        self.0.mistake()
    }
}
