#![allow(unused)]

use coldstart::prelude::*;

const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host gateway { speed: 10Gflop/s, disk: DISK }
    link wan     { bandwidth: 10MB/s }
    serverless cloud on wan over gateway;
}

fn main() {}
