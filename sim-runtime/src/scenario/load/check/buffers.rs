//! Buffer sizes that would cut a file into more chunks than a transfer may have.

use super::names::Problems;
use crate::scenario::schema::{Action, Image, Scenario, Step};
use crate::storage::Buffer;
use crate::units::Bytes;

/// One problem for each buffer at most.
pub(super) fn check(scenario: &Scenario, problems: &mut Problems) {
    let properties = &scenario.service.properties;
    let (storage, service) = (
        Buffer::from(scenario.storage.buffer_size),
        Buffer::from(properties.storage_services_buffer_size),
    );
    if properties.simulate_remote_image_downloads {
        let download = storage.copy_to(service);
        let images = images(scenario).map(|image| (name(image), image.disk_size));
        report("storage.buffer_size", download, images, problems);
    }
    let images = images(scenario).map(|image| (name(image), image.disk_size.max(image.ram_size)));
    let path = "service.properties.storage_services_buffer_size";
    report(path, service, images.chain(files(scenario)), problems);
}

fn report(
    path: &str,
    buffer: Buffer,
    mut moved: impl Iterator<Item = (String, Bytes)>,
    problems: &mut Problems,
) {
    if let Some(mistake) = moved.find_map(|(what, bytes)| buffer.mistake(&what, bytes)) {
        problems.add(path, mistake);
    }
}

/// The images that functions need.
fn images(scenario: &Scenario) -> impl Iterator<Item = &Image> {
    let is_needed = |image: &&Image| {
        let mut functions = scenario.functions.iter();
        functions.any(|function| function.image == image.name)
    };
    scenario.images.iter().filter(is_needed)
}

fn name(image: &Image) -> String {
    format!("the image `{}`", image.name)
}

/// The files that bodies write or have.
fn files(scenario: &Scenario) -> impl Iterator<Item = (String, Bytes)> {
    let bodies = scenario.functions.iter().map(|function| &function.body);
    let own = scenario
        .timeline
        .iter()
        .filter_map(|entry| match &entry.action {
            Action::Invoke { body, .. } => body.as_ref(),
            _ => None,
        });
    let workloads = scenario.workloads.iter();
    let workloads = workloads.filter_map(|workload| workload.body.as_ref());
    bodies
        .chain(own)
        .chain(workloads)
        .flatten()
        .filter_map(|step| match step {
            Step::Write { file, size } | Step::Create { file, size } => {
                Some((format!("the file `{file}`"), *size))
            }
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use crate::scenario::load::sample::problems;
    use serde_json::json;

    #[test]
    fn a_transfer_has_ten_million_chunks_at_most() {
        let image = "cuts the image `img` of 250MB into 250000000 chunks, of at most 10000000; make it 25B or more";
        assert_eq!(
            problems(|scenario| {
                scenario["storage"]["buffer_size"] = 1.into();
                scenario["service"]["properties"] = json!({"storage_services_buffer_size": "1 MB"});
            }),
            [format!("storage.buffer_size: {image}")],
        );
        let path = "service.properties.storage_services_buffer_size";
        assert_eq!(
            problems(|scenario| {
                scenario["storage"]["buffer_size"] = 25.into();
                scenario["service"]["properties"] = json!({"storage_services_buffer_size": 1});
            }),
            [format!("{path}: {image}")],
        );
        let file = "cuts the file `a` of 1GB into 25000000 chunks, of at most 10000000; make it 100B or more";
        assert_eq!(
            problems(|scenario| {
                scenario["service"]["properties"] = json!({"storage_services_buffer_size": 40});
                scenario["functions"][1]["body"] =
                    json!([{"op": "write", "file": "a", "size": "1 GB"}]);
            }),
            [format!("{path}: {file}")],
        );
    }

    #[test]
    fn what_is_not_cut_may_have_any_buffer() {
        // A copy to a fluid service is one stream.
        assert!(problems(|scenario| scenario["storage"]["buffer_size"] = 1.into()).is_empty());
        assert!(
            problems(|scenario| {
                scenario["storage"]["buffer_size"] = "infinity".into();
                scenario["service"]["properties"] = json!({"storage_services_buffer_size": 25});
            })
            .is_empty()
        );
    }
}
