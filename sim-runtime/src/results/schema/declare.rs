//! The macros that declare a row once: each field with its name, its type, its unit, what a recorder keeps of it, and its
//! documentation.
//!
//! ```text
//! recorded_row! {
//!     /// What a row is.
//!     #[derive(..)]
//!     pub struct InvocationRow from InvocationRecord {
//!         /// What the field is.
//!         container: Option<u32> as Option<u32>,        // recorded as it is
//!         /// What the field is.
//!         function: Arc<str> as FunctionId,             // recorded as an id
//!         /// What the field is.
//!         cost: Option<f64> [unit("a unit")] = cost,    // computed, not recorded
//!     } and {
//!         load: SimDuration,                            // recorded for what is computed
//!     } in tables {
//!         /// What the column is.
//!         wait: Option<SimDuration> = wait,             // a column of tables only, computed from the row
//!     }
//! }
//! ```
//!
//! The type after `as` decides how the value is written as bytes (see [`encoding`](super::encoding)) and what it becomes in
//! the row (see [`resolve`](super::resolve)); the type before it decides what tables and JSON make of it (see
//! [`field`](super::field)). What stands in brackets tells tables more: the unit, another name (`column`), that there are few
//! different values (`category`). A function after `=` gets the record and the names; in tables, the row.

/// The text of the doc comments among some attributes.
macro_rules! doc_text {
    ($(#[$($attribute:tt)*])*) => {
        concat!($($crate::results::schema::declare::doc_line!($($attribute)*)),*)
    };
}

macro_rules! doc_line {
    (doc = $line:literal) => {
        concat!($line, "\n")
    };
    ($($other:tt)*) => {
        ""
    };
}

/// Whether an attribute leaves a missing value out of JSON.
macro_rules! leaves_out {
    (serde(skip_serializing_if $($rest:tt)*)) => {
        true
    };
    ($($other:tt)*) => {
        false
    };
}

/// Declares a row: the struct, and what is known of its fields.
macro_rules! row {
    (
        $(#[$($row_attribute:tt)*])*
        pub struct $Row:ident {
            $(
                $(#[$($attribute:tt)*])*
                $name:ident: $type:ty $([$($note:ident $(($said:literal))?),+])?,
            )*
        } $(in tables {
            $(
                $(#[$($only_attribute:tt)*])*
                $only:ident: $only_type:ty $([$($only_note:ident $(($only_said:literal))?),+])?
                    = $value:expr,
            )*
        })?
    ) => {
        $(#[$($row_attribute)*])*
        pub struct $Row {
            $( $(#[$($attribute)*])* pub $name: $type, )*
        }

        impl $crate::results::schema::field::Row for $Row {
            const FIELDS: &'static [$crate::results::schema::field::Field] = &[$(
                $crate::results::schema::field::Field::new(
                    stringify!($name),
                    $crate::results::schema::declare::doc_text!($(#[$($attribute)*])*),
                    false $( || $crate::results::schema::declare::leaves_out!($($attribute)*) )*,
                    <$type as $crate::results::schema::field::Value>::SHAPE,
                )$($(.$note($($said)?))+)?,
            )*];
            const COMPUTED: &'static [$crate::results::schema::field::Field] = &[$($(
                $crate::results::schema::field::Field::new(
                    stringify!($only),
                    $crate::results::schema::declare::doc_text!($(#[$($only_attribute)*])*),
                    false,
                    <$only_type as $crate::results::schema::field::Value>::SHAPE,
                )$($(.$only_note($($only_said)?))+)?,
            )*)?];
            const COLUMNS: &'static [$crate::results::schema::field::Column] = {
                const FIELDS: &[$crate::results::schema::field::Field] =
                    <$Row as $crate::results::schema::field::Row>::FIELDS;
                const COMPUTED: &[$crate::results::schema::field::Field] =
                    <$Row as $crate::results::schema::field::Row>::COMPUTED;
                const WIDTH: usize = $crate::results::schema::field::width(FIELDS)
                    + $crate::results::schema::field::width(COMPUTED);
                &$crate::results::schema::field::columns::<WIDTH>(FIELDS, COMPUTED)
            };

            fn cells<'a>(&'a self, cells: &mut Vec<$crate::results::schema::cell::Cell<'a>>) {
                $( $crate::results::schema::field::Value::cells(&self.$name, cells); )*
                $($({
                    let value: fn(&Self) -> $only_type = $value;
                    cells.push($crate::results::schema::field::Computed::cell(value(self)));
                })*)?
            }
        }
    };
}

/// Declares a row and the record that it is made of.
macro_rules! recorded_row {
    (
        $(#[$($row_attribute:tt)*])*
        pub struct $Row:ident from $Record:ident {
            $(
                $(#[$($attribute:tt)*])*
                $name:ident: $type:ty $([$($notes:tt)+])? $(as $kept:ty)? $(= $value:expr)?,
            )*
        } $(and {
            $( $(#[$($only_attribute:tt)*])* $only:ident: $only_type:ty, )*
        })? $(in tables { $($computed:tt)* })?
    ) => {
        $crate::results::schema::declare::row! {
            $(#[$($row_attribute)*])*
            pub struct $Row {
                $( $(#[$($attribute)*])* $name: $type $([$($notes)+])?, )*
            } $(in tables { $($computed)* })?
        }

        $crate::results::schema::declare::record! {
            #[doc = concat!("What a recorder keeps of a [`", stringify!($Row), "`].")]
            pub(in crate::results) struct $Record {
                $($( $name: $kept, )?)*
                $($( $(#[$($only_attribute)*])* $only: $only_type, )*)?
            }
        }

        impl $crate::results::schema::resolve::Resolve<$Row> for $Record {
            fn resolve(self, names: &mut $crate::results::schema::names::NameTable<'_>) -> $Row {
                $Row {
                    $( $name: {
                        $( <$kept as $crate::results::schema::resolve::Resolve<$type>>::resolve(self.$name, names) )?
                        $( $crate::results::schema::resolve::compute($value, &self, names) )?
                    }, )*
                }
            }
        }
    };
}

/// Declares a record, and how it is written as bytes and read back: what the fields take of the head, then the rest.
macro_rules! record {
    (
        $(#[$attribute:meta])*
        pub(in crate::results) struct $Record:ident {
            $( $(#[$field_attribute:meta])* $name:ident: $type:ty, )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(in crate::results) struct $Record {
            $( $(#[$field_attribute])* pub(in crate::results) $name: $type, )*
        }

        impl $crate::results::schema::encoding::Pack for $Record {
            fn pack(&self, to: &mut $crate::results::schema::number::Writer<'_>) {
                let mut head = $crate::results::schema::encoding::Head::default();
                $( head.add(&self.$name); )*
                head.write::<{ Self::HEAD }>(to);
                $( $crate::results::schema::encoding::Encode::write(&self.$name, to); )*
            }

            fn unpack(from: &mut $crate::results::schema::number::Reader<'_>) -> Self {
                let mut head = $crate::results::schema::encoding::Head::read::<{ Self::HEAD }>(from);
                $( let $name = head.take(from); )*
                Self { $($name,)* }
            }
        }

        impl $Record {
            /// The length of the head \[B\].
            const HEAD: usize = $crate::results::schema::encoding::head_bytes(
                0 $( + <$type as $crate::results::schema::encoding::Encode>::BITS )*
            );

            /// A record of any values.
            #[cfg(test)]
            pub(in crate::results) fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
                Self {
                    $( $name: $crate::results::schema::encoding::Encode::any(numbers), )*
                }
            }
        }
    };
}

/// Declares a type whose values are some texts: `VARIANT = "text"`, of which files have the text.
macro_rules! choice {
    (
        $(#[$attribute:meta])*
        pub enum $Choice:ident {
            $( $(#[$variant_attribute:meta])* $Variant:ident = $name:literal, )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $Choice {
            $( $(#[$variant_attribute])* #[serde(rename = $name)] $Variant, )*
        }

        impl $Choice {
            /// All, in order of declaration.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$Variant),*];

            /// The name that files use.
            pub fn name(self) -> &'static str {
                match self {
                    $( Self::$Variant => $name, )*
                }
            }
        }

        $crate::results::schema::declare::listed! { $Choice { $($Variant = $name,)* } }
    };
}

/// Makes an enum without fields what a field can be: in order of declaration, with the names that files use.
macro_rules! listed {
    ($Choice:ident { $( $Variant:ident = $name:literal, )* }) => {
        const _: () = {
            use $crate::results::schema::cell::Cell;
            use $crate::results::schema::encoding::{Encode, bits_for};
            use $crate::results::schema::field::{Computed, Scalar, Shape, Value};
            use $crate::results::schema::names::NameTable;
            use $crate::results::schema::number::{Reader, Writer};
            use $crate::results::schema::resolve::Resolve;

            const ALL: &[$Choice] = &[$($Choice::$Variant),*];
            const NAMES: &[&str] = &[$($name),*];

            impl Value for $Choice {
                const SHAPE: Shape = Shape::One(Scalar::choice(NAMES));

                fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
                    cells.push(Computed::cell(*self));
                }
            }

            impl Computed for $Choice {
                fn cell(self) -> Cell<'static> {
                    Cell::Text(match self {
                        $( Self::$Variant => $name, )*
                    })
                }
            }

            impl Encode for $Choice {
                const BITS: u32 = bits_for(ALL.len());

                fn head(&self) -> u64 {
                    *self as u64
                }

                fn write(&self, _: &mut Writer<'_>) {}

                fn read(head: u64, _: &mut Reader<'_>) -> Self {
                    ALL[head as usize]
                }

                #[cfg(test)]
                fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
                    ALL[numbers() as usize % ALL.len()]
                }
            }

            impl Resolve<Self> for $Choice {
                fn resolve(self, _: &mut NameTable<'_>) -> Self {
                    self
                }
            }
        };
    };
}

pub(in crate::results) use {
    choice, doc_line, doc_text, leaves_out, listed, record, recorded_row, row,
};
