//! The known answer of an example.

use crate::support::programs::provisioned_bill;

/// What is kept costs 25 % of what runs on demand, and running there 58.33 %.
#[test]
fn v35_the_example_finds_the_same() {
    for utilisation in [0.5, 0.6, 0.8] {
        let [on_demand, provisioned] = [false, true]
            .map(|kept| provisioned_bill::bill(&provisioned_bill::run(kept, utilisation)));
        // Requests cost a hundredth of what a second does; the first ones on demand are cold.
        let expected = (4.1667 + (9.7222 + 0.2) * utilisation) / ((16.6667 + 0.2) * utilisation);
        let ratio = provisioned / on_demand;
        assert!(
            (ratio - expected).abs() < 0.01 * expected,
            "{utilisation}: {ratio}, {expected}"
        );
    }
}
