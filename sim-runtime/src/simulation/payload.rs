//! Payloads: how large inputs and outputs are.

use crate::units::Bytes;

/// A value that has a size on the network.
///
/// The input of an invocation travels from the caller's host to the head host before the service takes the request, and
/// on to the node before the body starts; the output travels back the same way, and the container stays busy until it has
/// left the node. Values whose type does not implement this have no size, and take no time.
///
/// ```
/// use sim_runtime::simulation::Payload;
/// use sim_runtime::units::Bytes;
/// use sim_runtime::units::short::mb;
///
/// struct Photo { name: String, pixels: Bytes }
///
/// impl Payload for Photo {
///     fn size(&self) -> Bytes {
///         self.pixels
///     }
/// }
///
/// let album = vec![Photo { name: "a".into(), pixels: mb(2) }, Photo { name: "b".into(), pixels: mb(3) }];
/// assert_eq!(album.size(), mb(5));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no size on the network",
    label = "is not a `Payload`",
    note = "a type of yours gets one by `#[derive(Payload)]`: `#[payload(size = 2MB)]` on the type, or `#[payload]` on the fields that have one",
    note = "a value whose size does not matter needs none: without it, it takes no time on the network"
)]
pub trait Payload {
    /// How large it is \[B\].
    fn size(&self) -> Bytes;
}

/// A number of bytes stands for as many bytes.
impl Payload for Bytes {
    fn size(&self) -> Bytes {
        *self
    }
}

impl<T: Payload + ?Sized> Payload for &T {
    fn size(&self) -> Bytes {
        T::size(self)
    }
}

impl<T: Payload + ?Sized> Payload for Box<T> {
    fn size(&self) -> Bytes {
        T::size(self)
    }
}

impl<T: Payload> Payload for Option<T> {
    fn size(&self) -> Bytes {
        self.iter().map(T::size).sum()
    }
}

impl<T: Payload> Payload for [T] {
    fn size(&self) -> Bytes {
        self.iter().map(T::size).sum()
    }
}

impl<T: Payload> Payload for Vec<T> {
    fn size(&self) -> Bytes {
        self.as_slice().size()
    }
}

impl<T: Payload, const N: usize> Payload for [T; N] {
    fn size(&self) -> Bytes {
        self.as_slice().size()
    }
}

/// An output that says what went wrong instead of a value has no size.
impl<T: Payload, E> Payload for Result<T, E> {
    fn size(&self) -> Bytes {
        self.as_ref().map_or(Bytes::ZERO, T::size)
    }
}

impl<A: Payload, B: Payload> Payload for (A, B) {
    fn size(&self) -> Bytes {
        self.0.size() + self.1.size()
    }
}

impl<A: Payload, B: Payload, C: Payload> Payload for (A, B, C) {
    fn size(&self) -> Bytes {
        self.0.size() + self.1.size() + self.2.size()
    }
}

/// Weighs any value: by its size if it is a [`Payload`], and as nothing if it is not.
///
/// Which of the two holds is decided where the type is known, by the number of references that method look-up must add:
/// write `(&&Weigh(value)).weight()` with both traits in scope.
#[derive(Debug)]
pub struct Weigh<'a, T>(pub &'a T);

/// The weight of what has a size.
pub trait Heavy {
    /// Its size.
    fn weight(&self) -> Bytes;
}

impl<T: Payload> Heavy for &Weigh<'_, T> {
    fn weight(&self) -> Bytes {
        self.0.size()
    }
}

/// The weight of what has no size.
pub trait Light {
    /// Nothing.
    fn weight(&self) -> Bytes;
}

impl<T> Light for Weigh<'_, T> {
    fn weight(&self) -> Bytes {
        Bytes::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::mb;

    #[test]
    #[expect(clippy::needless_borrow, reason = "the number of references decides")]
    fn what_is_a_payload_weighs_its_size_and_what_is_not_weighs_nothing() {
        assert_eq!((&&Weigh(&vec![mb(1), mb(2)])).weight(), mb(3));
        assert_eq!((&&Weigh(&"a text")).weight(), Bytes::ZERO);
    }
}
