//! Buffers of storage services: sizes that are refused when the simulation is built.

use coldstart::prelude::*;

use crate::support::{Plan, World, host};

const IMAGE: Image = Image::new("image", mb(250));

/// What is wrong with these buffers of the image repository and of the service.
fn problems(repository: Buffer, service: Buffer) -> Vec<String> {
    let mut plan = Plan::over([host(1, gb(4), gb(10))]).with_images([IMAGE]);
    plan.registry.buffer = repository;
    plan.service.buffer = service;
    let World {
        mut sim,
        user,
        registry,
        cloud,
        ..
    } = plan.declare();
    let function = FunctionSpec::new("work", IMAGE);
    let function = sim.function(function, async |_: &mut Ctx, (): ()| {});
    sim.deploy(function, cloud, registry);
    sim.controller("client", user, async |_: &mut Ctx| {});
    match sim.build() {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_transfer_has_ten_million_chunks_at_most() {
    let (byte, fine) = (Buffer::Chunks(bytes(1)), Buffer::Chunks(bytes(25)));
    let mistake = "has a `buffer` that cuts the image `image` of 250MB into 250000000 chunks, of at most 10000000; make it 25B or more";
    assert_eq!(
        problems(byte, fine),
        [format!("storage `registry`: {mistake}")]
    );
    assert_eq!(
        problems(fine, byte),
        [format!("serverless `cloud`: {mistake}")]
    );
    // What goes to a fluid service is one stream, whatever the chunks of the other end.
    assert!(problems(byte, Buffer::Fluid).is_empty());
    assert!(problems(Buffer::Whole, fine).is_empty());
}
