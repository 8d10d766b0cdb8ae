//! The anchors as tests.

use std::sync::{LazyLock, OnceLock};

use coldstart::validation::anchor::{Anchor, Trial};
use coldstart::validation::catalogue;
use coldstart::validation::outcome::Outcome;
use coldstart::validation::table;

/// All anchors, each with what came of it once that is known.
static ALL: LazyLock<Vec<(Anchor, OnceLock<Outcome>)>> = LazyLock::new(|| {
    let all = catalogue::all().into_iter();
    all.map(|anchor| (anchor, OnceLock::new())).collect()
});

/// What comes of each anchor.
pub(super) fn outcomes() -> impl Iterator<Item = &'static Outcome> {
    ALL.iter().map(run)
}

fn run((anchor, outcome): &'static (Anchor, OnceLock<Outcome>)) -> &'static Outcome {
    outcome.get_or_init(|| Outcome::of(*anchor, None))
}

#[track_caller]
fn holds(name: &str) {
    let one = ALL.iter().find(|(anchor, _)| anchor.name == name);
    let outcome = run(one.expect("there is such an anchor"));
    let told = table::text(std::slice::from_ref(outcome));
    assert_eq!(outcome.holds(), Some(true), "\n{told}");
}

/// A test for each of these anchors.
macro_rules! answers {
    ($($name:ident)*) => {
        /// The names of the tests.
        const TESTED: &[&str] = &[$(stringify!($name)),*];

        $(
            #[test]
            fn $name() {
                holds(stringify!($name));
            }
        )*
    };
}

answers! {
    v1_the_platform_of_simfaas_has_its_cold_starts_and_instances
    v2_any_of_them_keeps_all
    v2_the_least_recently_used_first_keeps_all
    v2_the_most_recently_used_first_lets_the_others_rest
    v2_the_newest_or_the_oldest_first_lets_the_others_rest
    v2_what_is_kept_follows_from_the_record
    v3_little_is_lost_with_some_reserve
    v3_many_servers
    v3_the_law_of_the_service_does_not_matter
    v3_what_finds_no_server_is_lost
    v4_measurements_of_aws_lambda_are_met_better_than_by_simfaas
    v5_a_regular_function_starts_cold_if_it_is_idle_for_longer_than_the_time_out
    v5_a_time_out_leaves_cold_starts_and_idle_time
    v6_m_m_1_waits
    v6_m_m_2_waits
    v6_m_m_4_waits
    v6_m_m_8_waits
    v6_m_m_16_waits
    v6_m_m_100_waits
    v7_four_shared_cores_do_not_mind_the_law_of_the_work
    v7_one_shared_core_at_half_load
    v7_one_shared_core_at_load_0_8
    v7_one_shared_core_at_load_0_9
    v8_constant_service_halves_the_wait
    v8_variable_service_makes_waits_longer
    v9_the_least_recently_used_cache_of_instances_hits_as_che_says
    v10_durations_are_log_normal
    v10_memory_is_of_burr
    v10_the_hybrid_histogram_beats_every_fixed_time_out
    v11_cold_starts_are_log_normal
    v11_gaps_are_of_weibull
    v11_start_ups_of_a_service_are_log_normal
    v12_a_millisecond_that_has_begun
    v12_a_scenario_file_names_its_tariff
    v12_a_second_of_a_gigabyte
    v12_small_functions_on_two_architectures
    v12_the_bill_of_a_run_is_that_of_aws_lambda
    v12_the_free_tier
    v13_limits_of_lambda
    v14_a_service_gets_the_instances_that_knative_wants
    v14_knative_moves_by_one_at_least_and_by_its_rates_at_most
    v14_knative_wants_what_the_target_says_and_more_in_a_panic
    v17_three_choices_of_200_busy_servers
    v17_three_choices_of_200_servers
    v17_two_choices_of_200_servers
    v17_two_choices_of_1000_busy_servers
    v18_join_the_shorter_of_two_long_queues
    v18_join_the_shorter_of_two_queues
    v19_a_large_station
    v19_a_queue_of_limited_length
    v20_callers_who_lose_patience
    v20_many_callers_who_lose_patience
    v21_tail_of_the_sojourn_at_one_server
    v21_tail_of_the_wait_for_one_of_several_servers
    v22_the_urgent_wait_less_and_the_patient_more
    v22_without_priorities_all_wait_the_same
    v23_users_who_wait_for_their_answers
    v24_a_fork_joins_when_both_queues_have_served_it
    v24_a_fork_of_busy_queues_takes_longer
    v24_the_last_of_several_comes_after_the_harmonic_number_of_them
    v25_a_use_that_renews_an_instance_makes_more_hits
    v26_gaps_with_a_memory_change_the_share_of_cold_starts
    v27_a_thousand_functions
    v27_first_in_first_out_hits_less
    v28_an_empty_service_fills_as_m_g_infinity_does
    v29_two_retries_of_what_often_fails
    v29_two_retries_of_what_seldom_fails
    v30_a_panic_keeps_what_it_wanted_for_the_stable_window
    v30_in_a_panic_the_larger_of_both_windows_counts
    v31_kubernetes_wants_in_proportion_to_the_utilisation
    v32_lambda_scales_by_a_thousand_in_ten_seconds
    v33_lambda_scaled_by_five_hundred_a_minute
    v34_as_many_run_as_come_while_one_runs
    v34_requests_a_second_are_ten_times_the_concurrency
    v35_a_provisioned_container_is_billed_as_long_as_it_is_kept
    v35_provisioned_concurrency_breaks_even_at_six_tenths
    v35_the_start_up_phase_is_billed
    v36_pollers_of_a_queue
    v37_cloud_run_aims_at_60_percent_of_the_concurrency
    v38_azure_wants_an_instance_for_16_messages
    v39_idle_instances_live_as_long_as_is_seen_from_outside
}

#[test]
fn each_anchor_has_a_test() {
    let all = catalogue::all().into_iter();
    let here = all.filter(|anchor| matches!(anchor.trial, Trial::Here(_)));
    let mut names: Vec<&str> = here.map(|anchor| anchor.name).collect();
    let mut tested = TESTED.to_vec();
    names.sort_unstable();
    tested.sort_unstable();
    assert_eq!(names, tested);
}
