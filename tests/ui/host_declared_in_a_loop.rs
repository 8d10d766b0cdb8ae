use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { workers: usize = 3 }

    for i in 0..workers {
        host worker { speed: 1Gflop/s, cores: i }
    }
}

fn main() {}
