//! Known answers of queueing theory and of measurements, through functions, nodes and policies. The name of a test begins with
//! the number of its answer.

mod instances;
