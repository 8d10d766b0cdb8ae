//! A part of a study, for one of several machines.

use std::fmt;
use std::str::FromStr;

use super::row::Unit;
use crate::units::spelling::cut;

/// One of several parts into which the runs of a study are divided.
///
/// Which part a run belongs to depends on its number alone. The parts of a study with a precision are of whole points, since how
/// many replications a point needs is found as they come.
///
/// ```
/// use sim_runtime::experiment::study::Shard;
///
/// assert_eq!("2/7".parse::<Shard>().map(|shard| shard.to_string()), Ok("2/7".to_owned()));
/// assert!("8/7".parse::<Shard>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one it is, from 0 on.
    index: u64,
    /// How many there are.
    count: u64,
}

/// What a system for jobs tells a job of an array.
struct System {
    /// The variable with the number of the job.
    index: &'static str,
    /// Those with the least and the greatest number, if it tells them.
    range: Option<(&'static str, &'static str)>,
    /// That with what lies between two numbers.
    step: Option<&'static str>,
    /// That with how many jobs there are.
    count: Option<&'static str>,
}

const SLURM: System = System {
    index: "SLURM_ARRAY_TASK_ID",
    range: Some(("SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX")),
    step: Some("SLURM_ARRAY_TASK_STEP"),
    count: Some("SLURM_ARRAY_TASK_COUNT"),
};
const SGE: System = System {
    index: "SGE_TASK_ID",
    range: Some(("SGE_TASK_FIRST", "SGE_TASK_LAST")),
    step: Some("SGE_TASK_STEPSIZE"),
    count: None,
};

/// A system that tells the number and perhaps how many there are.
const fn plain(index: &'static str, count: Option<&'static str>) -> System {
    System {
        index,
        range: None,
        step: None,
        count,
    }
}

/// HyperQueue, PBS and its descendant Torque, indexed jobs of Kubernetes, AWS Batch.
const SYSTEMS: [System; 7] = [
    SLURM,
    SGE,
    plain("HQ_TASK_ID", None),
    plain("PBS_ARRAY_INDEX", None),
    plain("PBS_ARRAYID", None),
    plain("JOB_COMPLETION_INDEX", None),
    plain(
        "AWS_BATCH_JOB_ARRAY_INDEX",
        Some("AWS_BATCH_JOB_ARRAY_SIZE"),
    ),
];

impl Shard {
    /// The one of this number, from 1 on, of so many; `None` if there is no such one.
    pub fn new(number: u64, count: u64) -> Option<Self> {
        (1..=count).contains(&number).then(|| Self {
            index: number - 1,
            count,
        })
    }

    /// That of the job of an array that this process is, by its environment; of `count` parts, if that is said.
    ///
    /// Numbers may begin with any: those of so many jobs in a row have each remainder once.
    ///
    /// # Errors
    ///
    /// If it is no such job, or does not tell how many there are and `count` does not, either.
    pub fn auto(
        count: Option<u64>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let number = |name: &str| variable(name)?.trim().parse::<u64>().ok();
        let found = SYSTEMS
            .iter()
            .find_map(|system| Some((system, number(system.index)?)));
        let Some((system, index)) = found else {
            let names: Vec<&str> = SYSTEMS.iter().map(|system| system.index).collect();
            return Err(format!(
                "this is no job of an array: none of {} is a number; write which shard it is, such as 1/8",
                names.join(", ")
            ));
        };
        let step = system.step.and_then(number).unwrap_or(1).max(1);
        let range = system
            .range
            .and_then(|(least, most)| Some((number(least)?, number(most)?)));
        let first = range.map_or(0, |(least, _)| least);
        let told = system.count.and_then(number).or_else(|| {
            let (least, most) = range?;
            Some(most.checked_sub(least)? / step + 1)
        });
        let count = count.or(told).filter(|count| *count > 0).ok_or_else(|| {
            format!(
                "{} does not tell how many jobs there are; write it, such as auto/8",
                system.index
            )
        })?;
        let place = index.saturating_sub(first) / step;
        Ok(Self {
            index: place % count,
            count,
        })
    }

    /// Which one it is, from 1 on.
    pub fn number(self) -> u64 {
        self.index + 1
    }

    /// Whether a run belongs to it, of a study with so many points.
    pub(super) fn has(self, unit: Unit, points: usize, whole_points: bool) -> bool {
        self.number() == Self::number_of(unit, points, whole_points, self.count)
    }

    /// The number of the one that a run belongs to, of so many; `count` is not zero.
    pub(super) fn number_of(unit: Unit, points: usize, whole_points: bool, count: u64) -> u64 {
        let point = unit.point as u64;
        let number = match whole_points {
            true => point,
            false => unit.replication * points as u64 + point,
        };
        number % count + 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number(), self.count)
    }
}

/// `K/N`, or `auto` or `auto/N` for that of the job that this process is.
impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, count) = match text.split_once('/') {
            Some((number, count)) => (number, Some(count)),
            None => (text, None),
        };
        let count = count.map(|count| count.trim().parse::<u64>().ok());
        let wrong = || {
            format!(
                "`{}` is no shard; write K/N with K from 1 to N, such as 2/8, or auto, or auto/N",
                cut(text)
            )
        };
        if number.trim() == "auto" {
            if count == Some(None) || count == Some(Some(0)) {
                return Err(wrong());
            }
            return Self::auto(count.flatten(), &|name| std::env::var(name).ok());
        }
        let number = number.trim().parse().ok();
        let shard = number.zip(count.flatten());
        shard
            .and_then(|(number, count)| Self::new(number, count))
            .ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(count: Option<u64>, variables: &[(&str, &str)]) -> Result<String, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(one, _)| *one == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Shard::auto(count, &variable).map(|shard| shard.to_string())
    }

    #[test]
    fn each_run_belongs_to_one_shard() {
        for count in [1, 2, 7] {
            let shards: Vec<Shard> = (1..=count)
                .map(|number| Shard::new(number, count).expect("there is one"))
                .collect();
            for whole_points in [false, true] {
                for number in 0..60 {
                    let unit = Unit {
                        point: number % 6,
                        replication: number as u64 / 6,
                    };
                    let mut owners = shards.iter();
                    let owners = owners.by_ref().filter(|one| one.has(unit, 6, whole_points));
                    assert_eq!(owners.count(), 1);
                }
            }
        }
    }

    #[test]
    fn the_job_of_an_array_is_found() {
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "14"),
            ("SLURM_ARRAY_TASK_MIN", "10"),
            ("SLURM_ARRAY_TASK_MAX", "18"),
            ("SLURM_ARRAY_TASK_STEP", "2"),
            ("SLURM_ARRAY_TASK_COUNT", "5"),
        ];
        assert_eq!(auto(None, &slurm).as_deref(), Ok("3/5"));
        let sge = [
            ("SGE_TASK_ID", "3"),
            ("SGE_TASK_FIRST", "1"),
            ("SGE_TASK_LAST", "4"),
            ("SGE_TASK_STEPSIZE", "1"),
        ];
        assert_eq!(auto(None, &sge).as_deref(), Ok("3/4"));
        // A job that is no array has the word `undefined` there.
        assert!(auto(None, &[("SGE_TASK_ID", "undefined")]).is_err());
        let batch = [
            ("AWS_BATCH_JOB_ARRAY_INDEX", "0"),
            ("AWS_BATCH_JOB_ARRAY_SIZE", "3"),
        ];
        assert_eq!(auto(None, &batch).as_deref(), Ok("1/3"));
        for name in [
            "HQ_TASK_ID",
            "PBS_ARRAY_INDEX",
            "PBS_ARRAYID",
            "JOB_COMPLETION_INDEX",
        ] {
            let mut shards: Vec<String> = ["1", "2", "3"]
                .iter()
                .map(|index| auto(Some(3), &[(name, index)]).expect("a shard"))
                .collect();
            shards.sort();
            assert_eq!(shards, ["1/3", "2/3", "3/3"]);
            let error = auto(None, &[(name, "1")]).unwrap_err();
            assert!(error.contains("auto/8"), "{error}");
        }
    }

    #[test]
    fn what_is_no_shard_is_told() {
        for text in ["", "3", "0/3", "4/3", "a/3", "1/", "auto/0", "auto/x"] {
            let error = text.parse::<Shard>().unwrap_err();
            assert!(error.contains("is no shard"), "{error}");
        }
    }
}
