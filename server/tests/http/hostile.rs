//! What no form of ours sends is refused in words, everywhere.

use super::{ACCEPTS, Answer, FORM, FREE, OURS, endpoints, on_both};
use axum::http::{Method, StatusCode, header};

/// It is refused with this status, by a page that says in words what did not work.
fn expect_refusal(answer: &Answer, status: StatusCode, what: &str) {
    assert_eq!(answer.status, status, "{what}: {answer:?}");
    assert!(answer.body.contains("<h1"), "{what}: {}", answer.body);
    assert!(answer.headers.contains_key("x-request-id"), "{what}");
    for name in [header::LOCATION, header::SET_COOKIE] {
        assert!(!answer.headers.contains_key(&name), "{what}: {name}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_strange_fields_and_repeated_ones_are_refused_everywhere() {
    on_both(FREE, |app| async move {
        for (endpoint, field) in endpoints() {
            let hex = format!("%{:x}{}", field.as_bytes()[0], &field[1..]);
            let bodies: [Vec<u8>; 14] = [
                format!("{field}=a%ff").into(),
                format!("{field}=%c0%80").into(),
                format!("{field}=%ed%a0%80").into(),
                format!("{field}=a%00b").into(),
                format!("%00{field}=a").into(),
                [field.as_bytes(), b"=a\xff"].concat(),
                [field.as_bytes(), b"=a\0b"].concat(),
                format!("{field}=a&{field}=a").into(),
                format!("{field}=a&{hex}=b").into(),
                format!("{field}=a&role=account_owner").into(),
                format!("{field}[]=a").into(),
                format!("form[{field}]=a").into(),
                "__proto__=a".into(),
                "{}".into(),
            ];
            for accept in ACCEPTS {
                for body in &bodies {
                    let what = format!("{endpoint} {accept} {}", String::from_utf8_lossy(body));
                    let answer = app.post(endpoint, &[("accept", accept)], body.clone()).await;
                    expect_refusal(&answer, StatusCode::BAD_REQUEST, &what);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_everywhere() {
    on_both(FREE, |app| async move {
        for (endpoint, field) in endpoints() {
            for accept in ACCEPTS {
                let body = format!("{field}={}", "a".repeat(65_537));
                let answer = app.post(endpoint, &[("accept", accept)], body).await;
                expect_refusal(&answer, StatusCode::PAYLOAD_TOO_LARGE, endpoint);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_content_type_but_that_of_a_form_is_taken() {
    let of_two = format!("text/plain; {FORM}");
    let kinds = [
        "",
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/html",
        "application/xml",
        "application/octet-stream",
        "application/cbor",
        "application/x-www-form-urlencodedx",
        "application/x-www-form-urlencoded, text/plain",
        &of_two,
    ];
    on_both(FREE, |app| async move {
        for (endpoint, _) in endpoints() {
            for accept in ACCEPTS {
                for kind in kinds {
                    let answer = app.post(endpoint, &[("accept", accept), ("content-type", kind)], "a=b").await;
                    let what = format!("{endpoint} {accept} {kind}");
                    expect_refusal(&answer, StatusCode::UNSUPPORTED_MEDIA_TYPE, &what);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_taken_from_a_foreign_page_nor_by_another_method() {
    let foreign: [&[(&str, &str)]; 7] = [
        &[("origin", "")],
        &[("origin", "null")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://localhost:3000.evil.example")],
        &[("origin", "https://localhost:3000")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ];
    on_both(FREE, |app| async move {
        for (endpoint, field) in endpoints() {
            for accept in ACCEPTS {
                for headers in foreign {
                    let headers = [headers, &[("accept", accept)]].concat();
                    let answer = app.post(endpoint, &headers, format!("{field}=a")).await;
                    expect_refusal(&answer, StatusCode::FORBIDDEN, &format!("{endpoint} {headers:?}"));
                }
            }
            for method in [Method::GET, Method::HEAD, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
                let answer = app.ask(method.clone(), &format!("/api/{endpoint}"), &[("origin", OURS)], "").await;
                assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {endpoint}");
            }
        }
    })
    .await;
}
