//! Processes, as far as the kernel knows them: a number, and a suspended coroutine that the world keeps.

use slotmap::new_key_type;

use super::coroutine::Coroutine;

new_key_type! {
    /// A live process; the identifier of a process that has ended never comes back.
    pub struct ProcessId;
}

/// The suspended coroutine of a process.
pub type BoxedCoroutine<Q, R, O> = Box<dyn Coroutine<Q, R, O>>;
