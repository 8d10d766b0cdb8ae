#![allow(unused)]

use coldstart::prelude::*;

const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host head { speed: 1Gflop/s, disk: DISK }
    serverless cloud over head on head;
}

fn main() {}
