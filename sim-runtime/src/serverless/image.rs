//! Container images.

use std::borrow::Cow;

use crate::kernel::id::id_type;
use crate::storage::FileId;
use crate::units::Bytes;

id_type! {
    /// An image, by order of first use.
    ImageId
}

/// What containers are made of: a file of some size, and how much of it must be in memory to start one.
///
/// ```
/// use sim_runtime::serverless::Image;
/// use sim_runtime::units::short::mb;
///
/// const PYTHON: Image = Image::new("python", mb(250)).in_memory(mb(80));
/// assert_eq!(PYTHON.disk, mb(250));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The name; two images of one name are the same image.
    pub name: Cow<'static, str>,
    /// Size of the file \[B\]: what is downloaded and copied.
    pub disk: Bytes,
    /// Memory that it takes on a node \[B\], which is also how much of the file is read to load it.
    pub ram: Bytes,
}

impl Image {
    /// An image whose file and memory have the same size.
    pub const fn new(name: &'static str, size: Bytes) -> Self {
        Self {
            name: Cow::Borrowed(name),
            disk: size,
            ram: size,
        }
    }

    /// The same image, taking another amount of memory.
    pub const fn in_memory(self, ram: Bytes) -> Self {
        // Destructured: in a `const fn` a part of a value with a destructor cannot be moved out by `..self`.
        let mut image = self;
        image.ram = ram;
        image
    }
}

/// An image that a simulation knows, and its file.
#[derive(Clone, Debug)]
pub struct KnownImage {
    /// What was declared.
    pub image: Image,
    /// Its file, the same on every storage.
    pub file: FileId,
}
