//! The OpenAPI document in the repository is the one that the handlers make.

const KEPT: &str = include_str!("../../../docs/openapi.json");

#[test]
fn the_kept_document_is_the_one_that_the_handlers_make() {
    let made = ringwright_http::document();
    let differs = made.lines().zip(KEPT.lines()).position(|(made, kept)| made != kept);
    assert!(
        made == KEPT,
        "docs/openapi.json is out of date, first at line {:?}; run `cargo xtask api`",
        differs.map(|line| line + 1)
    );
}
