//! The methods of the context that take time: what they are called, and how they are written.

use proc_macro2::Ident;

/// One method.
pub(super) struct Method {
    pub(super) name: &'static str,
    /// Its arguments, for messages.
    pub(super) arguments: &'static str,
    /// How many there are.
    pub(super) number: usize,
}

const fn method(name: &'static str, number: usize, arguments: &'static str) -> Method {
    Method {
        name,
        arguments,
        number,
    }
}

static METHODS: [Method; 33] = [
    method("sleep", 1, "1s"),
    method("sleep_until", 1, "DATE"),
    method("compute", 1, "2Gflop"),
    method("turn_off", 1, "LINK"),
    method("invoke", 3, "SERVICE, FUNCTION, INPUT"),
    method("try_invoke", 3, "SERVICE, FUNCTION, INPUT"),
    method("invoke_async", 3, "SERVICE, FUNCTION, INPUT"),
    method("register", 2, "SERVICE, FUNCTION"),
    method("capacity", 1, "SERVICE"),
    method("invoke_and_wait", 3, "SERVICE, FUNCTION, INPUT"),
    method("cancel", 1, "&INVOCATION"),
    method("wait_at_most", 2, "LIMIT, INVOCATION"),
    method("is_done", 1, "&INVOCATION"),
    method("wait", 1, "INVOCATION"),
    method("until_done", 1, "&INVOCATION"),
    method("until_all_done", 0, ""),
    method("wait_all", 1, "INVOCATIONS"),
    method("wait_any", 1, "&mut INVOCATIONS"),
    method("spawn", 2, "NAME, async move |ctx| { .. }"),
    method("join", 1, "PROCESS"),
    method("send", 2, "MAILBOX, MESSAGE"),
    method("receive", 1, "MAILBOX"),
    method("with_timeout", 2, "LIMIT, async |ctx| { .. }"),
    method("allocate", 1, "60MB"),
    method("free", 1, "60MB"),
    method("read", 1, "NAME"),
    method("write", 1, "FILE"),
    method("create", 1, "FILE"),
    method("delete", 1, "NAME"),
    method("delete_from", 2, "STORAGE, NAME"),
    method("read_from", 2, "STORAGE, NAME"),
    method("write_to", 2, "STORAGE, FILE"),
    method("copy", 3, "NAME, FROM, TO"),
];

impl Method {
    /// The method of this name.
    pub(super) fn find(name: &Ident) -> Option<&'static Self> {
        METHODS.iter().find(|method| name == method.name)
    }
}
