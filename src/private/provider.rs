//! What the expansion of a `provider` names.

use sim_runtime::serverless::ServerlessSpec;

/// What a provider's service does.
pub fn provider(provider: impl Service) -> ServerlessSpec {
    provider.service()
}

/// What gives all of a service.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no provider",
    label = "is no provider",
    note = "write `Provider::aws_lambda()`, or a `ServerlessSpec`"
)]
pub trait Service {
    fn service(self) -> ServerlessSpec;
}

#[diagnostic::do_not_recommend]
impl<P> Service for P
where
    ServerlessSpec: From<P>,
{
    fn service(self) -> ServerlessSpec {
        ServerlessSpec::from(self)
    }
}
