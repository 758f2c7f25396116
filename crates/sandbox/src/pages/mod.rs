//! Pages for people.

mod checkout;
mod elements;
mod html;
mod invoice;

use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::world::World;

pub use html::{escape, money};

const CONTROL: &str = include_str!("../assets/control.html");
const BASE_CSS: &str = include_str!("../assets/base.css");
const CONTROL_CSS: &str = include_str!("../assets/control.css");
const CONTROL_JS: &str = include_str!("../assets/control.js");
const PAY_CSS: &str = include_str!("../assets/pay.css");
const PAY_JS: &str = include_str!("../assets/pay.js");
const INVOICE_CSS: &str = include_str!("../assets/invoice.css");
const ICON: &str = include_str!("../assets/bell.svg");

/// Scripts and styles only from here, as files of their own; nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The pages and what they are made from.
pub fn router() -> Router<Arc<World>> {
    let file = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text) })
    };
    let (css, js) = ("text/css; charset=utf-8", "text/javascript; charset=utf-8");
    Router::new()
        .route("/", get(|| async { page(StatusCode::OK, POLICY, CONTROL.to_owned()) }))
        .route("/sandbox/assets/base.css", file(css, BASE_CSS))
        .route("/sandbox/assets/control.css", file(css, CONTROL_CSS))
        .route("/sandbox/assets/control.js", file(js, CONTROL_JS))
        .route("/sandbox/assets/pay.css", file(css, PAY_CSS))
        .route("/sandbox/assets/pay.js", file(js, PAY_JS))
        .route("/sandbox/assets/invoice.css", file(css, INVOICE_CSS))
        .route("/sandbox/assets/bell.svg", file("image/svg+xml", ICON))
        .route("/favicon.ico", file("image/svg+xml", ICON))
        .merge(checkout::router())
        .merge(elements::router())
        .merge(invoice::router())
        .merge(crate::resend::pages())
}

/// A page of a few words, without a script.
pub fn plain_page(title: &str, body: &str) -> Response {
    page_with(title, body, "'self'")
}

/// The same, whose form may lead to these places.
pub fn page_with(title: &str, body: &str, form_action: &str) -> Response {
    let policy = POLICY.replace("form-action 'self'", &format!("form-action {form_action}"));
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/sandbox/assets/base.css\"><main>{body}</main></html>"
    );
    page(StatusCode::OK, &policy, html)
}

/// A page with its policy.
fn page(status: StatusCode, policy: &str, html: String) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)];
    (status, headers, html).into_response()
}
