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
fn a_context_is_another_one() {
    assert_function_errors!(
        "image = A",
        "async fn work(context: &mut Context, job: Job) {}"
    );
    assert_function_errors!("image = A", "async fn work(mut ctx: Ctx, job: Job) {}");
    assert_function_errors!(
        "image = A",
        "async fn work(c: &mut impl Sleeps, job: Job) {}"
    );
    assert_function_errors!("image = A", "async fn work(job: Job, ctx: &mut Ctx) {}");
    assert_function_errors!(
        "image = A",
        "async fn work<'a>(ctx: &'a mut Ctx, job: Job) {}"
    );
    assert_function_errors!(
        "image = A",
        "async fn work<'a>(ctx: &'a mut Ctx, job: &'a Job) {}"
    );
}

/// Snapshots the errors in the body of a controller that has a service, and what becomes of the body.
macro_rules! assert_body {
    ($body:literal) => {
        let source = concat!("async fn drive(ctx: &mut Ctx, cloud: Serverless) {\n", $body, "\n}");
        let expansion = Expansion::of_controller(source);
        insta::with_settings!({ description => source, omit_expression => true }, {
            insta::assert_snapshot!(format!("{}\n\n{}", expansion.errors.join("\n"), expansion.pretty()));
        });
    };
}

#[test]
fn methods_of_the_context_are_called_without_it() {
    assert_body!(
        "sleep(ctx, 1s).await;
spawn(\"x\", async move { log(ctx.name()) }).await;"
    );
}

#[test]
fn what_is_certainly_not_a_method_of_the_context_is_not_looked_for() {
    assert_body!(
        "let wait = f; let read = |x| x;
wait(call).await; read(1).await; other::sleep(1).await; x.sleep(1).await; match n { Some(send) => send(ctx, 1).await, _ => {} } name();"
    );
}

#[test]
fn closures_are_missing() {
    assert_body!(
        "ctx.spawn(\"a\", async { 1 }).await;
ctx.spawn(\"b\", |c| async move { c.sleep(1s).await }).await;
ctx.spawn(\"c\", helper(ctx)).await;
ctx.with_timeout(1s, ctx.wait(call)).await;
ctx.with_timeout(1s, ctx.wait(call).await).await;
ctx.with_timeout(1s, async |_| ctx.wait(call).await).await;
ctx.with_timeout(1s, async |ctx| ctx.wait(call).await).await;
ctx.with_timeout(async |ctx| ctx.wait(call).await, 1s).await;
ctx.spawn(async move |ctx| { f(a, b).await }, \"d\").await;
ctx.spawn(\"e\", helper).await;"
    );
}

#[test]
fn arguments_are_in_another_order() {
    assert_body!(
        "ctx.invoke(work, cloud, 1).await; ctx.invoke(work, 1, cloud).await; ctx.invoke(cloud, 1, work).await;
ctx.invoke(1, m::work, cloud).await; ctx.register(work, cloud).await; ctx.invoke(cloud, \"work\", 1).await;
ctx.invoke(work, 1).await; ctx.invoke(cloud, work(ctx, 1)).await; ctx.invoke(cloud, work()).await;
ctx.invoke(cloud, work, 1).await; ctx.invoke(cloud, f, Job { a, b }).await; ctx.invoke(cloud, f, |a, b| c).await;"
    );
}

#[test]
fn two_requests_need_the_context_at_once() {
    assert_body!(
        "ctx.wait(ctx.invoke(cloud, work, 1).await).await;
ctx.wait(ctx.invoke(cloud, work, 1)).await;
ctx.sleep(secs(ctx.random().next())).await;
ctx.sleep_until(ctx.now() + 1s).await;
ctx.spawn(\"x\", async |ctx| ctx.sleep(1s).await).await;"
    );
}

#[test]
fn a_body_is_left_to_the_compiler() {
    let source = "async fn drive(ctx: &mut Ctx) { ctx. }";
    let expansion = crate::controller::controller(TokenStream::new(), tokens(source));
    assert_eq!(expansion.to_string(), tokens(source).to_string());
}
