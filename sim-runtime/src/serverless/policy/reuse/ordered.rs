//! Reuse policies that take the first instance of an order.

/// Declares one: its documentation, its type, its name in files, what it does, its source, and the order.
macro_rules! ordered {
    ($(#[$documentation:meta])* $policy:ident: $name:literal, $doc:literal, $source:literal, $order:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
        pub struct $policy;

        impl Named for $policy {
            const NAME: &'static str = $name;
            const TYPE: &'static str = stringify!($policy);
            const DOC: &'static str = $doc;
            const SOURCE: &'static str = $source;
        }

        impl Policy for $policy {}

        impl Reuse for $policy {
            fn choose(
                &mut self,
                _: FunctionId,
                idle: &Idle<'_>,
                _: &mut Randomness,
            ) -> Option<InstanceId> {
                idle.first_by(IdleOrder::$order)
            }

            fn order(&self) -> IdleOrder {
                IdleOrder::$order
            }

            fn needs_no_memory(&self) -> bool {
                true
            }
        }
    };
}

pub(super) use ordered;
