//! What machines read of the public pages before any script runs: title, description, previews, structured data, the
//! list of pages. Texts come from whoever runs an organisation, so that every one of them is escaped for where it goes.

use std::fmt::Write as _;

use ringwright_domain::Money;
use serde_json::{Value, json};

use crate::api::storefront::{PublicPlan, Storefront};

/// The picture that previews show, 1200 by 630 points.
const PICTURE: &str = "/og.png";

/// A public page and where it stands.
pub(crate) struct Shown<'a> {
    /// The installation's address, without a slash at the end.
    pub base: &'a str,
    /// The page's own path.
    pub path: &'a str,
    /// The path that search engines are to know it by.
    pub canonical: &'a str,
    /// What it shows.
    pub storefront: &'a Storefront,
}

impl Shown<'_> {
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The elements of the page's head.
    pub fn head(&self) -> String {
        let content = &self.storefront.content;
        let (title, description) = (content.seo.title.as_str(), content.seo.description.as_str());
        let (address, picture) = (self.address(self.canonical), self.address(PICTURE));
        let name = self.storefront.organisation.name.as_str();
        let mut head = format!("<title>{}</title>", escaped(title));
        for (key, value) in [
            ("description", description),
            ("theme-color", &content.theme.accent),
            ("twitter:card", "summary_large_image"),
        ] {
            let _ = write!(head, "\n<meta name=\"{key}\" content=\"{}\" />", escaped(value));
        }
        let _ = write!(head, "\n<link rel=\"canonical\" href=\"{}\" />", escaped(&address));
        for (key, value) in [
            ("og:type", "website"),
            ("og:site_name", name),
            ("og:title", title),
            ("og:description", description),
            ("og:url", &address),
            ("og:image", &picture),
            ("og:image:width", "1200"),
            ("og:image:height", "630"),
            ("og:image:alt", "The brass bell of an old telephone"),
        ] {
            let _ = write!(head, "\n<meta property=\"{key}\" content=\"{}\" />", escaped(value));
        }
        let _ = write!(head, "\n<script type=\"application/ld+json\">{}</script>", in_script(&self.graph()));
        head
    }

    /// What the page shows, for the page's own script: it then asks for nothing before it is drawn.
    pub fn data(&self) -> String {
        let data = json!({ "path": self.path, "storefront": self.storefront });
        format!("<script type=\"application/json\" id=\"storefront-data\">{}</script>", in_script(&data))
    }

    /// The page's first lines, which stand there until its script draws the whole. The template has `{{words}}` for
    /// what organisations say.
    pub fn opening(&self, template: &str) -> String {
        let content = &self.storefront.content;
        let notice = if self.storefront.sandbox { "Test mode: no real calls, no real money." } else { "" };
        [
            ("{{home}}", self.path),
            ("{{name}}", &self.storefront.organisation.name),
            ("{{notice}}", notice),
            ("{{headline}}", &content.headline),
            ("{{headlineAccent}}", &content.headline_accent),
            ("{{lead}}", &content.lead),
        ]
        .into_iter()
        // Braces are escaped as well, so that no text can call for another one.
        .fold(template.to_owned(), |page, (place, text)| {
            page.replace(place, &escaped(text).replace('{', "&#123;"))
        })
    }

    /// The attributes of the page's root by which it has its colours before it is drawn.
    pub fn root(&self) -> String {
        let theme = json!(self.storefront.content.theme);
        let word = |key: &str| theme[key].as_str().map(escaped).unwrap_or_default();
        format!("data-look=\"{}\" data-mode=\"{}\"", word("look"), word("mode"))
    }

    /// Who it is, what is sold and what people ask, in the words of schema.org.
    fn graph(&self) -> Value {
        let (content, address) = (&self.storefront.content, self.address(self.canonical));
        let mut organisation = json!({
            "@type": "Organization",
            "@id": format!("{address}#organization"),
            "name": self.storefront.organisation.name,
            "description": content.seo.description,
            "url": address,
        });
        if !content.contact_email.is_empty() {
            organisation["email"] = json!(content.contact_email);
        }
        let mut graph = vec![organisation];
        graph.extend(self.storefront.plans.iter().filter_map(|plan| self.product(plan, &address)));
        if !content.questions.is_empty() {
            let questions = content.questions.iter().map(|asked| {
                json!({
                    "@type": "Question",
                    "name": asked.question,
                    "acceptedAnswer": { "@type": "Answer", "text": asked.answer },
                })
            });
            graph.push(json!({ "@type": "FAQPage", "mainEntity": questions.collect::<Vec<_>>() }));
        }
        json!({ "@context": "https://schema.org", "@graph": graph })
    }

    fn product(&self, plan: &PublicPlan, address: &str) -> Option<Value> {
        let price = Money::new(plan.price_minor, plan.currency.parse().ok()?).to_string();
        Some(json!({
            "@type": "Product",
            "name": plan.name,
            "description": plan.description,
            "image": self.address(PICTURE),
            "brand": { "@id": format!("{address}#organization") },
            "offers": {
                "@type": "Offer",
                "price": price.split(' ').next()?,
                "priceCurrency": plan.currency,
                "availability": "https://schema.org/InStock",
                "url": format!("{address}#book"),
            },
        }))
    }
}

/// A text as part of HTML: between tags, or in an attribute's quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// JSON inside a script element: nothing in it can end the element or begin a comment.
fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// The list of public pages for search engines. `paths` begin with a slash.
pub(crate) fn sitemap(base: &str, paths: impl Iterator<Item = String>) -> String {
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in paths {
        let _ = writeln!(map, "  <url><loc>{}</loc></url>", escaped(&format!("{base}{path}")));
    }
    map.push_str("</urlset>\n");
    map
}

/// What search engines may look at.
pub(crate) fn robots(base: &str) -> String {
    format!("User-agent: *\nDisallow: /api/\nDisallow: /webhooks/\n\nSitemap: {base}/sitemap.xml\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_leave_their_place() {
        assert_eq!(
            escaped(r#"</title><script>alert("1")</script> & 'x'"#),
            "&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;"
        );
        let text = in_script(&json!({ "a": "</script><!-- & -->" }));
        assert_eq!(text, r#"{"a":"\u003c/script\u003e\u003c!-- \u0026 --\u003e"}"#);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["a"], "</script><!-- & -->");
    }

    #[test]
    fn the_map_lists_whole_addresses() {
        let map = sitemap("https://calls.example.com", ["/".to_owned(), "/s/a&b".to_owned()].into_iter());
        assert!(map.contains("<loc>https://calls.example.com/</loc>"), "{map}");
        assert!(map.contains("<loc>https://calls.example.com/s/a&amp;b</loc>"), "{map}");
        assert!(
            robots("https://calls.example.com").contains("Sitemap: https://calls.example.com/sitemap.xml")
        );
    }
}
