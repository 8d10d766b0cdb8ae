//! The command line of a simulation of one's own: checks decide its exit code, and a date has a unit.
#![deny(warnings)]

use coldstart::prelude::*;
use std::process::{Command, ExitCode};

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, seconds: u64) {
    ctx.sleep(secs(seconds)).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, invocations: u64) {
    for _ in 0..invocations {
        let call = ctx.invoke(cloud, work, 1).await;
        ctx.wait(call).await.expect("it succeeds");
    }
}

simulation! {
    #[derive(Clone)]
    struct Two { invocations: u64 = 2 }

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy work on cloud from store;
    controller client(cloud, invocations) on head;
}

/// Runs this program with arguments: its exit code, and what it prints on standard output and standard error.
fn own(arguments: &[&str]) -> (Option<i32>, String, String) {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).args(arguments).output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        return Two::cli();
    }
    let (code, summary, error) = own(&["--check", "invocations >= 2", "--check", "failed of work < 1"]);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(summary.contains("passed       invocations >= 2    it is 2\n"), "{summary}");

    let (code, summary, error) = own(&["--check", "invocations >= 2", "--check", "invocations < 2"]);
    assert_eq!(code, Some(1), "{error}");
    assert!(summary.contains("FAILED       invocations < 2   it is 2\n"), "{summary}");
    assert!(error.contains("1 of 2 checks failed: invocations < 2: it is 2"), "{error}");

    let (code, summary, error) = own(&["--invocations=3", "--check=invocations < 2", "--quiet"]);
    assert_eq!((code, summary.as_str()), (Some(1), ""));
    assert!(error.contains("1 of 1 checks failed: invocations < 2: it is 3"), "{error}");

    let (code, _, error) = own(&["--check", "p99 of nobody < 1s"]);
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("there is no function `nobody`"), "{error}");

    let (code, _, error) = own(&["--horizon", "5"]);
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("`5` has no unit; write a time such as 5s"), "{error}");
    assert_eq!(own(&["--horizon", "500ms"]).0, Some(0));
    ExitCode::SUCCESS
}
