//! Images, and the functions whose containers are made of them.

use super::names::{NO_NAME, NameTable, Problems};
use crate::scenario::schema::{Function, Scenario, Service, cpu_key};
use crate::serverless::{Asked, MOST_MIN_INSTANCES, Provider};
use crate::units::Bytes;
use indexmap::IndexMap;

/// That the service allows what a function asks for.
fn check_limits(
    scenario: &Scenario,
    (place, function): (usize, &Function),
    problems: &mut Problems,
) {
    let limits = scenario.service.limits.unwrap_or_default();
    if limits.mistake().is_some() {
        return;
    }
    let asked = Asked {
        time_limit: function.time_limit,
        memory: function.ram_limit,
        disk: function.disk_limit,
        ingress: function.ingress,
        egress: function.egress,
        concurrency: function.concurrency,
    };
    for (what, mistake) in limits.beyond(&asked) {
        let key = match what {
            "memory" => "ram_limit",
            "disk" => "disk_limit",
            other => other,
        };
        let message = match limits_of_provider(&scenario.service) {
            Some(provider) => format!(
                "{mistake}: that is a limit of the provider `{provider}`, unless `service.limits` says otherwise"
            ),
            None => format!("{mistake}: the service has `limits`"),
        };
        problems.add(format!("functions[{place}].{key}"), message);
    }
}

/// The provider that the limits are from, if they are not the file's.
fn limits_of_provider(service: &Service) -> Option<&str> {
    let name = service.provider.as_deref()?;
    let provider = Provider::named(name).ok()?;
    (service.limits == Some(provider.limits())).then_some(name)
}

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
    check_layers(scenario, problems);
    check_space(scenario, problems);
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
            function.min_instances <= MOST_MIN_INSTANCES,
            format!("functions[{place}].min_instances"),
            &format!(
                "is {}; give at most {MOST_MIN_INSTANCES}",
                function.min_instances
            ),
        );
        problems.expect(
            function.weight > 0,
            format!("functions[{place}].weight"),
            "is 0, and its invocations would never have their turn; give it at least 1",
        );
        problems.expect(
            function.concurrency > 0,
            format!("functions[{place}].concurrency"),
            "must be at least 1",
        );
        problems.expect(
            function.lasts.is_none() || function.body.is_empty(),
            format!("functions[{place}].lasts"),
            "stands in the place of a body, and there is a `body`; remove one of them",
        );
        check_limits(scenario, (place, function), problems);
        problems.expect(
            function.max_concurrency == 0
                || function.reserved_concurrency <= function.max_concurrency,
            format!("functions[{place}].reserved_concurrency"),
            &format!(
                "is {}, more than its `max_concurrency` of {}; raise that, or leave it out",
                function.reserved_concurrency, function.max_concurrency
            ),
        );
        if let (Some(mistake), Some(key)) = (function.cpu.mistake(), cpu_key(&function.cpu)) {
            problems.add(format!("functions[{place}].cpu.{key}"), mistake);
        }
    }
    functions
}

/// That the images fit on the disk that keeps them, with each layer once.
fn check_space(scenario: &Scenario, problems: &mut Problems) {
    let storage = &scenario.storage.host;
    let host = scenario
        .platform
        .hosts
        .iter()
        .find(|one| one.name == *storage);
    let Some(disk) = host.and_then(|host| host.disk.as_ref()) else {
        return;
    };
    let layers = scenario.images.iter().flat_map(|image| &image.layers);
    let layers: IndexMap<&str, Bytes> = layers.map(|one| (one.name.as_str(), one.size)).collect();
    let own = scenario.images.iter().map(|image| {
        let layers: Bytes = image.layers.iter().map(|layer| layer.size).sum();
        image.disk_size.saturating_sub(layers)
    });
    let space = own
        .sum::<Bytes>()
        .saturating_add(layers.values().copied().sum());
    if space > disk.size {
        let message = format!(
            "take {space} together, more than the disk of `{storage}`, which has {}; enlarge that",
            disk.size
        );
        problems.add("images", message);
    }
}

/// The layers of images: each once in an image, no larger together than it, and of one size everywhere.
fn check_layers(scenario: &Scenario, problems: &mut Problems) {
    let mut known: IndexMap<&str, (Bytes, String)> = IndexMap::new();
    for (place, image) in scenario.images.iter().enumerate() {
        let mut own = IndexMap::new();
        for (index, layer) in image.layers.iter().enumerate() {
            let path = format!("images[{place}].layers[{index}]");
            problems.expect(!layer.name.is_empty(), format!("{path}.name"), NO_NAME);
            let message = "must be more than zero, such as \"75MB\"";
            problems.expect(layer.size > Bytes::ZERO, format!("{path}.size"), message);
            if let Some(first) = own.insert(layer.name.as_str(), index) {
                let message = format!(
                    "layer `{}` is images[{place}].layers[{first}] already; remove one",
                    layer.name
                );
                problems.add(format!("{path}.name"), message);
            }
            let first = known.entry(&layer.name);
            let (size, first) = first.or_insert_with(|| (layer.size, path.clone()));
            if *size != layer.size {
                let message = format!(
                    "layer `{}` has {} here and {size} in {first}; a layer has one name and one size",
                    layer.name, layer.size
                );
                problems.add(format!("{path}.size"), message);
            }
        }
        let size: Bytes = image.layers.iter().map(|layer| layer.size).sum();
        if size > image.disk_size {
            let message = format!(
                "are {size} together, more than the `disk_size` of {}; enlarge that, or leave layers out",
                image.disk_size
            );
            problems.add(format!("images[{place}].layers"), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn a_function_has_not_too_many_instances_at_least() {
        assert_eq!(
            problems(|scenario| scenario["functions"][0]["min_instances"] = 100_001.into()),
            ["functions[0].min_instances: is 100001; give at most 100000"],
        );
    }

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

    #[test]
    fn a_layer_has_one_name_and_one_size_and_is_part_of_its_image() {
        let image = |name: &str, layers| json!({ "name": name, "disk_size": "100 MB", "ram_size": "50 MB", "layers": layers });
        let layer = |name: &str, size: &str| json!({ "name": name, "size": size });
        assert_eq!(
            problems(|scenario| {
                let images = scenario["images"].as_array_mut().unwrap();
                images.push(image(
                    "a",
                    json!([layer("os", "60 MB"), layer("python", "40 MB")]),
                ));
                images.push(image(
                    "b",
                    json!([layer("os", "61 MB"), layer("os", "61 MB")]),
                ));
            }),
            [
                "images[2].layers[0].size: layer `os` has 61MB here and 60MB in images[1].layers[0]; a layer has one name and one size",
                "images[2].layers[1].name: layer `os` is images[2].layers[0] already; remove one",
                "images[2].layers[1].size: layer `os` has 61MB here and 60MB in images[1].layers[0]; a layer has one name and one size",
                "images[2].layers: are 122MB together, more than the `disk_size` of 100MB; enlarge that, or leave layers out",
            ],
        );
    }
}
