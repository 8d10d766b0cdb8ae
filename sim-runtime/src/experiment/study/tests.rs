//! Studies of a small simulation.

mod figures;
mod nonsense;
mod runs;
pub(super) mod shop;

use shop::small;

#[test]
fn the_page_of_a_study_is_as_it_was() {
    let result = small()
        .measure("mean")
        .measure("cold_start_rate")
        .run()
        .unwrap();
    insta::assert_yaml_snapshot!(result.summary());
    insta::assert_snapshot!(result.to_string());
}
