//! A small trace of each format, with all defects that it is known for.

use std::fs;
use std::path::{Path, PathBuf};

use coldstart::kernel::{Seed, Stream};
use coldstart::workload::trace::{Format, Trace, TraceError, TraceOptions, TraceRow};
use tempfile::TempDir;

/// A format, and the files of a trace in it: their places and what is in them.
pub(super) struct Fixture {
    pub(super) format: Format,
    pub(super) files: Vec<(&'static str, String)>,
}

impl Fixture {
    /// Where the trace is, of a folder that its files are in: the folder, or its only file.
    pub(super) fn place(&self, folder: &Path) -> PathBuf {
        match &self.files[..] {
            [(only, _)] => folder.join(only),
            _ => folder.to_owned(),
        }
    }

    pub(super) fn open(&self, options: &TraceOptions) -> Result<Trace, TraceError> {
        let folder = TempDir::new().expect("a temporary folder");
        self.write(folder.path());
        Trace::open(
            self.format,
            &self.place(folder.path()),
            options,
            &mut stream(),
        )
    }

    pub(super) fn write(&self, folder: &Path) {
        for (name, text) in &self.files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
            fs::write(path, text).expect("the file is written");
        }
    }

    /// As it is without options.
    pub(super) fn trace(&self) -> Trace {
        self.open(&TraceOptions::default())
            .unwrap_or_else(|error| panic!("{}: {error}", self.format))
    }
}

pub(super) fn stream() -> Stream {
    Seed(1).stream(0, "trace")
}

pub(super) fn rows(trace: &Trace) -> Vec<TraceRow> {
    let rows: Result<Vec<TraceRow>, TraceError> = trace.rows(&mut stream()).collect();
    rows.expect("the rows")
}

/// A table of which only its header is long.
fn lines(lines: &[&str]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn one(format: Format, name: &'static str, text: &[&str]) -> Fixture {
    Fixture {
        format,
        files: vec![(name, lines(text))],
    }
}

/// Columns in another order; minutes from 540; a count with a point, one that is missing, a negative one; a function that is there
/// twice; a `Count` that differs; a negative quantile, quantiles that decrease, none but zeros; no durations; negative memory.
pub(super) fn azure_2019() -> Fixture {
    let invocations = [
        "HashOwner,HashFunction,HashApp,Trigger,540,541,543,542",
        "o,f1,a,http,2,0,1.0,",
        "o,f2,a,timer,0,-4,3,0",
        "o,f1,a,http,9,9,9,9",
        "o,f3,b,queue,1,1,1,1",
        "o,f4,c,,1,0,0,0",
    ];
    let durations = [
        "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100",
        "o,a,f1,100,57523.0,1,9,100,100,100,100,100,100,100",
        "o,a,f2,5,3,1,9,-1,2,4,3,5,6,9",
        "o,b,f3,0,4,0,0,0,0,0,0,0,0,0",
        "o,b,f3,7,4,7,7,7,7,7,7,7,7,7",
        "o,z,unknown,7,4,7,7,7,7,7,7,7,7,7",
    ];
    let memory = [
        "HashOwner,HashApp,SampleCount,AverageAllocatedMb",
        "o,a,5,170",
        "o,b,5,-1",
        "o,a,5,99",
    ];
    Fixture {
        format: Format::Azure2019,
        files: vec![
            (
                "invocations_per_function_md.anon.d01.csv",
                lines(&invocations),
            ),
            (
                "function_durations_percentiles.anon.d01.csv",
                lines(&durations),
            ),
            ("app_memory_percentiles.anon.d01.csv", lines(&memory)),
        ],
    }
}

/// Rows dated by their end and out of order; a duration of zero, a negative one, none; a row twice; a start before the trace's.
pub(super) fn azure_2021() -> Fixture {
    one(
        Format::Azure2021,
        "AzureFunctionsInvocationTrace.txt",
        &[
            "app,func,end_timestamp,duration",
            "a,f,20.5,0.5",
            "a,f,11,1",
            "a,g,12.25,0.000",
            "a,f,11,1",
            "b,f,30,-2",
            "b,f,31,",
            "b,f,3,5",
        ],
    )
}

/// A folder of tables a minute and their delays; a count with a point, a negative one, a missing one; a negative delay.
pub(super) fn huawei_2023() -> Fixture {
    Fixture {
        format: Format::Huawei2023,
        files: vec![
            (
                "requests_minute/day_000.csv",
                lines(&["time,day,0,1", "0,0,2.0,", "60,0,NaN,1", "120,0,-1,3"]),
            ),
            (
                "function_delay_minute/day_000.csv",
                lines(&["day,time,0,1", "0,0,250,", "0,60,,-5"]),
            ),
            (
                "memory_limit_minute/day_000.csv",
                lines(&["day,time,0,1", "0,0,1024,"]),
            ),
            (
                "instances_minute/day_000.csv",
                lines(&["day,time,0,1", "0,0,4,"]),
            ),
        ],
    }
}

/// Requests of a day far from the first, out of order and one twice; cold starts; triggers.
pub(super) fn huawei_2025() -> Fixture {
    Fixture {
        format: Format::Huawei2025,
        files: vec![
            (
                "requests.csv",
                lines(&[
                    "time_worker,requestID,clusterName,funcName,podID,userID,totalCost_worker,memory_usage",
                    "2600186.5,x,1,296,pool22-300-128-0000618412,224,0.5,32.5",
                    "2600184.0,y,1,296,pool22-300-128-0000618413,224,0,",
                    "2600184.0,y,1,296,pool22-300-128-0000618413,224,0,",
                    "2600190.0,z,1,7,pool24-600-512-0000000001,9,,-3",
                ]),
            ),
            (
                "starts.csv",
                lines(&[
                    "day,time,clusterName,funcName,userID,requestID,totalCost_cold_start,podID",
                    "30,2600186,1,296,224,x,2.5,pool22-300-128-0000618412",
                    "30,2600186,1,296,224,x,-1,pool22-300-128-0000618412",
                ]),
            ),
            (
                "triggers.csv",
                lines(&[
                    "funcID,cpu_request,runtime,triggerType-invocationType",
                    "296---224---pool22-300-128,100,Python3,workflow-S",
                ]),
            ),
        ],
    }
}

/// Traffic, one line an invocation, with an empty list; configurations of three days.
pub(super) fn ibm_code_engine() -> Fixture {
    Fixture {
        format: Format::IbmCodeEngine,
        files: vec![
            (
                "app_configs.csv",
                lines(&[
                    "NamespaceHash,AppHash,AppContainerRequestCpu,AppContainerRequestMemory,AppContainerConcurrency,AppMinScale",
                    "n,a,0.5,2.0,100.0,1.0",
                    "n,a,1.0,4.0,10.0,0.0",
                    "n,b,-1,,0.0,",
                ]),
            ),
            (
                "week_1.csv",
                lines(&[
                    ",NamespaceHash,AppHash,NumEvents,InvocationTimes,AppExecTimes,TotalExecTimes,PodHash",
                    "0,n,a,2,18002.5,250,260,p",
                    "0,n,a,2,18000.5,0,260,p",
                    "1,n,b,0,,,,",
                    "2,n,b,1,18001.5,,5,q",
                ]),
            ),
        ],
    }
}

pub(super) fn in_vitro() -> Fixture {
    Fixture {
        format: Format::InVitro,
        files: vec![
            (
                "invocations.csv",
                lines(&[
                    "HashOwner,HashApp,HashFunction,Trigger,1,2",
                    "o,a,f,queue,5,5",
                    "o,a,g,queue,0,1",
                ]),
            ),
            (
                "durations.csv",
                lines(&[
                    "HashFunction,HashOwner,HashApp,Average,Count,percentile_Average_50",
                    "f,o,a,100.0,10.0,250.0",
                    "g,o,a,100.0,1.0,",
                ]),
            ),
            (
                "memory.csv",
                lines(&[
                    "HashOwner,HashApp,HashFunction,SampleCount,AverageAllocatedMb",
                    "o,a,f,1.0,120.0",
                ]),
            ),
        ],
    }
}

pub(super) fn dslab() -> Fixture {
    one(
        Format::Dslab,
        "trace.csv",
        &[
            "# apps: id,mem_mb,cold_start_s",
            "#app,0,256,0.5",
            "#app,0,512,0.5",
            "#app,1,-1,-1",
            "time,app,func,duration",
            "2.5,0,0,0.25",
            "1.5,1,0,0.000000",
            "3.5,1,7,",
        ],
    )
}

pub(super) fn open_dc() -> Fixture {
    let header = "Timestamp [ms],Invocations, Avg Exec time per Invocation,Provisioned CPU [Mhz],Provisioned Memory [mb], Avg cpu usage per Invocation [Mhz], Avg mem usage per Invocation [mb]";
    Fixture {
        format: Format::OpenDc,
        files: vec![
            (
                "one.csv",
                lines(&[
                    header,
                    "0,2,500,100,128,50,60",
                    "60000,1.0,0,100,256,50,60",
                    "120000,-1,1,1,1,1,1",
                ]),
            ),
            ("two.csv", lines(&[header, "60000,1,,100,128,50,60"])),
        ],
    }
}

pub(super) fn cloud_watch() -> Fixture {
    Fixture {
        format: Format::CloudWatch,
        files: vec![
            (
                "resize.log",
                lines(&[
                    "2026-11-26T12:00:05.000Z 2026/11/26/[$LATEST]aa START RequestId: 1 Version: $LATEST",
                    "2026-11-26T12:00:05.000Z 2026/11/26/[$LATEST]aa REPORT RequestId: 1\tDuration: 500.00 ms\tBilled Duration: 600 ms\tMemory Size: 128 MB\tMax Memory Used: 63 MB\tInit Duration: 1500.00 ms\t",
                    "hello from the function",
                    "2026-11-26T12:00:04.000Z 2026/11/26/[$LATEST]bb REPORT RequestId: 2 Duration: 0.00 ms Billed Duration: 1 ms Memory Size: 128 MB Max Memory Used: 64 MB",
                    "2026-11-26T12:00:04.000Z 2026/11/26/[$LATEST]bb REPORT RequestId: 2 Duration: 0.00 ms Billed Duration: 1 ms Memory Size: 128 MB Max Memory Used: 64 MB",
                ]),
            ),
            (
                "other.json",
                lines(&[
                    r#"{"logGroup":"/aws/lambda/thumbs","time":"2026-11-26T12:00:06.000Z","type":"platform.report","record":{"requestId":"3","metrics":{"durationMs":250.0,"billedDurationMs":300,"memorySizeMB":512,"maxMemoryUsedMB":70}}}"#,
                    r#""timestamp": 1795694407000,"#,
                    r#""message": "REPORT RequestId: 4\tDuration: 1000.00 ms\tBilled Duration: 1000 ms\tMemory Size: 512 MB\tMax Memory Used: 70 MB""#,
                ]),
            ),
        ],
    }
}

pub(super) fn coldstart() -> Fixture {
    one(
        Format::Coldstart,
        "mine.csv",
        &[
            "function,date,duration,app,memory,cold,trigger,concurrency",
            "\"resize, small\",2,0.5,shop,128000000,true,http,4",
            "pay,1,0.25,,,no,,",
            "pay,3,-1,,-5,,,",
        ],
    )
}

pub(super) fn all() -> Vec<Fixture> {
    vec![
        azure_2019(),
        azure_2021(),
        huawei_2023(),
        huawei_2025(),
        ibm_code_engine(),
        in_vitro(),
        dslab(),
        open_dc(),
        cloud_watch(),
        coldstart(),
    ]
}
