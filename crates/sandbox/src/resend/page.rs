//! The mailbox as a page.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::Mail;
use crate::pages::{escape, plain_page};
use crate::world::{World, iso, lock};

/// The mailbox.
pub fn router() -> Router<Arc<World>> {
    Router::new().route("/resend", get(mailbox))
}

async fn mailbox(State(world): State<Arc<World>>) -> Response {
    let mut list = String::new();
    for mail in lock(&world.resend).mails.newest().take(100) {
        list.push_str(&item(mail));
    }
    if list.is_empty() {
        list.push_str("<p>No mail has been sent yet.</p>");
    }
    plain_page("Mailbox", &format!("<h1>Mailbox</h1>{list}"))
}

fn item(mail: &Mail) -> String {
    let mut html = String::new();
    let (subject, to) = (escape(&mail.subject), escape(&mail.to.join(", ")));
    let at = escape(&iso(mail.created_ms));
    let _ = write!(html, "<article class=\"card\"><h2>{subject}</h2><p>To {to}, {at}</p>");
    for line in mail.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let safe = escape(line);
        // The policy of the page lets nothing but its own scripts run, and an address is quoted and escaped.
        let linked = line.starts_with("http://") || line.starts_with("https://");
        let line = if linked { format!("<a href=\"{safe}\">{safe}</a>") } else { safe };
        let _ = write!(html, "<p>{line}</p>");
    }
    html.push_str("</article>");
    html
}
