//! Container images.

use std::borrow::Cow;
use std::rc::Rc;

use indexmap::IndexSet;

use super::layer::{Layer, Layers};
use crate::kernel::id::id_type;
use crate::storage::{FileId, FileNames, Part};
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
    /// Size of the file \[B\], its layers included: what is downloaded and copied, less the layers that are there already.
    pub disk: Bytes,
    /// Memory that it takes on a node \[B\], which is also how much of the file is read to load it.
    pub ram: Bytes,
    /// The parts of the file that other images have, too. Default: none.
    pub layers: Layers,
}

impl Image {
    /// An image whose file and memory have the same size.
    pub const fn new(name: &'static str, size: Bytes) -> Self {
        Self {
            name: Cow::Borrowed(name),
            disk: size,
            ram: size,
            layers: Layers::NONE,
        }
    }

    /// An image of these layers and a part of its own, such as the code of a function on top of a runtime that others use;
    /// file and memory have the size of all together.
    ///
    /// A layer that another image has brought to a disk is there already: it neither travels nor takes space again. In
    /// memory, images share nothing.
    ///
    /// ```
    /// use sim_runtime::serverless::{Image, Layer};
    /// use sim_runtime::units::short::mb;
    ///
    /// const PYTHON: Layer = Layer::new("python", mb(200));
    /// const NUMPY: Layer = Layer::new("numpy", mb(45));
    /// const RESIZE: Image = Image::layered("resize", &[PYTHON, NUMPY], mb(5)).in_memory(mb(80));
    /// assert_eq!((RESIZE.disk, RESIZE.own()), (mb(250), mb(5)));
    /// ```
    pub const fn layered(
        name: &'static str,
        layers: &'static [Layer<'static>],
        own: Bytes,
    ) -> Self {
        let layers = Layers::constant(layers);
        let size = layers.size().saturating_add(own);
        let mut image = Self::new(name, size);
        // Without layers there is nothing to drop.
        std::mem::forget(std::mem::replace(&mut image.layers, layers));
        image
    }

    /// The size of what no other image has \[B\]: the file without its layers.
    pub const fn own(&self) -> Bytes {
        self.disk.saturating_sub(self.layers.size())
    }

    /// The same image, taking another amount of memory.
    pub const fn in_memory(self, ram: Bytes) -> Self {
        // Destructured: in a `const fn` a part of a value with a destructor cannot be moved out by `..self`.
        let mut image = self;
        image.ram = ram;
        image
    }

    /// What is wrong with its layers: each has a name and a size, is there once, and all are no larger together than the whole.
    pub(crate) fn layer_mistakes(&self) -> Vec<String> {
        let mut seen = IndexSet::new();
        let mut mistakes = Vec::new();
        for layer in self.layers.iter() {
            if layer.name.is_empty() {
                mistakes.push("has a layer with an empty name; give it one".to_owned());
            } else if layer.disk.is_zero() {
                mistakes.push(format!(
                    "has a layer `{}` of no size; give it one, or leave it out",
                    layer.name
                ));
            }
            if !seen.insert(layer.name) {
                mistakes.push(format!("has the layer `{}` twice; keep one", layer.name));
            }
        }
        let size = self.layers.size();
        if size > self.disk {
            mistakes.push(format!(
                "has layers of {size} together, more than its size of {}; enlarge it, or leave layers out",
                self.disk
            ));
        }
        mistakes
    }
}

/// An image that a simulation knows, and its file.
#[derive(Clone, Debug)]
pub struct KnownImage {
    /// What was declared.
    pub image: Image,
    /// Its file, the same on every storage.
    pub file: FileId,
    /// The size of the file without its layers.
    pub own: Bytes,
    /// Its layers as parts of the file.
    pub parts: Rc<[Part]>,
}

impl KnownImage {
    /// An image whose file and layers have these names among those of all files.
    pub fn new(image: Image, names: &mut FileNames) -> Self {
        let file = names.id(&format!("image {}", image.name));
        let part = |layer: Layer<'_>| Part {
            name: names.id(&format!("layer {}", layer.name)),
            size: layer.disk,
        };
        Self {
            parts: image.layers.iter().map(part).collect(),
            own: image.own(),
            file,
            image,
        }
    }

    /// Whether it has parts that other images may have, too.
    pub fn is_layered(&self) -> bool {
        !self.parts.is_empty()
    }
}
