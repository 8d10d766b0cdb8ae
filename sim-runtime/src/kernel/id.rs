//! Numbers for things, each kind with a type of its own.

/// Declares the type of the numbers of one kind of things, which count up from zero in the order named in its doc comment.
///
/// The number is kept with one added, so that its absence takes no space: an `Option` of it is as large as itself.
macro_rules! id_type {
    ($(#[$attribute:meta])* $name:ident) => {
        $crate::kernel::id::id_type!($(#[$attribute])* $name: u32);
    };
    ($(#[$attribute:meta])* $name:ident: $number:ty) => {
        $(#[$attribute])*
        #[allow(unreachable_pub, reason = "some kinds are for this crate alone")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::num::NonZero<$number>);

        #[allow(unreachable_pub, reason = "some kinds are for this crate alone")]
        impl $name {
            pub(crate) const fn from_index(index: usize) -> Self {
                Self(std::num::NonZero::<$number>::MIN.saturating_add(index as $number))
            }

            /// Its place in that order, from zero.
            pub const fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl index_vec::Idx for $name {
            fn from_usize(index: usize) -> Self {
                Self::from_index(index)
            }

            fn index(self) -> usize {
                self.index()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_tuple(stringify!($name)).field(&self.index()).finish()
            }
        }
    };
}

pub(crate) use id_type;
