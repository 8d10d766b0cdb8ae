//! Which service.

use crate::kernel::id::id_type;

id_type! {
    /// A serverless service, by order of declaration.
    ServiceId: u16
}

impl ServiceId {
    /// How many services there can be: the number is part of each event, and events are many.
    pub(crate) const LIMIT: usize = u16::MAX as usize;
}
