//! The methods of the context that requests are made with: what they are called, and how they are written.

use proc_macro2::Ident;

/// One method.
pub(super) struct Method {
    name: &'static str,
    /// Its arguments, for messages.
    arguments: &'static str,
    /// Whether it may take time.
    is_async: bool,
}

const fn method(name: &'static str, arguments: &'static str) -> Method {
    Method {
        name,
        arguments,
        is_async: true,
    }
}

const fn immediate(name: &'static str, arguments: &'static str) -> Method {
    Method {
        name,
        arguments,
        is_async: false,
    }
}

/// Those that are over at once and that are no usual names of other functions.
static IMMEDIATE: [Method; 6] = [
    immediate("now", ""),
    immediate("log", "TEXT"),
    immediate("random", ""),
    immediate("sample", "&DISTRIBUTION"),
    immediate("sample_duration", "&DISTRIBUTION"),
    immediate("stream", "NAME"),
];

static METHODS: [Method; 37] = [
    method("sleep", "1s"),
    method("sleep_until", "DATE"),
    method("compute", "2Gflop"),
    method("is_cold_start", ""),
    method("turn_off", "LINK"),
    method("invoke", "SERVICE, FUNCTION, INPUT"),
    method("try_invoke", "SERVICE, FUNCTION, INPUT"),
    method("invoke_async", "SERVICE, FUNCTION, INPUT"),
    method("invoke_retrying", "SERVICE, FUNCTION, INPUT, RETRY"),
    method("invoke_event", "SERVICE, FUNCTION, INPUT"),
    method("register", "SERVICE, FUNCTION"),
    method("capacity", "SERVICE"),
    method("invoke_and_wait", "SERVICE, FUNCTION, INPUT"),
    method("cancel", "&INVOCATION"),
    method("wait_at_most", "LIMIT, INVOCATION"),
    method("is_done", "&INVOCATION"),
    method("wait", "INVOCATION"),
    method("until_done", "&INVOCATION"),
    method("until_all_done", ""),
    method("wait_all", "INVOCATIONS"),
    method("wait_any", "&mut INVOCATIONS"),
    method("spawn", "NAME, async move |ctx| { .. }"),
    method("join", "PROCESS"),
    method("send", "MAILBOX, MESSAGE"),
    method("receive", "MAILBOX"),
    method("with_timeout", "LIMIT, async |ctx| { .. }"),
    method("allocate", "60MB"),
    method("free", "60MB"),
    method("read", "NAME"),
    method("write", "FILE"),
    method("create", "FILE"),
    method("delete", "NAME"),
    method("delete_from", "STORAGE, NAME"),
    method("read_from", "STORAGE, NAME"),
    method("write_to", "STORAGE, FILE"),
    method("copy", "NAME, FROM, TO"),
    method("run", "&WORKFLOW, INPUT"),
];

impl Method {
    /// The method of this name, if it may take time.
    pub(super) fn find(name: &Ident) -> Option<&'static Self> {
        METHODS.iter().find(|method| name == method.name)
    }
    /// The method of this name.
    pub(super) fn find_any(name: &Ident) -> Option<&'static Self> {
        let immediate = || IMMEDIATE.iter().find(|method| name == method.name);
        Self::find(name).or_else(immediate)
    }

    /// How it is called.
    pub(super) fn call(&self, context: &Ident) -> String {
        let Self {
            name, arguments, ..
        } = self;
        let wait = if self.is_async { ".await" } else { "" };
        format!("{context}.{name}({arguments}){wait}")
    }
}
