//! Layers of images: what several images have in common.

use std::fmt;

use crate::units::Bytes;

/// A part of an image that other images have, too: layers of one name are the same layer.
///
/// ```
/// use sim_runtime::serverless::{Image, Layer};
/// use sim_runtime::units::short::mb;
///
/// const PYTHON: Layer = Layer::new("python", mb(200));
/// const RESIZE: Image = Image::layered("resize", &[PYTHON], mb(5));
/// assert_eq!(RESIZE.layers.iter().collect::<Vec<_>>(), [PYTHON]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer<'a> {
    /// The name, instead of the digest of its content.
    pub name: &'a str,
    /// Its size \[B\].
    pub disk: Bytes,
}

impl Layer<'static> {
    /// A layer of this name and size.
    pub const fn new(name: &'static str, size: Bytes) -> Self {
        Self { name, disk: size }
    }
}

/// The layers of an image, the lowest first; the order says nothing about how they travel.
#[derive(Clone)]
pub struct Layers(Kept);

#[derive(Clone)]
enum Kept {
    /// Of an image that is a constant of a program.
    Constant(&'static [Layer<'static>]),
    /// Of one that a file declares: names and sizes.
    Read(Vec<(String, Bytes)>),
}

impl Layers {
    /// None.
    pub const NONE: Self = Self::constant(&[]);

    /// Those of a constant.
    pub const fn constant(layers: &'static [Layer<'static>]) -> Self {
        Self(Kept::Constant(layers))
    }

    /// Those of these names and sizes.
    pub fn named(layers: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        Self(Kept::Read(layers.into_iter().collect()))
    }

    /// The size of all of them.
    pub const fn size(&self) -> Bytes {
        let (mut sum, mut index) = (Bytes::ZERO, 0);
        // No iterators in a `const fn`.
        match &self.0 {
            Kept::Constant(layers) => {
                while index < layers.len() {
                    sum = sum.saturating_add(layers[index].disk);
                    index += 1;
                }
            }
            Kept::Read(layers) => {
                let layers = layers.as_slice();
                while index < layers.len() {
                    sum = sum.saturating_add(layers[index].1);
                    index += 1;
                }
            }
        }
        sum
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Layer<'_>> {
        let (constant, read): (&[Layer<'_>], &[(String, Bytes)]) = match &self.0 {
            Kept::Constant(layers) => (layers, &[]),
            Kept::Read(layers) => (&[], layers),
        };
        let read = read.iter().map(|(name, disk)| Layer { name, disk: *disk });
        constant.iter().copied().chain(read)
    }
}

impl Default for Layers {
    fn default() -> Self {
        Self::NONE
    }
}

impl PartialEq for Layers {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Layers {}

impl fmt::Debug for Layers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}
