//! Limits of functions that their service would not keep.

use index_vec::IndexVec;

use super::Builder;
use crate::serverless::policy::admission::unheeded;
use crate::serverless::{ConcurrencyLimits, ServiceId};

impl Builder {
    /// Limits of concurrency that the admission policy does not ask for, or that are more than it has; also of what is deployed
    /// later.
    pub(super) fn check_limits(&mut self) {
        let mut problems = Vec::new();
        let reserved = self.reserved();
        for one in &self.deployments {
            let limits = ConcurrencyLimits::from(one.spec(&self.functions));
            let admission = &*self.services[one.service].spec.admission;
            if let Some((field, mistake)) = unheeded(admission, limits, reserved[one.service]) {
                let function = &self.functions[one.function].spec.name;
                let declaration = format!("deployment of `{function}`");
                problems.push((one.location, declaration, format!("`{field}` {mistake}")));
            }
        }
        for (location, declaration, message) in problems {
            self.report_at(location, declaration, message);
        }
    }

    /// By service: what its functions reserve together.
    fn reserved(&self) -> IndexVec<ServiceId, u64> {
        let mut reserved: IndexVec<ServiceId, u64> = self.services.iter().map(|_| 0).collect();
        for one in &self.deployments {
            let of_one = one.spec(&self.functions).reserved_concurrency;
            reserved[one.service] += u64::from(of_one);
        }
        reserved
    }
}
