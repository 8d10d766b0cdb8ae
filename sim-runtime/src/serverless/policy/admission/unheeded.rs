//! Limits of functions that the admission policy of their service does not heed.

use super::Admission;
use crate::serverless::function::ConcurrencyLimits;

/// What is wrong with the limits of a function on a service with this admission policy: the field, and what to do. `reserved` is
/// what all functions of the service reserve together.
pub(crate) fn unheeded(
    admission: &dyn Admission,
    limits: ConcurrencyLimits,
    reserved: u64,
) -> Option<(&'static str, String)> {
    let field = match limits {
        ConcurrencyLimits {
            max: 0,
            reserved: 0,
        } => return None,
        ConcurrencyLimits { reserved: 0, .. } => "max_concurrency",
        ConcurrencyLimits { .. } => "reserved_concurrency",
    };
    if !admission.enforces_concurrency() {
        let message = "is given, and the admission policy of the service does not ask for it; make that \
                       a `ConcurrencyLimit` (`concurrency_limit` in files), or leave it out";
        return Some((field, message.to_owned()));
    }
    let account = admission.account()?;
    (limits.reserved > 0 && reserved > u64::from(account)).then(|| {
        let message = format!(
            "is part of {reserved} that the functions of the service reserve together, and its account has {account}; reserve less"
        );
        ("reserved_concurrency", message)
    })
}
