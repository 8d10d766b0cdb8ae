//! The examples, as modules.

/// Each of these files as a module of its name.
macro_rules! examples {
    ($($module:ident: $file:literal;)*) => {$(
        #[path = $file]
        #[allow(clippy::duplicate_mod, dead_code, missing_docs, unreachable_pub)]
        pub(crate) mod $module;
    )*};
}

examples! {
    azure_day: "../../../examples/azure_day.rs";
    basic: "../../../examples/basic.rs";
    basic_builder: "../../../examples/basic_builder.rs";
    better_scheduler: "../../../examples/better_scheduler.rs";
    custom_scheduler: "../../../examples/custom_scheduler.rs";
    diurnal: "../../../examples/diurnal.rs";
    function_chain: "../../../examples/function_chain.rs";
    hot_starts: "../../../examples/hot_starts.rs";
    keep_alive: "../../../examples/keep_alive.rs";
    provisioned_bill: "../../../examples/provisioned_bill.rs";
    knative: "../../../examples/knative.rs";
    kpa_burst: "../../../examples/kpa_burst.rs";
    map_reduce: "../../../examples/map_reduce.rs";
    node_crash: "../../../examples/node_crash.rs";
    orders: "../../../examples/orders.rs";
    own_greedy_dual: "../../../examples/own_greedy_dual.rs";
    own_hybrid_histogram: "../../../examples/own_hybrid_histogram.rs";
    own_kpa: "../../../examples/own_kpa.rs";
    pull_storm: "../../../examples/pull_storm.rs";
    two_providers: "../../../examples/two_providers.rs";
}
