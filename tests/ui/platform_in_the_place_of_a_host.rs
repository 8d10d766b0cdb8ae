#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx) {}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    platform lab from "lab.xml";
    serverless cloud on lab["head"] over lab;
    controller client() on lab;
}

fn main() {}
