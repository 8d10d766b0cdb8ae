//! The row of a registration.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::declare::recorded_row;
use super::text::Text;
use crate::serverless::{FunctionId, ServiceId};
use crate::units::SimTime;

recorded_row! {
    /// A registration.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct RegistrationRow from RegistrationRecord {
        /// When it was answered.
        date: SimTime [column("answered")] as SimTime,
        /// The function.
        function: Arc<str> [category] as FunctionId,
        /// The service.
        service: Arc<str> [category] as ServiceId,
        /// Whether it was accepted.
        success: bool = |record, _| record.failure_cause.is_none(),
        /// Why not.
        failure_cause: Option<String> [category] as Option<Text>,
    }
}
