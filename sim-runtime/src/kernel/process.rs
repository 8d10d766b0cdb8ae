//! Processes, as far as the kernel knows them: a number, and a suspended coroutine that the world keeps.

use slotmap::new_key_type;

use super::coroutine::{Coroutine, Step};
use super::engine::World;

new_key_type! {
    /// A live process; the identifier of a process that has ended never comes back.
    pub struct ProcessId;
}

/// The suspended coroutine of a process.
pub type Body<W> =
    Box<dyn Coroutine<<W as World>::Request, <W as World>::Reply, <W as World>::Output>>;

pub(crate) type StepOf<W> = Step<<W as World>::Request, <W as World>::Output>;
