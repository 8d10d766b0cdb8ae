//! Numbers for things, each kind with a type of its own.

/// Declares the type of the numbers of one kind of things, which count up from zero in the order named in its doc comment.
macro_rules! id_type {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            pub(crate) fn from_index(index: usize) -> Self {
                Self(index as u32)
            }

            /// Its place in that order, from zero.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

pub(crate) use id_type;
