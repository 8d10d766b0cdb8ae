//! `coldstart sweep --engine`: who launches the shards of a study. What HyperQueue and Slurm do themselves is tried by
//! `tests/engines.sh`; here scripts stand for their commands.

use std::fs;
use std::process::{Command, Output};

use crate::studies::{STUDY, folder, read, refused, told};
use crate::support::command::{Folder, text};

/// The command in the folder, with the commands of the folder `bin` before those of the system.
fn command(folder: &Folder, arguments: &[&str]) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let bin = folder.path("bin");
    let mut command = Command::new(env!("CARGO_BIN_EXE_coldstart"));
    command
        .args([&["sweep", "run", "study.toml"], arguments].concat())
        .current_dir(folder.path(""))
        .env("PATH", format!("{}:{path}", bin.display()));
    command
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("it starts")
}

/// What is found without an engine.
fn expected(folder: &Folder) -> String {
    told(folder, &["@study.toml", "--json", "@whole.json", "-q"]);
    read(folder, "whole.json")
}

#[test]
fn what_makes_no_sense_is_told_and_nothing_is_written() {
    let folder = folder(STUDY);
    let asked = |engine: &'static str, shards: &'static str| {
        ["@study.toml", "--engine", engine, "--shards", shards]
    };
    let with = |engine, shards, rest: &[&'static str]| [&asked(engine, shards)[..], rest].concat();
    refused(
        &folder,
        &with("local", "0", &["--out", "@out"]),
        "expected a whole number from 1 to 1000000",
    );
    refused(&folder, &with("local", "2", &[]), "--out <FOLDER>");
    refused(
        &folder,
        &["@study.toml", "--shards", "2", "--out", "@out"],
        "--engine <ENGINE>",
    );
    refused(
        &folder,
        &["@study.toml", "--engine", "local", "--out", "@out"],
        "--shards <N>",
    );
    refused(
        &folder,
        &with("local", "2", &["--out", "@out", "--shard", "1/2"]),
        "cannot be used with '--shard <K/N>'",
    );
    refused(
        &folder,
        &with("slrum", "2", &["--out", "@out"]),
        "a similar value exists: 'slurm'",
    );
    for engine in ["snakemake", "parallel"] {
        refused(
            &folder,
            &with(engine, "2", &["--out", "@out"]),
            "this command only writes a workflow for it; add `--dry-run > FILE`",
        );
    }
    refused(
        &folder,
        &with("local", "2", &["--out", "@shop.json"]),
        "error: cannot write shop.json: ",
    );
    refused(
        &folder,
        &with("local", "2", &["--out", "@out", "--sweep", "nodez=1,2"]),
        "nodez",
    );
    assert_eq!(folder.names(), ["shop.json", "study.toml"]);
    told(&folder, &with("local", "2", &["--out", "@out", "-q"]));
    refused(
        &folder,
        &with("local", "2", &["--out", "@out", "--seed", "7"]),
        "error: out has the rows of another study: its seed is 42, and not 7",
    );
}

#[cfg(unix)]
mod launched {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Stdio;
    use std::time::Duration;

    use super::*;
    use crate::support::command::{names, send};

    /// A script that stands for a command.
    fn stand_in(folder: &Folder, name: &str, script: &str) {
        fs::create_dir_all(folder.path("bin")).expect("a folder");
        let path = folder.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}")).expect("a script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    }

    /// An `hq` that runs the tasks of a job at once, each by what `task` says of it; it notes what is asked of it.
    fn hq(folder: &Folder, task: &str) {
        let script = r#"
            echo "$*" >> asked
            case "$1 $2" in
                'server info') ;;
                'submit '*)
                    for word; do case $word in --array=*) array=${word#*=} ;; esac; done
                    for last; do :; done
                    for range in $(echo "$array" | tr , ' '); do
                        for HQ_TASK_ID in $(seq "${range%-*}" "${range#*-}"); do
                            export HQ_TASK_ID
                            TASK
                        done
                    done
                    echo '{"id": 3}' ;;
                'job info') echo '[{"info": {"id": 3, "task_stats": {"waiting": 0, "running": 0}}}]' ;;
                *) exit 9 ;;
            esac
        "#;
        stand_in(
            folder,
            "hq",
            &script.replace("TASK\n", &format!("{task}\n")),
        );
    }

    /// What each job was submitted with.
    fn arrays(folder: &Folder) -> Vec<String> {
        let asked = read(folder, "asked");
        let words = asked.split_whitespace();
        words
            .filter_map(|word| word.strip_prefix("--array="))
            .map(str::to_owned)
            .collect()
    }

    /// What is noted of a study that succeeds.
    fn notes_of(output: &Output) -> String {
        let notes = text(&output.stderr);
        assert!(output.status.success(), "{notes}");
        notes
    }

    /// A study in three shards that gets a signal as soon as this is asked of its engine; and what is asked in all.
    fn ended_when_asked(folder: &Folder, words: &str) -> (Output, String) {
        let mut child = command(folder, &IN_THREE)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        while !fs::read_to_string(folder.path("asked")).is_ok_and(|asked| asked.contains(words)) {
            std::thread::sleep(Duration::from_millis(20));
            assert!(
                child.try_wait().expect("its state").is_none(),
                "it ended before it asked"
            );
        }
        send("TERM", &child);
        let ended = child.wait_with_output().expect("its output");
        assert_eq!(ended.status.code(), Some(130), "{}", text(&ended.stderr));
        (ended, read(folder, "asked"))
    }

    const IN_THREE: [&str; 8] = [
        "--engine",
        "hyperqueue",
        "--shards",
        "3",
        "--out",
        "out",
        "--json",
        "found.json",
    ];

    #[test]
    fn shards_are_processes_and_the_bytes_are_the_same() {
        let folder = folder(STUDY);
        let expected = expected(&folder);
        let found = ["--json", "found.json"];
        for (shards, jobs, many) in [
            ("1", "2", "1 of 1"),
            ("2", "1", "2 of 2"),
            ("40", "2", "16 of 40"),
        ] {
            let out = format!("out{shards}");
            let asked = [
                "--engine", "local", "--shards", shards, "--jobs", jobs, "--out", &out,
            ];
            let output = run(&folder, &[&asked[..], &found].concat());
            let notes = notes_of(&output);
            // Shards without a run are not launched.
            assert!(
                notes.contains(&format!(
                    "16 runs are to be made, and 0 are there; {many} shards: processes, "
                )),
                "{notes}"
            );
            assert_eq!(read(&folder, "found.json"), expected, "{shards}");
            assert_eq!(names(&folder.path(&out)), ["rows", "study.json"]);
            // With nothing left to run nothing is launched.
            let again = run(&folder, &[&asked[..], &found].concat());
            assert_eq!(
                (text(&again.stderr), text(&again.stdout)),
                (String::new(), text(&output.stdout))
            );
        }
    }

    #[test]
    fn a_precision_is_reached_by_shards_of_whole_points() {
        let folder = folder(STUDY);
        let precise = ["--precision", "20%", "--most-replications", "200"];
        let whole = ["@study.toml", "--json", "@whole.json", "-q"];
        told(&folder, &[&whole[..], &precise].concat());
        let asked = [
            "--engine",
            "local",
            "--shards",
            "9",
            "--out",
            "out",
            "--json",
            "found.json",
        ];
        let output = run(&folder, &[&asked[..], &precise].concat());
        let notes = notes_of(&output);
        assert!(notes.contains("4 of 9 shards"), "{notes}");
        assert_eq!(read(&folder, "found.json"), read(&folder, "whole.json"));
    }

    #[test]
    fn a_shard_that_failed_is_launched_again() {
        let folder = folder(STUDY);
        let expected = expected(&folder);
        // The worker of the second shard dies once.
        hq(
            &folder,
            r#"if [ "$HQ_TASK_ID" = 2 ] && ! [ -e died ]; then touch died; else sh -c "$last"; fi"#,
        );
        let output = run(&folder, &IN_THREE);
        let notes = notes_of(&output);
        assert!(
            notes.contains("3 of 3 shards: tasks of job 3 of HyperQueue"),
            "{notes}"
        );
        assert!(
            notes.contains(
                "not complete, and launched again (retry 1 of 2): 1 of 3 shards: 2: tasks of job 3"
            ),
            "{notes}"
        );
        assert_eq!(arrays(&folder), ["1-3", "2"]);
        assert_eq!(read(&folder, "found.json"), expected);
    }

    #[test]
    fn a_shard_that_always_fails_is_told_with_what_it_said() {
        let folder = folder(STUDY);
        hq(
            &folder,
            r#"[ "$HQ_TASK_ID" = 1 ] || last=$(echo "$last" | sed 's/--out=out/--out=shop.json/'); sh -c "$last""#,
        );
        let output = run(
            &folder,
            &[&IN_THREE[..], &["--retries", "1", "-q"]].concat(),
        );
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(
            error.starts_with("error: 2 of 3 shards did not complete in 2 attempts: 2-3; shard 2/3 said:\n  error: cannot write shop.json: "),
            "{error}"
        );
        assert!(
            error.contains(
                "what all of them said is in out/logs; the same command goes on from what is there"
            ),
            "{error}"
        );
        assert_eq!(arrays(&folder), ["1-3", "2-3"]);
        assert!(!folder.path("found.json").exists());
        // One that is killed says nothing.
        hq(&folder, "true");
        let output = run(&folder, &[&IN_THREE[..], &["--retries", "0"]].concat());
        assert!(text(&output.stderr).contains("none of them said anything"));
        // The rows of the first one are there.
        hq(&folder, r#"sh -c "$last""#);
        assert!(run(&folder, &IN_THREE).status.success());
        assert_eq!(arrays(&folder).last().map(String::as_str), Some("2-3"));
    }

    #[test]
    fn an_engine_that_is_not_there_is_told_and_nothing_is_written() {
        let folder = folder(STUDY);
        let in_two = |engine| ["--engine", engine, "--shards", "2", "--out", "out"];
        for (engine, program) in [("hyperqueue", "hq"), ("slurm", "sbatch")] {
            let output = command(&folder, &in_two(engine))
                .env("PATH", folder.path("bin"))
                .output();
            let output = output.expect("it starts");
            let error = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{error}");
            assert!(
                error.starts_with(&format!(
                    "error: --engine {engine}: there is no program `{program}` in the PATH; "
                )),
                "{error}"
            );
        }
        stand_in(&folder, "hq", "echo 'no access file' >&2; exit 1");
        stand_in(&folder, "sbatch", "exit 0");
        stand_in(
            &folder,
            "sinfo",
            "echo 'Unable to contact slurm controller' >&2; exit 1",
        );
        for (engine, said) in [
            (
                "hyperqueue",
                "`hq server` did not succeed (exit status: 1); is there a server (`hq server start`), and does HQ_SERVER_DIR name its folder if it is not the usual one? It said:\n  no access file",
            ),
            ("slurm", "It said:\n  Unable to contact slurm controller"),
        ] {
            let output = run(&folder, &in_two(engine));
            let error = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{error}");
            assert!(error.contains(said), "{error}");
        }
        stand_in(&folder, "hq", "echo nonsense");
        let output = run(&folder, &in_two("hyperqueue"));
        assert!(
            text(&output.stderr).contains(
                "`hq` answered what this version of coldstart cannot read: \"nonsense\\n\""
            )
        );
        assert_eq!(output.status.code(), Some(2));
    }

    #[test]
    fn slurm_is_asked_until_it_has_forgotten_the_job() {
        let folder = folder(STUDY);
        let expected = expected(&folder);
        stand_in(&folder, "sinfo", "");
        stand_in(
            &folder,
            "sbatch",
            r#"
            [ "$1" = --version ] && exit
            echo "$*" >> asked
            for word; do case $word in --wrap=*) line=${word#*=} ;; esac; done
            for SLURM_ARRAY_TASK_ID in 1 2; do export SLURM_ARRAY_TASK_ID; sh -c "$line"; done
            echo '17;cluster'
        "#,
        );
        stand_in(
            &folder,
            "squeue",
            r#"
            echo "$*" >> queued
            [ "$(wc -l < queued)" = 1 ] && printf 'COMPLETED\nCOMPLETING\n' && exit
            echo 'slurm_load_jobs error: Invalid job id specified' >&2
            exit 1
        "#,
        );
        let output = run(
            &folder,
            &[
                "--engine",
                "slurm",
                "--shards",
                "2",
                "--out",
                "out",
                "--json",
                "found.json",
            ],
        );
        let notes = notes_of(&output);
        assert!(
            notes.contains("2 of 2 shards: job array 17 of Slurm"),
            "{notes}"
        );
        assert_eq!(arrays(&folder), ["1-2"]);
        assert_eq!(read(&folder, "queued").matches("--jobs=17\n").count(), 2);
        assert_eq!(read(&folder, "found.json"), expected);
    }

    #[test]
    fn a_signal_cancels_what_was_launched() {
        let folder = folder(STUDY);
        stand_in(
            &folder,
            "hq",
            r#"
            echo "$*" >> asked
            case "$1 $2" in
                'submit '*) echo '{"id": 3}' ;;
                'job info') echo '[{"info": {"task_stats": {"waiting": 2, "running": 1}}}]' ;;
            esac
        "#,
        );
        let (ended, asked) = ended_when_asked(&folder, "job info");
        assert!(text(&ended.stderr).contains("a signal ended the study, and its shards with it; the same command goes on from what is in out"));
        assert_eq!(asked.lines().last(), Some("job cancel 3"));
    }

    /// An engine whose program never answers, at the words that the script tells from others.
    #[test]
    fn a_signal_ends_the_wait_for_an_answer() {
        let folder = folder(STUDY);
        for (words, is_cancelled) in [
            ("server info", false),
            ("submit *", false),
            ("job info", true),
        ] {
            let script = r#"
                echo "$*" >> asked
                case "$1 $2" in
                    WORDS) sleep 1000 ;;
                    'submit '*) echo '{"id": 3}' ;;
                esac
            "#;
            let pattern = words.replace(' ', "\\ ");
            stand_in(&folder, "hq", &script.replace("WORDS", &pattern));
            let _ = fs::remove_file(folder.path("asked"));
            let first = words.trim_end_matches('*');
            let (_, asked) = ended_when_asked(&folder, first);
            let last = asked.lines().last();
            assert_eq!(last == Some("job cancel 3"), is_cancelled, "{asked}");
            assert!(!folder.path("found.json").exists());
        }
    }

    #[test]
    fn answers_that_are_none_are_told() {
        let folder = folder(STUDY);
        let in_two = |engine| ["--engine", engine, "--shards", "2", "--out", "out", "-q"];
        let told = |engine, message: &str| {
            let output = run(&folder, &in_two(engine));
            let error = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{error}");
            assert!(
                error.starts_with(&format!("error: --engine {engine}: ")),
                "{error}"
            );
            assert_eq!(error.matches("error:").count(), 1, "{error}");
            assert!(error.contains(message), "{error}");
            assert!(error.len() < 1000, "{error}");
        };
        let answers = |submitted: &str, counts: &str| {
            let script = r#"
                case "$1 $2" in
                    'submit '*) SUBMITTED ;;
                    'job info')
                        echo asked >> counts
                        [ "$(wc -l < counts)" = 1 ] && echo '[{"info": {"task_stats": COUNTS}}]' && exit
                        echo '[{"info": {"task_stats": {"waiting": 0, "running": 0}}}]' ;;
                esac
            "#;
            let script = script
                .replace("SUBMITTED", submitted)
                .replace("COUNTS", counts);
            stand_in(&folder, "hq", &script);
        };
        answers(r"head -c 100000 /dev/zero | tr '\0' x", "");
        let unread = "`hq` answered what this version of coldstart cannot read: ";
        told("hyperqueue", &format!("{unread}\"xxx"));
        answers("echo '[3]'", "");
        told("hyperqueue", &format!("{unread}[3]"));
        // No number is the sum of these; then none of them has run.
        answers(
            r#"echo '{"id": 3}'"#,
            r#"{"waiting": 18446744073709551615, "running": 1}"#,
        );
        let output = run(
            &folder,
            &[&in_two("hyperqueue")[..], &["--retries", "0"]].concat(),
        );
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(
            error.starts_with("error: 2 of 2 shards did not complete in 1 attempts: 1-2; "),
            "{error}"
        );
        stand_in(&folder, "sinfo", "");
        stand_in(
            &folder,
            "sbatch",
            r"[ $1 = --version ] || printf '\033[31mno\nnumber'",
        );
        told(
            "slurm",
            "`sbatch` answered what this version of coldstart cannot read: \\u{1b}[31mno\\nnumber",
        );
    }

    #[test]
    fn a_dry_run_prints_a_script_that_does_the_same() {
        let folder = folder(STUDY);
        let expected = expected(&folder);
        let dry = |engine, out| {
            let asked = [
                "--engine",
                engine,
                "--shards",
                "3",
                "--out",
                out,
                "--json",
                "found.json",
                "--dry-run",
            ];
            let output = run(&folder, &asked);
            assert!(output.status.success(), "{}", text(&output.stderr));
            text(&output.stdout)
        };
        for (engine, part) in [
            ("local", "for SHARD in $(seq 3); do\n"),
            (
                "hyperqueue",
                "\nhq submit --wait --name=coldstart --array=1-3 --cpus=1 -- sh -c 'SHARD=$HQ_TASK_ID; cd ",
            ),
            ("slurm", " --dependency=\"afterok:${shards%%;*}\" "),
            (
                "snakemake",
                "\n    shell:\n        \"SHARD={wildcards.shard}; \" \"cd ",
            ),
            (
                "parallel",
                "\nparallel --retries 3 <<'SHARDS'\nSHARD=1; cd ",
            ),
        ] {
            let script = dry(engine, "out");
            assert!(script.contains(part), "{script}");
        }
        assert!(!folder.path("out").exists());
        // Words that a shell would take apart.
        fs::write(folder.path("script"), dry("local", "it's $HOME")).expect("a script");
        let output = Command::new("sh")
            .arg(folder.path("script"))
            .output()
            .expect("a shell");
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(read(&folder, "found.json"), expected);
        assert!(folder.path("it's $HOME/rows").exists());
    }
}
