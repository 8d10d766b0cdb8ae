//! Which service, node or instance: the parts of a provider know each other by these.

use slotmap::new_key_type;

use crate::kernel::id::id_type;

id_type! {
    /// A serverless service, by order of declaration.
    ServiceId: u16
}

id_type! {
    /// A node of a service, by order of declaration.
    NodeId
}

new_key_type! {
    /// An instance that has not been shut down.
    pub struct InstanceId;
}

impl ServiceId {
    /// How many services there can be: the number is part of each event, and events are many.
    pub(crate) const LIMIT: usize = u16::MAX as usize;
}
