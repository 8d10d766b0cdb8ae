//! Images, and the functions whose containers are made of them.

use super::names::{NameTable, Problems};
use crate::scenario::schema::{Scenario, cpu_key};

/// The names of the functions.
pub(super) fn check<'a>(scenario: &'a Scenario, problems: &mut Problems) -> NameTable<'a> {
    let names = scenario
        .images
        .iter()
        .map(|image| image.name.as_str())
        .enumerate();
    let images = NameTable::declare(
        "image",
        names,
        |place| format!("images[{place}].name"),
        problems,
    );
    let names = scenario
        .functions
        .iter()
        .map(|function| function.name.as_str())
        .enumerate();
    let functions = NameTable::declare(
        "function",
        names,
        |place| format!("functions[{place}].name"),
        problems,
    );
    for (place, function) in scenario.functions.iter().enumerate() {
        images.require(
            format!("functions[{place}].image"),
            &function.image,
            problems,
        );
        problems.expect(
            function.concurrency > 0,
            format!("functions[{place}].concurrency"),
            "must be at least 1",
        );
        if let (Some(mistake), Some(key)) = (function.cpu.mistake(), cpu_key(&function.cpu)) {
            problems.add(format!("functions[{place}].cpu.{key}"), mistake);
        }
    }
    functions
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn a_function_has_a_known_image() {
        assert_eq!(
            problems(|scenario| scenario["functions"][0]["image"] = "imgg".into()),
            ["functions[0].image: unknown image `imgg`; did you mean `img`? (images: img)"],
        );
        assert_eq!(
            problems(|scenario| {
                scenario["images"] = json!([]);
                scenario["functions"].as_array_mut().unwrap().truncate(1);
                scenario["timeline"] = json!([]);
            }),
            ["functions[0].image: unknown image `img` (there are no images)"],
        );
    }
}
