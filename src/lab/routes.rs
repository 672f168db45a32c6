//! The routes of picsum.photos, and an index page.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::address::{self, Address, LAST_ID, Refusal};
use super::answer::Lab;
use super::paint;
use super::wire::Line;

/// Pictures on a page of the list, and the most that can be asked for.
const PAGE: u32 = 30;
const LONGEST_PAGE: u32 = 100;

/// Everything the server answers. Requests from a socket carry its [`Line`] as an extension.
pub fn routes(lab: Arc<Lab>) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/{size}", get(any_square))
        .route("/{width}/{height}", get(any))
        .route("/seed/{seed}/{size}", get(seeded_square))
        .route("/seed/{seed}/{width}/{height}", get(seeded))
        .route("/id/{id}/info", get(info))
        .route("/id/{id}/{size}", get(square))
        .route("/id/{id}/{width}/{height}", get(picture))
        .route("/v2/list", get(list))
        .fallback(|| async { Refusal::NotFound })
        .with_state(lab)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::UnknownId | Self::NotFound => StatusCode::NOT_FOUND,
            Self::Size | Self::Blur => StatusCode::BAD_REQUEST,
        };
        (status, format!("{self}\n")).into_response()
    }
}

async fn picture(
    State(lab): State<Arc<Lab>>,
    line: Option<Extension<Arc<Line>>>,
    Path((id, width, height)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let look = address::look(&width, &height, query.as_deref())?;
    let address = Address { id: address::id(&id)?, look };
    let line = line.map(|Extension(line)| line);
    Ok(lab.answer(&address, &headers, line).await)
}

async fn any(
    State(lab): State<Arc<Lab>>,
    Path((width, height)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let look = address::look(&width, &height, query.as_deref())?;
    Ok(found(&Address { id: lab.choice(&headers), look }))
}

async fn any_square(
    lab: State<Arc<Lab>>,
    Path(size): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    any(lab, Path(both_sides(size)), query, headers).await
}

/// The same seed, the same picture.
async fn seeded(
    Path((seed, width, height)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let look = address::look(&width, &height, query.as_deref())?;
    let choice = xxh3_64(seed.as_bytes()) % u64::from(LAST_ID);
    Ok(found(&Address { id: choice as u32 + 1, look }))
}

async fn seeded_square(Path((seed, size)): Path<(String, String)>, query: RawQuery) -> Result<Response, Refusal> {
    let (width, height) = both_sides(size);
    seeded(Path((seed, width, height)), query).await
}

async fn square(Path((id, size)): Path<(String, String)>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let (width, height) = both_sides(size);
    let look = address::look(&width, &height, query.as_deref())?;
    Ok(found(&Address { id: address::id(&id)?, look }))
}

/// `300.jpg` as the width `300` and the height `300.jpg`.
fn both_sides(size: String) -> (String, String) {
    let width = size.split('.').next().unwrap_or_default().to_owned();
    (width, size)
}

/// 302 to a picture's own address, at once, and not to be kept.
fn found(address: &Address) -> Response {
    let headers = [(header::LOCATION, address.to_string()), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::FOUND, headers).into_response()
}

/// What is told of a picture.
#[derive(Serialize)]
struct Info {
    id: String,
    author: &'static str,
    title: &'static str,
    width: u32,
    height: u32,
    url: String,
    download_url: String,
}

impl Info {
    fn new(id: u32, host: &str) -> Self {
        let (width, height) = (3000, 2000);
        Self {
            id: id.to_string(),
            author: "Manyhands",
            title: paint::title((id - 1) % paint::PAINTINGS),
            width,
            height,
            url: format!("http://{host}/id/{id}/info"),
            download_url: format!("http://{host}/id/{id}/{width}/{height}"),
        }
    }
}

async fn info(Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Refusal> {
    let id = address::id(&id)?;
    Ok(([("picsum-id", id.to_string())], Json(Info::new(id, host(&headers)))).into_response())
}

/// A page of the list, with links to the ones before and after.
async fn list(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let number = |wanted| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, _)| name == wanted).and_then(|(_, value)| value.parse::<u32>().ok()).filter(|&n| n > 0)
    };
    let page = number("page").unwrap_or(1);
    let limit = number("limit").unwrap_or(PAGE).min(LONGEST_PAGE);
    let host = host(&headers);
    let first = (page - 1).saturating_mul(limit).saturating_add(1);
    let last = first.saturating_add(limit - 1).min(LAST_ID);
    let infos: Vec<Info> = (first..=last).map(|id| Info::new(id, host)).collect();

    let link = |page, rel| format!("<http://{host}/v2/list?page={page}&limit={limit}>; rel=\"{rel}\"");
    let before = (page > 1).then(|| link(page - 1, "prev"));
    let after = (last < LAST_ID && first <= last).then(|| link(page + 1, "next"));
    let links = before.into_iter().chain(after).collect::<Vec<_>>().join(", ");
    let mut response = Json(infos).into_response();
    if let Ok(links) = links.try_into()
        && (page > 1 || last < LAST_ID)
    {
        response.headers_mut().insert(header::LINK, links);
    }
    response
}

/// All paintings on a page, for whoever opens the server in a browser.
async fn index() -> Html<String> {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Manyhands lab</title>\n<style>\n\
         body { margin: 2rem; background: #17181c; color: #ddd; font: 1rem system-ui, sans-serif }\n\
         main { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem }\n\
         img { width: 100%; border-radius: .4rem; display: block }\n</style>\n\
         <h1>Manyhands lab</h1>\n<p>Pictures for comparing downloads: /id/ID/WIDTH/HEIGHT, as at picsum.photos.</p>\n<main>\n",
    );
    for id in 1..=paint::PAINTINGS {
        let title = paint::title(id - 1);
        // Writing to a string cannot fail.
        let _written = writeln!(
            page,
            "<a href=\"/id/{id}/2000/3000.jpg\" title=\"{title}\"><img src=\"/id/{id}/300/450.jpg\" alt=\"{title}\"></a>"
        );
    }
    page.push_str("</main>\n</html>\n");
    Html(page)
}

/// The name under which the client knows the server.
fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1")
}
