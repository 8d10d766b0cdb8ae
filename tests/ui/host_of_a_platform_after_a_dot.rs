#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx) {}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    platform lab from "lab.xml";
    controller client() on lab.head;
}

fn main() {}
