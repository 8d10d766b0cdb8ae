#![allow(unused)]

use coldstart::prelude::*;

#[controller(host = "user")]
async fn client(ctx: &mut Ctx) {}

fn main() {}
