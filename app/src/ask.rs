//! How the browser asks the server: the client half of a server function, written once for all of them. leptos makes
//! one for each, and reads JSON in two ways.

use crate::answer::Failure;
use leptos::{
    server::codee::{Decoder, string::JsonSerdeCodec},
    server_fn::{
        client::{Client, browser::BrowserClient},
        redirect::call_redirect_hook,
        request::{ClientReq, browser::BrowserRequest},
        response::ClientRes,
    },
};
use serde::de::DeserializeOwned;

/// Posts urlencoded fields to the server function at this path and reads its answer.
pub(crate) async fn ask<T: DeserializeOwned>(path: &'static str, fields: String) -> Result<T, Failure> {
    let (fine, body) = post(path, fields).await?;
    if fine { read(&body) } else { Err(read(&body)?) }
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Failure> {
    JsonSerdeCodec::decode(body).map_err(|_| Failure::Broken)
}

/// Whether it went well, and the body of the answer.
async fn post(path: &str, fields: String) -> Result<(bool, String), Failure> {
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let request = <BrowserRequest as ClientReq<Failure>>::try_new_post(path, form, json, fields)?;
    let response = <BrowserClient as Client<Failure>>::send(request).await?;
    let fine = ClientRes::<Failure>::status(&response) < 400;
    let leave = ClientRes::<Failure>::has_redirect(&response).then(|| ClientRes::<Failure>::location(&response));
    let body = ClientRes::<Failure>::try_into_string(response).await?;
    if let Some(location) = leave.filter(|_| fine) {
        call_redirect_hook(&location);
    }
    Ok((fine, body))
}
