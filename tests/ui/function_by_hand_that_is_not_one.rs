#![allow(unused)]

use coldstart::prelude::*;

struct Work;

fn limits(function: impl ServerlessFunction) -> FunctionSpec {
    function.spec()
}

fn main() {
    limits(Work);
}
