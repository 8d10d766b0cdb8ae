//! Payloads: how large inputs and outputs are.

use std::marker::PhantomData;

use crate::units::Bytes;

/// A value that has a size on the network.
///
/// The input of an invocation is sent from the caller's host to the head host before the service takes the request, and
/// on to the node before the body starts; the output is sent back the same way, and the container stays busy until it has
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

/// The size of any value: that of its [`Payload`] implementation, or zero if its type has none.
///
/// Which of the two applies is decided by method look-up where the type is known, by the number of references it must add:
/// write `(&&Measure(value)).measure()` with both traits in scope.
#[derive(Debug)]
pub struct Measure<'a, T>(pub &'a T);

/// Values whose type implements [`Payload`].
pub trait SizedValue {
    /// The size of the value.
    fn measure(&self) -> Bytes;
}

impl<T: Payload> SizedValue for &Measure<'_, T> {
    fn measure(&self) -> Bytes {
        self.0.size()
    }
}

/// Values of any other type.
pub trait UnsizedValue {
    /// Zero.
    fn measure(&self) -> Bytes;
}

impl<T> UnsizedValue for Measure<'_, T> {
    fn measure(&self) -> Bytes {
        Bytes::ZERO
    }
}

/// Copies a value.
pub type Copier<T> = fn(&T) -> T;

/// How any value is copied: by [`Clone`], or not at all if its type has none.
///
/// Which of the two applies is decided as with [`Measure`]: write `(&&Copying::<T>::new()).copier()` with both traits in scope.
#[derive(Debug)]
pub struct Copying<T>(PhantomData<fn(T)>);

impl<T> Copying<T> {
    /// Of this type.
    #[expect(
        clippy::new_without_default,
        reason = "expansions name it, and nobody else"
    )]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

/// Values whose type is [`Clone`].
pub trait CloneValue<T> {
    /// How they are copied.
    fn copier(&self) -> Option<Copier<T>>;
}

impl<T: Clone> CloneValue<T> for &Copying<T> {
    fn copier(&self) -> Option<Copier<T>> {
        Some(T::clone)
    }
}

/// Values of any other type.
pub trait SingleValue<T> {
    /// `None`.
    fn copier(&self) -> Option<Copier<T>>;
}

impl<T> SingleValue<T> for Copying<T> {
    fn copier(&self) -> Option<Copier<T>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::mb;

    #[test]
    #[expect(clippy::needless_borrow, reason = "the number of references decides")]
    fn what_is_a_payload_weighs_its_size_and_what_is_not_weighs_nothing() {
        assert_eq!((&&Measure(&vec![mb(1), mb(2)])).measure(), mb(3));
        assert_eq!((&&Measure(&"a text")).measure(), Bytes::ZERO);
    }

    #[test]
    #[expect(clippy::needless_borrow, reason = "the number of references decides")]
    fn what_is_clone_is_copied_and_what_is_not_is_not() {
        struct Single;
        let copy = (&&Copying::<String>::new()).copier();
        assert_eq!(copy.map(|copy| copy(&"a".to_owned())), Some("a".to_owned()));
        assert!((&&Copying::<Single>::new()).copier().is_none());
    }
}
