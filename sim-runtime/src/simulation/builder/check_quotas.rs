//! Limits of services that no function could keep, and functions that do not keep them, also such as are deployed later.

use super::Builder;

impl Builder {
    pub(super) fn check_quotas(&mut self) {
        let services = self.services.iter().filter_map(|service| {
            let (which, mistake) = service.spec.limits.mistake()?;
            Some((
                service.location,
                format!("serverless `{}`", service.name),
                format!("`limits.{which}` {mistake}"),
            ))
        });
        let mut problems: Vec<_> = services.collect();
        for one in &self.deployments {
            let service = &self.services[one.service];
            let spec = one.spec(&self.functions);
            for mistake in service.spec.limits.mistakes(spec) {
                let message = format!("is beyond the limits of `{}`: {mistake}", service.name);
                problems.push((
                    one.location,
                    format!("deployment of `{}`", spec.name),
                    message,
                ));
            }
        }
        for (location, declaration, message) in problems {
            self.report_at(location, declaration, message);
        }
    }
}
