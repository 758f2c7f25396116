//! What machines read of the public pages: search engines, previews, whoever has no script.

use ringwright_domain::ids::OrgId;
use ringwright_store::NewOrganisation;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator};

/// The text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} behind {before}")).0
}

fn meta<'a>(page: &'a str, key: &str) -> &'a str {
    between(page, &format!("=\"{key}\" content=\""), "\"")
}

fn json_of(page: &str, open: &str) -> Value {
    serde_json::from_str(between(page, open, "</script>")).unwrap()
}

async fn write(operator: &Operator, change: impl FnOnce(&mut Value)) {
    let mut own = operator.get("/api/operator/storefront").await.good();
    change(&mut own["content"]);
    let body = json!({ "name": own["name"], "content": own["content"] });
    operator.put("/api/operator/storefront", &body).await.good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_tells_machines_what_it_is() {
    let house = House::with(|args, _| args.public_url = Some("https://calls.example.com/".to_owned())).await;
    let operator = Operator::demo(&house).await;
    write(&operator, |content| {
        content["seo"] = json!({ "title": "Night Line", "description": "Talk tonight" });
        content["theme"]["accent"] = "#0a84ff".into();
        content["theme"]["mode"] = "dark".into();
        content["contactEmail"] = "hello@example.com".into();
        content["questions"] = json!([{ "question": "Who calls?", "answer": "A voice." }]);
    })
    .await;
    let answer = house.visitor.get("/").await;
    assert_eq!((answer.status, answer.header("x-robots-tag")), (200, ""));
    let page = answer.text.as_str();
    assert_eq!(between(page, "<title>", "</title>"), "Night Line");
    assert_eq!(meta(page, "description"), "Talk tonight");
    assert_eq!(meta(page, "theme-color"), "#0a84ff");
    assert_eq!(meta(page, "og:title"), "Night Line");
    assert_eq!(meta(page, "og:url"), "https://calls.example.com/");
    assert_eq!(meta(page, "og:image"), "https://calls.example.com/og.png");
    assert_eq!(between(page, "rel=\"canonical\" href=\"", "\""), "https://calls.example.com/");
    assert!(!page.contains("noindex"), "{page}");
    assert!(page.contains("<html data-look=\"hotline\" data-mode=\"dark\" "), "{page}");
    let picture = house.visitor.get("/og.png").await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));

    let graph = json_of(page, "<script type=\"application/ld+json\">")["@graph"].clone();
    let of = |kind: &str| -> Vec<Value> {
        graph.as_array().unwrap().iter().filter(|node| node["@type"] == kind).cloned().collect()
    };
    assert_eq!(of("Organization")[0]["name"], "Evening Line");
    assert_eq!(of("Organization")[0]["email"], "hello@example.com");
    let shown = house.visitor.get("/api/storefront").await.good();
    let products = of("Product");
    assert_eq!(products.len(), shown["plans"].as_array().unwrap().len());
    let standard = products.iter().find(|product| product["name"] == "Standard").unwrap();
    assert_eq!(standard["offers"]["price"], "9.99");
    assert_eq!(standard["offers"]["priceCurrency"], "USD");
    assert_eq!(of("FAQPage")[0]["mainEntity"][0]["acceptedAnswer"]["text"], "A voice.");
    let opening = between(page, "<h1 ", "</h1>");
    assert!(opening.contains(shown["content"]["headline"].as_str().unwrap()), "{opening}");
    assert!(!page.contains("{{"), "{page}");
    // The page's own script finds there what it would have asked for.
    let data = json_of(page, "id=\"storefront-data\">");
    assert_eq!((&data["path"], &data["storefront"]), (&json!("/"), &shown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_cannot_become_markup() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let evil = "\"'></script><script>alert(1)</script><!--";
    write(&operator, |content| {
        content["headline"] = evil.into();
        content["lead"] = "{{name}} and {{home}}".into();
        content["seo"] = json!({ "title": evil, "description": evil });
        content["questions"] = json!([{ "question": evil, "answer": evil }]);
    })
    .await;
    let page = house.visitor.get("/").await.text;
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(!page.contains("\"'>"), "{page}");
    assert_eq!(between(&page, "<title>", "</title>"), meta(&page, "og:title"));
    assert!(page.contains("&#123;&#123;name}} and &#123;&#123;home}}"), "a text calls for no other: {page}");
    let data = json_of(&page, "id=\"storefront-data\">");
    assert_eq!(data["storefront"]["content"]["headline"], evil);
    let graph = json_of(&page, "<script type=\"application/ld+json\">");
    assert!(graph.to_string().contains("alert(1)"), "{graph}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_organisation_has_its_page_and_nobody_else() {
    let house = House::with(|args, _| args.public_url = Some("https://calls.example.com".to_owned())).await;
    let (engine, now) = (house.engine(), house.engine().now());
    let other = NewOrganisation {
        id: OrgId::new(now, engine.chance()),
        slug: "other".to_owned(),
        name: "Other Line".to_owned(),
        time_zone: "Europe/Stockholm".to_owned(),
        default_region: "SE".to_owned(),
        retry: ringwright_engine::setup::RETRY,
    };
    let mut tx = engine.store().begin().await.unwrap();
    tx.insert_organisation(&other, now).await.unwrap();
    tx.commit().await.unwrap();

    let canonical = |answer: &Answer| between(&answer.text, "rel=\"canonical\" href=\"", "\"").to_owned();
    let named = house.visitor.get("/s/other").await;
    assert_eq!((named.status, canonical(&named).as_str()), (200, "https://calls.example.com/s/other"));
    assert_eq!(
        json_of(&named.text, "id=\"storefront-data\">")["storefront"]["organisation"]["slug"],
        "other"
    );
    // The first one has two addresses, and one that counts.
    let first = house.visitor.get("/s/demo").await;
    assert_eq!((first.status, canonical(&first).as_str()), (200, "https://calls.example.com/"));
    for (path, status) in [
        ("/s/nobody", 404),
        ("/s/", 404),
        ("/s/demo/more", 404),
        ("/no/such/page", 404),
        ("/booking/bkg_1", 200),
        ("/login", 200),
        ("/console/bookings", 200),
    ] {
        let answer = house.visitor.get(path).await;
        assert_eq!((answer.status, answer.header("x-robots-tag")), (status, "noindex"), "{path}");
        assert_eq!(answer.header("content-type"), "text/html", "{path}");
        assert!(answer.text.contains("<div id=\"root\">"), "{path} is the page, whose router says so");
        assert!(!answer.text.contains("storefront-data"), "{path}");
    }
    let map = house.visitor.get("/sitemap.xml").await;
    assert_eq!((map.status, map.header("content-type")), (200, "application/xml"));
    for address in ["https://calls.example.com/", "https://calls.example.com/s/other"] {
        assert!(map.text.contains(&format!("<loc>{address}</loc>")), "{}", map.text);
    }
    assert_eq!(map.text.matches("<loc>").count(), 2);
    let robots = house.visitor.get("/robots.txt").await;
    assert_eq!(robots.status, 200);
    assert!(robots.text.contains("Sitemap: https://calls.example.com/sitemap.xml"), "{}", robots.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_shows_at_once_and_what_is_known_is_not_sent_again() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let before = house.visitor.get("/").await;
    let tag = before.header("etag").to_owned();
    let ask = || {
        let request = house.visitor.request(reqwest::Method::GET, "/").header("if-none-match", &tag);
        Answer::of(request)
    };
    let again = ask().await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    write(&operator, |content| content["headline"] = "Something new".into()).await;
    let after = ask().await;
    assert_eq!(after.status, 200);
    assert!(after.text.contains("Something new") && !before.text.contains("Something new"));
    assert_ne!(after.header("etag"), tag);
    let missing = house.visitor.request(reqwest::Method::GET, "/s/nobody").header("if-none-match", "*");
    assert_eq!(Answer::of(missing).await.status, 404);
}
