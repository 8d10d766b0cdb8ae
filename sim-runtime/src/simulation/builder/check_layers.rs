//! Layers of images: named once in an image, no larger than it, and of one size everywhere.

use std::panic::Location;

use indexmap::{IndexMap, IndexSet};

use super::Builder;
use crate::serverless::Image;
use crate::units::Bytes;

impl Builder {
    /// What is wrong with the layers of the images that storages hold.
    pub(super) fn check_layers(&mut self) {
        let mut problems = Vec::new();
        // An image that several storages hold is wrong once.
        let mut told = IndexSet::new();
        let mut known: IndexMap<&str, (Bytes, &str)> = IndexMap::new();
        for storage in &self.storages {
            for image in &storage.spec.images {
                let mut wrong = |message: String| {
                    let declaration = format!("image `{}`", image.name);
                    if told.insert((declaration.clone(), message.clone())) {
                        problems.push((storage.location, declaration, message));
                    }
                };
                if image.name.is_empty() {
                    wrong("has an empty name; give it one".to_owned());
                }
                image.layer_mistakes().into_iter().for_each(&mut wrong);
                for layer in image.layers.iter() {
                    let first = known.entry(layer.name).or_insert((layer.disk, &image.name));
                    if first.0 != layer.disk {
                        wrong(format!(
                            "has a layer `{}` of {}, which image `{}` has with {}; a layer has one name and one size",
                            layer.name, layer.disk, first.1, first.0
                        ));
                    }
                }
            }
        }
        for (location, declaration, message) in problems {
            self.report_at(location, declaration, message);
        }
    }
}

/// Whether it is their sizes that two images of one name differ in, or else their layers.
fn differ_in_size(one: &Image, other: &Image) -> bool {
    (one.disk, one.ram) != (other.disk, other.ram)
}

/// What is wrong with an image that differs from the first one of its name.
pub(super) fn clash(image: &Image, first: &Image, at: &Location<'_>) -> String {
    if differ_in_size(image, first) {
        format!("has two sizes (the first at {at}); an image has one name and one size")
    } else {
        format!("has two lists of layers (the first at {at}); an image has one name and one list")
    }
}

/// What is wrong with an image of a function that differs from the stored one.
pub(super) fn not_stored(image: &Image, stored: &Image) -> String {
    let how = if differ_in_size(image, stored) {
        "of another size"
    } else {
        "with other layers"
    };
    format!("has an image `{}` {how} than the stored one", image.name)
}

/// How much space images take together, with each layer once.
pub(super) fn space(images: &[Image]) -> Bytes {
    let layers = images.iter().flat_map(|image| image.layers.iter());
    let layers: IndexMap<&str, Bytes> = layers.map(|layer| (layer.name, layer.disk)).collect();
    let own: Bytes = images.iter().map(Image::own).sum();
    own + layers.values().copied().sum::<Bytes>()
}
