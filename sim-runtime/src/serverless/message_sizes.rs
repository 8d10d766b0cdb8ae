//! How large control messages are, kind by kind.

use serde::{Deserialize, Serialize};

use crate::units::Bytes;

/// The size of each kind of control message between controllers, services and their storage.
///
/// A message without size takes no time and uses no link; one with a size is a movement of bytes between two hosts. Source:
/// the message payloads of the reference (SEMANTICS, section 1), all of which are 0 there unless they are set.
///
/// ```
/// use sim_runtime::serverless::MessageSizes;
/// use sim_runtime::units::short::{bytes, kib};
///
/// let requests = MessageSizes {
///     invocation_request: kib(4),
///     invocation_answer: kib(1),
///     ..MessageSizes::default()
/// };
/// assert_eq!(requests.stop, bytes(0));
/// assert_eq!(MessageSizes::all(kib(1)).stop, kib(1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct MessageSizes {
    /// To a service: that a function is to be registered.
    pub registration_request: Bytes,
    /// Back to the controller.
    pub registration_answer: Bytes,
    /// To a service: that a function is to be invoked. An input with a size travels in its place.
    pub invocation_request: Bytes,
    /// Back to the caller: whether the invocation was accepted.
    pub invocation_answer: Bytes,
    /// To the caller's function manager: that an invocation is over. An output with a size travels in its place.
    pub completion: Bytes,
    /// To a storage service: that a file, or an image, is to be copied.
    pub copy_request: Bytes,
    /// That it has been copied, or cannot be.
    pub copy_answer: Bytes,
    /// To a storage service: that a file is to be read.
    pub read_request: Bytes,
    /// Whether it can be read.
    pub read_answer: Bytes,
    /// To a storage service: that a file is to be written.
    pub write_request: Bytes,
    /// Whether there is room for it.
    pub write_answer: Bytes,
    /// That a file has been read or written.
    pub acknowledgement: Bytes,
    /// To the private storage of a container that is shut down.
    pub stop: Bytes,
    /// That it has stopped.
    pub stopped: Bytes,
}

impl MessageSizes {
    /// The same size for every kind.
    pub const fn all(size: Bytes) -> Self {
        Self {
            registration_request: size,
            registration_answer: size,
            invocation_request: size,
            invocation_answer: size,
            completion: size,
            copy_request: size,
            copy_answer: size,
            read_request: size,
            read_answer: size,
            write_request: size,
            write_answer: size,
            acknowledgement: size,
            stop: size,
            stopped: size,
        }
    }
}

impl From<Bytes> for MessageSizes {
    fn from(size: Bytes) -> Self {
        Self::all(size)
    }
}
