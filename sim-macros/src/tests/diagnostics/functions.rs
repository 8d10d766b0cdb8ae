//! Mistakes in serverless functions and controllers.

use crate::tests::{Expansion, tokens};
use proc_macro2::TokenStream;

#[test]
fn an_option_is_unknown_or_missing() {
    assert_function_errors!(
        "timelimit = 60s, memory: 200MB, color = 3, egress",
        "async fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn a_function_is_not_async() {
    assert_function_errors!("image = A", "fn work(ctx: &mut Ctx, job: Job) {}");
}

#[test]
fn a_function_takes_no_context() {
    assert_function_errors!("image = A", "async fn work() {}");
    assert_function_errors!("image = A", "async fn work(job: Job) {}");
    assert_function_errors!("image = A", "async fn work(ctx: &Ctx, job: Job) {}");
    assert_function_errors!("image = A", "async fn work(&self, job: Job) {}");
}

#[test]
fn a_function_takes_two_inputs() {
    assert_function_errors!(
        "image = A",
        "async fn work(ctx: &mut Ctx, a: u64, b: u64) {}"
    );
}

#[test]
fn a_function_is_generic() {
    assert_function_errors!(
        "image = A",
        "async fn work<T>(ctx: &mut Ctx, job: T) where T: Copy {}"
    );
    assert_function_errors!(
        "image = A",
        "async fn work(ctx: &mut Ctx, job: impl Copy) -> impl Copy {}"
    );
}

#[test]
fn a_function_borrows_its_input() {
    assert_function_errors!(
        "image = A",
        "async fn work(ctx: &mut Ctx, name: Option<&str>) -> &'static str { \"a\" }"
    );
}

#[test]
fn a_function_is_unsafe() {
    assert_function_errors!(
        "image = A",
        "async unsafe extern \"C\" fn work(ctx: &mut Ctx) {}"
    );
}

#[test]
fn an_attribute_is_on_something_else() {
    assert_function_errors!("image = A", "pub struct Work;");
    assert_function_errors!("image = A", "async fn work(ctx: &mut Ctx);");
}

#[test]
fn a_controller_is_broken() {
    let source = "fn drive(cloud: Serverless) { sleep(5secs); }";
    assert_errors!(source, Expansion::of_controller(source));
}

#[test]
fn a_body_is_left_to_the_compiler() {
    let source = "async fn drive(ctx: &mut Ctx) { ctx. }";
    let expansion = crate::controller::controller(TokenStream::new(), tokens(source));
    assert_eq!(expansion.to_string(), tokens(source).to_string());
}
