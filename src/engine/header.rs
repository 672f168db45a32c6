//! What a comparison knows before its first request: the addresses, what they weigh, and the report's head.

use jiff::Timestamp;
use url::Url;

use crate::fetch;
use crate::model::{ClientRecord, LabRecord, Plan, Report, ReportPlan, SCHEMA, Source, Verdict, without_credentials};

use super::error::CompareError;
use super::lab_link::LabLink;
use super::system;

/// The source's addresses, those of the lab server with its port.
pub fn addresses(source: &Source, port: Option<u16>) -> Result<Vec<Url>, CompareError> {
    match source {
        Source::Urls(urls) => Ok(urls.clone()),
        Source::Lab { paths, .. } => {
            let port = port.unwrap_or_default();
            let address = |path: &String| {
                let url = Url::parse(&format!("http://127.0.0.1:{port}{path}"));
                url.map_err(|_| CompareError::LabPath(path.clone()))
            };
            paths.iter().map(address).collect()
        }
    }
}

/// What each download weighs; `None` unless the lab server knows that of all of them.
pub fn sizes(lab: &mut LabLink, urls: &[Url]) -> Result<Option<Vec<u64>>, CompareError> {
    let paths = urls.iter().map(|url| url[url::Position::BeforePath..].to_owned()).collect();
    Ok(lab.prepare(paths)?.into_iter().collect())
}

/// A report with no runs yet.
pub fn report(plan: &Plan, mut urls: Vec<Url>) -> Report {
    let draft = plan.draft();
    urls.truncate(plan.count().get() as usize);
    let shown: Vec<Url> = urls.iter().map(without_credentials).collect();
    let client = ClientRecord {
        http2: draft.http2,
        timeout_secs: draft.timeout_secs,
        max_bytes: draft.max_bytes,
        warm_up: draft.warm_up,
        rate_per_sec: draft.rate_per_sec,
        headers: draft.headers.iter().map(|header| header.name.clone()).collect(),
        credentials: shown != urls,
    };
    Report {
        schema: SCHEMA,
        program: concat!("manyhands ", env!("CARGO_PKG_VERSION")).to_owned(),
        started_at: Timestamp::now(),
        seed: draft.seed,
        environment: system::environment(fetch::proxy(&shown)),
        plan: ReportPlan {
            urls: shown,
            count: plan.count().get(),
            work: draft.work,
            accept: draft.accept,
            connections: draft.connections,
            rounds: plan.rounds().get(),
            baseline: plan.baseline(),
            folder: draft.folder.clone(),
            contenders: plan.contenders().to_vec(),
            lab: plan.lab().map(|settings| LabRecord { settings: settings.clone(), lateness: None }),
            stop: draft.stop,
            client: Some(client),
        },
        runs: Vec::new(),
        summary: Vec::new(),
        ratios: Vec::new(),
        verdict: Verdict::default(),
        scaling: None,
    }
}
