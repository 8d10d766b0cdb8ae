//! The words that declarations begin with: a half-typed one is resolved among them, so that editors complete it.

#![allow(non_upper_case_globals)]

/// `host NAME { .. }`: a host.
pub const host: () = ();
/// `link NAME { .. }`: a link.
pub const link: () = ();
/// `route A <-> B via [..];`: the links between two hosts.
pub const route: () = ();
/// `storage NAME on HOST { .. }`: a storage service.
pub const storage: () = ();
/// `serverless NAME on HOST over HOSTS { .. }`: a serverless service.
pub const serverless: () = ();
/// `function NAME lasts DISTRIBUTION { .. }`: a function that lasts for a while.
pub const function: () = ();
/// `deploy FUNCTION on SERVICE from STORAGE;`: a function of a service.
pub const deploy: () = ();
/// `platform NAME from "file.xml";`: hosts, links and routes of a SimGrid file.
pub const platform: () = ();
/// `mailbox NAME: TYPE;`: messages between processes.
pub const mailbox: () = ();
/// `workload NAME of FUNCTION on SERVICE from HOST { .. }`: a function invoked at each arrival, or by users who wait.
pub const workload: () = ();
/// `trace NAME from FORMAT { path: ".." } on SERVICE from STORAGE;`: the functions of a trace, and when they are invoked.
pub const trace: () = ();
/// `controller NAME(..) on HOST;`: a process that uses the services.
pub const controller: () = ();
/// `fault node HOST down at 10s for 1min;`: what breaks.
pub const fault: () = ();
/// `horizon 2h;`: when the simulation is over, whatever is left to happen.
pub const horizon: () = ();
