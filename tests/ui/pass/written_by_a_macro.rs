//! A `macro_rules!` may write any part of a simulation: what it puts in stays one operand.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(1));

macro_rules! function {
    ($attribute:meta, $visibility:vis, $name:ident($ctx:ident, $input:ident: $ty:ty), $output:ty, $body:block) => {
        #[$attribute]
        $visibility async fn $name($ctx: &mut Ctx, $input: $ty) -> $output $body
    };
}

macro_rules! sleeper {
    ($name:ident, $ctx:ident, $context:ty, $length:expr) => {
        #[controller]
        async fn $name($ctx: $context) {
            $ctx.sleep($length * 2).await;
        }
    };
}

mod functions {
    use super::*;

    #[serverless_function(image = IMAGE)]
    pub(crate) async fn halve(ctx: &mut Ctx, number: u64) -> Result<u64, String> {
        ctx.sleep(1s).await;
        if number % 2 == 0 { Ok(number / 2) } else { Err(format!("{number} is odd")) }
    }
}

fn length_of(millis: u64) -> SimDuration {
    SimDuration::from_millis(millis)
}

macro_rules! double {
    ($number:expr) => {
        $number * 2
    };
}

function!(serverless_function(image = IMAGE), pub(crate), work(ctx, input: Vec<u64>), Result<u64, String>, {
    let _ = (ctx, input.len());
    Ok(7)
});
sleeper!(sleep_long, ctx, &mut Ctx, length_of(250) + length_of(250));

macro_rules! pipeline {
    (
        $visibility:vis $name:ident, $parameter:ident: $ty:ty = $default:expr, speed $speed:expr, ram $ram:literal, rate $rate:literal,
        nodes $nodes:expr, called $worker:ident, home $home:expr, f $function:path, g $other:expr, type $message:ty,
        input $input:expr, limits { $($limit:ident: $value:expr),* }, loop $index:ident, of $range:expr, if $condition:expr,
    ) => {
        simulation! {
            #[derive(Clone, Debug)]
            $visibility struct $name { $parameter: $ty = $default, levels: Vec<u64> = vec![1, 2] }

            host head { speed: $speed, disk: Disk { capacity: 5TB, read: 100MB/s, write: 100MB/s } }
            host $worker[$nodes] { speed: $speed * 2, cores: 4, ram: $ram, disk: Disk { capacity: 5TB, read: 100MB/s, write: $speed / $speed * 100MB/s } }
            link lan[$nodes] { bandwidth: $rate/s, latency: 20us }
            for $index in $range { route head <-> $worker[$index] via [lan[$index]]; }

            mailbox answers: $message;
            storage store on head { images: [IMAGE] }
            serverless cloud on head over $worker { idle_timeout: $parameter }
            deploy $function, work on cloud from store;
            deploy $function as limited on cloud from store { $($limit: $value),* }
            if $condition { controller sleep_long() on $home; }
            controller client(cloud, limited, answers, $nodes * 2, levels) on head;
            workload crowd of $other on cloud from $home { arrivals: Regular::every($default).take(2), input: $input }
            horizon $default * 4;
        }
    };
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, limited: Function<u64, u64, String>, answers: Mailbox<Vec<u64>>, six: usize, levels: Vec<u64>) {
    let done = ctx.invoke_and_wait(cloud, limited, six as u64).await.expect("six is even");
    let worked = ctx.invoke_and_wait(cloud, work, levels).await.expect("it works");
    ctx.send(answers, vec![done.output, worked.output]).await;
    assert_eq!(ctx.receive(answers).await, [3, 7]);
}

pipeline! {
    pub(crate) Written, pause: SimDuration = length_of(1500) + length_of(1500), speed 1Gflop/s + 1Gflop/s, ram 64GB, rate 10MB,
    nodes 1 + 2, called worker, home worker[0], f functions::halve, g functions::halve, type Vec<u64>,
    input |number, _| number + 1, limits { memory: 100MB + 100MB, disk: 1GB }, loop i, of 0..3, if true || false,
}

fn main() {
    assert_eq!(double!(3), 6);
    let report = Written::default().run(Seed(1)).expect("the simulation runs");
    // The crowd asks for half of 1, which is odd, and of 2.
    assert_eq!((report.summary.succeeded, report.summary.failed), (3, 1));
    assert_eq!(report.nodes.len(), 3);
    // Twice the sum, not the first and twice the second: 2 s, and 12 s, not 7.5 s, to the horizon.
    let slept = report.processes.iter().find(|row| row.process == "sleep_long").expect("it slept");
    assert_eq!(slept.end, Some(SimTime::ZERO + secs(1)));
}
