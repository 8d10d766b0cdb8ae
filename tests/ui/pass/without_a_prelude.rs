//! An expansion needs no name that a user has not written, not even those of Rust's own prelude; and the crate may have another
//! name than its own.
#![no_implicit_prelude]
#![deny(warnings)]

extern crate coldstart as cs;

/// What stands in the way of every name that is not absolute.
mod coldstart {}
mod std {}
mod core {}

use cs::prelude::{
    Arrival, Bytes, Ctx, Disk, Fcfs, Function, Image, Mailbox, Regular, Seed, Serverless, SimDuration,
};
use ::std::result::Result::{self, Err, Ok};
use ::std::string::String;
use ::std::vec::Vec;
use ::std::{assert, assert_eq, format, vec};

const IMAGE: Image = Image::new("worker", Bytes::new(250_000_000));

#[cs::serverless_function(crate = cs, image = IMAGE, memory = 200MB)]
async fn halve(ctx: &mut Ctx, photo: Photo) -> Result<Photo, String> {
    ctx.sleep(1.5s).await;
    match photo.number % 2 {
        0 => Ok(Photo { number: photo.number / 2, ..photo }),
        _ => Err(format!("{} is odd", photo.number)),
    }
}

#[cs::serverless_function(crate = cs, image = IMAGE)]
async fn rest(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

#[derive(cs::Payload)]
#[payload(crate = cs)]
struct Photo {
    #[payload]
    pixels: Bytes,
    #[payload(size = 1kB)]
    number: u64,
}

#[derive(cs::Payload)]
#[payload(crate = ::cs)]
#[allow(dead_code)]
enum Shape<T> {
    #[payload(size = 1kB)]
    Round,
    Square(#[payload] T, #[payload] Bytes),
}

mod cs_in_a_module {
    pub(crate) mod inner {
        pub(crate) extern crate coldstart as renamed;
    }
}

#[cs::controller(crate = cs_in_a_module::inner::renamed)]
async fn client(ctx: &mut Ctx, cloud: Serverless, large: Function<Photo, Photo, String>, done: Mailbox<u64>, levels: Vec<u64>) {
    for number in levels {
        let photo = Photo { pixels: 1MB, number };
        match ctx.invoke_and_wait(cloud, large, photo).await {
            Ok(small) => ctx.send(done, small.output.number).await,
            Err(failed) => ctx.log(failed),
        }
    }
    assert_eq!(ctx.receive(done).await, 4);
    ctx.invoke_and_wait(cloud, rest, ()).await.expect("it rests");
}

cs::simulation! {
    /// With one of each.
    #[simulation(crate = cs)]
    #[derive(::std::clone::Clone, ::std::fmt::Debug)]
    pub struct Bare {
        /// Their number.
        nodes: usize = 2,
        /// What is halved.
        levels: Vec<u64> = vec![7, 8],
    }

    host head { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host worker[nodes] { speed: 1Gflop/s, disk: Disk { capacity: 1TB, read: 100MB/s, write: 100MB/s } }
    host other[i in 0..nodes] { speed: if i == 0 { 1Gflop/s } else { 2Gflop/s } }
    link lan[nodes] { bandwidth: 100MB/s }
    for i in 0..nodes { route head <-> worker[i] via [lan[i]]; }
    if nodes > 3 { route head <-> other[0] via [lan[0]]; }
    mailbox done: u64;
    storage store on head { images: [IMAGE] }
    serverless cloud on head over worker { scheduler: Fcfs, idle_timeout: 1min }
    deploy halve, rest on cloud from store;
    deploy halve as large on cloud from store { memory: 1GB }
    controller client(cloud, large, done, levels) on head;
    workload crowd of halve on cloud from head { arrivals: Regular::every(1s).take(2), input: |number, _| Photo { pixels: 1MB, number } }
    workload ticks of rest on cloud from head { arrivals: Regular::every(1s).take(1) }
    horizon 2h;
}

fn main() {
    let report = Bare { nodes: 3, levels: vec![7, 8] }.run(Seed(1)).expect("the simulation runs");
    assert_eq!((report.summary.succeeded, report.summary.failed), (4, 2));
    let _: fn() -> ::std::process::ExitCode = Bare::cli;
    assert!(report.log[0].text == "7 is odd" && <SimDuration as ::std::default::Default>::default().is_zero());
}
